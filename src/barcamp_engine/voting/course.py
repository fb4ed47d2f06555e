"""Run a rule by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from importlib.util import find_spec

from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.rules import (
    Rule,
    approval,
    chamberlin_courant,
    equal_shares,
    pav,
    phragmen,
    satisfaction_approval,
    thiele,
)
from barcamp_engine.voting.run import Progress, Run, silent
from barcamp_engine.voting.ties import TieBreak

WORTH: dict[Rule, Callable[[Electorate], thiele.Worth]] = {
    Rule.APPROVAL: approval.worth,
    Rule.SATISFACTION_APPROVAL: satisfaction_approval.worth,
    Rule.SEQUENTIAL_PAV: pav.worth,
    Rule.GREEDY_CC: chamberlin_courant.worth,
}

EQUAL_SHARES = {
    Rule.EQUAL_SHARES: equal_shares.rank_without_completion,
    Rule.EQUAL_SHARES_APPROVAL: equal_shares.rank_then_approval,
    Rule.EQUAL_SHARES_PHRAGMEN: equal_shares.rank_then_phragmen,
    Rule.EQUAL_SHARES_INCREMENT: equal_shares.rank_with_increments,
}

NUMPY_FROM_APPROVALS = 200_000
"""From so many approvals on, loading NumPy pays (see docs/benchmarks/voting.md)."""


class Arithmetic(StrEnum):
    """Which code computes sequential Phragmén. Both give the same steps, exactly."""

    AUTO = "auto"
    INTEGERS = "integers"
    NUMPY = "numpy"


def run_rule(
    rule: Rule,
    electorate: Electorate,
    ties: TieBreak,
    *,
    seats: int,
    eligible: Sequence[int] | None = None,
    arithmetic: Arithmetic = Arithmetic.AUTO,
    progress: Progress = silent,
) -> Run:
    """Rank the supported proposals by ``rule``.

    ``eligible`` matters only where the reference order fills places with what nobody wants (greedy-cc).
    """
    if rule is Rule.SEQUENTIAL_PHRAGMEN:
        if _wants_numpy(Arithmetic(arithmetic), electorate):
            from barcamp_engine.voting import arrays

            return arrays.rank(electorate, ties, progress=progress)
        return phragmen.rank(electorate, ties, progress=progress)
    if rule in EQUAL_SHARES:
        return EQUAL_SHARES[rule](electorate, ties, seats, progress=progress)
    running = electorate.supported()
    if rule is Rule.GREEDY_CC and not ties.by_approvals:
        # once everybody is covered, the libraries fill by index
        running = tuple(range(len(electorate.proposals)) if eligible is None else eligible)
    return thiele.rank(electorate, ties, WORTH[rule](electorate), running=running, progress=progress)


def _wants_numpy(arithmetic: Arithmetic, electorate: Electorate) -> bool:
    if arithmetic is not Arithmetic.AUTO:
        return arithmetic is Arithmetic.NUMPY
    if sum(map(len, electorate.ballots)) < NUMPY_FROM_APPROVALS or find_spec("numpy") is None:
        return False
    from barcamp_engine.voting import arrays

    return arrays.can_count(electorate)
