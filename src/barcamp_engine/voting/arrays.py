"""Sequential Phragmén with NumPy, for large electorates: the same steps, exactly.

Floating point only narrows down who can be next; what is left is compared with whole numbers. The bound: after t steps
the load sum of a proposal with r approving ballots is off by at most (4t + r + 2) rounding errors of the largest load
(each load difference 3, each sum of r terms r, each addition to the total 1), so everything within twice that of the
smallest value is worked out exactly. The definition is in ``rules/phragmen.py``.
"""

from __future__ import annotations

from itertools import chain
from operator import mul

import numpy as np

from barcamp_engine.voting.contenders import smallest
from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.run import Progress, Run, Step, silent
from barcamp_engine.voting.ties import TieBreak

EXACT_BELOW = 2**53
"""Weights and costs up to here are exact as floating-point numbers."""

SAFETY = 2.0**-50
"""Eight rounding errors (2⁻⁵³) for each that can have happened."""


def can_count(electorate: Electorate) -> bool:
    """Say whether all weights and costs are small enough for this path."""
    return electorate.people < EXACT_BELOW and max(electorate.costs) < EXACT_BELOW


class ArrayAccounts:
    """Loads of all ballots: a class number each, its exact numerator in a list, approximations beside it."""

    def __init__(self, electorate: Electorate) -> None:
        ballots = electorate.ballots
        self._electorate = electorate
        self._lengths = np.fromiter(map(len, ballots), np.int64, len(ballots))
        self._starts = np.concatenate(([0], np.cumsum(self._lengths)))[:-1]
        approvals = int(self._lengths.sum())
        self._topics = np.fromiter(chain.from_iterable(ballots), np.int64, approvals)
        owners = np.repeat(np.arange(len(ballots)), self._lengths)
        by_topic = np.argsort(self._topics, kind="stable")
        cuts = np.cumsum(np.bincount(self._topics, minlength=len(electorate.proposals)))[:-1]
        self._approvers = np.split(owners[by_topic], cuts)
        self._weights = np.array(electorate.weights, dtype=np.float64)
        self._is_weighted = bool((self._weights != 1).any())
        self._class_of = np.zeros(len(ballots), dtype=np.int64)
        self._loads = np.zeros(len(ballots))
        self._sums = np.zeros(len(electorate.proposals))
        self._costs = np.array(electorate.costs, dtype=np.float64)
        self._costs[np.array(electorate.support) == 0] = np.inf
        self._support = np.maximum(1.0, np.array(electorate.support, dtype=np.float64))
        self._most_ballots = max(map(len, self._approvers))
        self._numerators = [0]
        self._denominator = 1
        self._steps = 0

    def nearly_smallest(self) -> list[int]:
        """Return the remaining proposals whose value could be the smallest."""
        values = (self._costs + self._sums) / self._support
        doubt = (4 * self._steps + self._most_ballots + 16) * SAFETY
        return (values <= values.min() * (1 + doubt)).nonzero()[0].tolist()

    def numerator(self, proposal: int) -> int:
        """Return cost plus loads, exactly, over the common denominator."""
        own = self._approvers[proposal]
        weights = self._weights[own] if self._is_weighted else None
        counts = np.bincount(self._class_of[own], weights=weights).astype(np.int64).tolist()
        return self._electorate.costs[proposal] * self._denominator + sum(map(mul, counts, self._numerators))

    def settle(self, proposal: int, numerator: int) -> int:
        """Let the approvers pay and return the denominator of their new load."""
        weight = self._electorate.support[proposal]
        own = self._approvers[proposal]
        self._numerators = [number * weight for number in self._numerators]
        self._denominator *= weight
        load = numerator / self._denominator
        growth = (load - self._loads[own]) * self._weights[own]
        lengths = self._lengths[own]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1]) + np.repeat(self._starts[own] - ends + lengths, lengths)
        self._sums += np.bincount(self._topics[places], weights=np.repeat(growth, lengths), minlength=len(self._sums))
        self._class_of[own] = len(self._numerators)
        self._loads[own] = load
        self._numerators.append(numerator)
        self._costs[proposal] = np.inf  # never again
        self._steps += 1
        return self._denominator


def rank(electorate: Electorate, ties: TieBreak, *, progress: Progress = silent) -> Run:
    """Rank all supported proposals; see ``rules.phragmen.rank``."""
    accounts = ArrayAccounts(electorate)
    support = electorate.support
    in_all = len(electorate.supported())
    steps: list[Step] = []
    while len(steps) < in_all:
        (numerator, weight), equals = smallest(
            (proposal, (accounts.numerator(proposal), support[proposal])) for proposal in accounts.nearly_smallest()
        )
        winner = min(equals, key=lambda c: ties.key(c, support[c]))
        numerator = numerator * support[winner] // weight
        denominator = accounts.settle(winner, numerator)
        others = tuple(proposal for proposal in equals if proposal != winner)
        steps.append(Step(winner, numerator, denominator, others))
        progress(len(steps), in_all)
    return Run(tuple(steps))
