"""Who is next: exact comparison without looking at everybody.

In every rule here the value of a remaining proposal never falls from step to step, so a value from an earlier step is
a lower bound. Only proposals whose bound could still win are worked out again; on camps of any size these are a
handful. This is the lazy greedy algorithm (M. Minoux, Accelerated greedy algorithms for maximizing submodular set
functions, 1978), here with integers only: bounds are rounded down to 2⁻⁶⁴, decisions are made by cross-multiplication.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable

from barcamp_engine.voting.run import Step
from barcamp_engine.voting.ties import TieKey

Value = tuple[int, int]
"""Numerator and denominator (above 0)."""

PRECISION_BITS = 64


class Contenders:
    """The remaining proposals in a heap of lower bounds.

    ``evaluate(c)`` returns the exact value of c now, or None when c can never be taken any more. ``prefer(c)`` sorts
    proposals of equal value.
    """

    def __init__(
        self,
        proposals: Iterable[int],
        evaluate: Callable[[int], Value | None],
        prefer: Callable[[int], TieKey],
    ) -> None:
        self._evaluate = evaluate
        self._prefer = prefer
        self._heap: list[tuple[int, int]] = []
        for proposal in proposals:
            value = evaluate(proposal)
            if value is not None:
                self._heap.append((_bound(value), proposal))
        heapq.heapify(self._heap)

    def __len__(self) -> int:
        return len(self._heap)

    def take_smallest(self) -> Step | None:
        """Remove and return the proposal of the smallest value; None when nothing is left that can be taken."""
        evaluated = self._evaluate_until_certain()
        if not evaluated:
            return None
        least = min(bound for bound, _, _ in evaluated)
        (numerator, denominator), equals = smallest(
            (proposal, value) for bound, proposal, value in evaluated if bound == least
        )
        winner = min(equals, key=self._prefer)
        for bound, proposal, _ in evaluated:
            if proposal != winner:
                heapq.heappush(self._heap, (bound, proposal))
        others = tuple(sorted(proposal for proposal in equals if proposal != winner))
        return Step(winner, numerator, denominator, others)

    def _evaluate_until_certain(self) -> list[tuple[int, int, Value]]:
        """Work out proposals until no remaining bound can undercut the best of them."""
        evaluated: list[tuple[int, int, Value]] = []
        least = None
        while self._heap and (least is None or self._heap[0][0] <= least):
            _, proposal = heapq.heappop(self._heap)
            value = self._evaluate(proposal)
            if value is None:
                continue
            bound = _bound(value)
            evaluated.append((bound, proposal, value))
            least = bound if least is None else min(least, bound)
        return evaluated


def smallest(candidates: Iterable[tuple[int, Value]]) -> tuple[Value, list[int]]:
    """Return the smallest value and all that have it, by cross-multiplication; there must be a candidate."""
    best, equals = (1, 0), list[int]()  # more than any value
    for proposal, value in candidates:
        difference = value[0] * best[1] - best[0] * value[1]
        if difference < 0:
            best, equals = value, [proposal]
        elif difference == 0:
            equals.append(proposal)
    return best, equals


def _bound(value: Value) -> int:
    numerator, denominator = value
    return (numerator << PRECISION_BITS) // denominator
