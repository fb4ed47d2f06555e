"""A judged change is what checking and evaluating the changed plan from scratch says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barcamp_engine.planning import (
    Code,
    Judge,
    Participant,
    Placement,
    Plan,
    Problem,
    Proposal,
    Violation,
    check,
    evaluate,
    expected_audience,
)
from barcamp_engine.planning.instance_file import read_instance
from tests.engine.planning.problems import at, camp, instances

WHOLE_PLAN = frozenset({Code.TOO_OFTEN, Code.REQUIRED_MISSING, Code.FROZEN_CHANGED})
OF_PAIRS = frozenset({Code.CELL_TAKEN, Code.TWICE_IN_SLOT, Code.HOST_CLASH})


@given(data=instances(), seed=st.integers(0, 999))
@settings(max_examples=150, deadline=None)
def test_a_judged_change_equals_the_changed_plan(data: dict[str, Any], seed: int) -> None:
    dice = Random(seed)
    problem = _with_long_sessions(read_instance(data), dice)
    plan = _any_plan(problem, dice)
    judge = Judge(problem, plan)
    for _ in range(4):  # what one change worked out must not mislead the next one
        removed = tuple(dice.sample(plan.placements, min(len(plan), dice.randint(0, 2))))
        left = tuple(line for line in plan if line not in removed)
        busy = {
            line.proposal for line in left if problem.indexed.length[problem.indexed.proposal_at[line.proposal]] > 1
        }
        more = (line for line in _any_plan(problem, dice) if line not in left and line.proposal not in busy)
        added = tuple(more)[:2]
        _compare(problem, judge, plan, removed, added)


def _compare(
    problem: Problem, judge: Judge, plan: Plan, removed: tuple[Placement, ...], added: tuple[Placement, ...]
) -> None:
    left = tuple(line for line in plan if line not in removed)
    after = Plan((*left, *added))
    verdict = judge.judge(removed, added)
    assert verdict.attended == pytest.approx(evaluate(problem, after).attended - evaluate(problem, plan).attended)
    coming, before = expected_audience(problem, after), expected_audience(problem, plan)
    assert list(verdict.audience) == [coming[line.proposal, line.slot] for line in added]
    seats = {room.id: room.capacity for room in problem.rooms}
    full = {line for line in after if coming[line.proposal, line.slot].low > seats[line.room]}
    was_full = {line for line in left if before[line.proposal, line.slot].low > seats[line.room]}
    assert set(verdict.crowded) == full - was_full
    assert len(verdict.crowded) == len(full - was_full)
    broken = _said(problem, check(problem, after)) - _said(problem, check(problem, Plan(left)))
    assert _said(problem, verdict.violations) == broken


def _said(problem: Problem, violations: Iterable[Violation]) -> Counter[Any]:
    """Count violations but those of whole plans, each the same whichever of two sessions it is told of."""
    repeats = {proposal.id for proposal in problem.proposals if proposal.max_occurrences > 1}
    return Counter(
        (one.code, frozenset({one.proposal, one.other}), one.slot, "" if one.code in OF_PAIRS else one.room, one.person)
        for one in violations
        if one.code not in WHOLE_PLAN and not (one.code is Code.PIN_BROKEN and one.proposal in repeats)
    )


def _with_long_sessions(problem: Problem, dice: Random) -> Problem:
    proposals = [
        replace(one, length=dice.randint(1, 2)) if one.max_occurrences == 1 else one for one in problem.proposals
    ]
    return replace(problem, proposals=tuple(proposals))


def _any_plan(problem: Problem, dice: Random) -> Plan:
    """Return sessions in cells of their own, whatever else the rules say."""
    cells = [(slot.id, room.id) for slot in problem.slots for room in problem.rooms]
    dice.shuffle(cells)
    names = [one.id for one in problem.proposals for _ in range(one.max_occurrences) if dice.random() < 0.8]
    dice.shuffle(names)
    return Plan(tuple(Placement(name, *cell) for name, cell in zip(names, cells, strict=False)))


def test_two_that_change_places_are_judged_where_they_come_to_stand() -> None:
    """Only the hall has what the first needs: it must not be swapped into the nook."""
    plan = Plan(at("mastodon ten hall", "podcast eleven nook"))
    verdict = Judge(camp(), plan).judge(plan, at("podcast ten hall", "mastodon eleven nook"))
    assert [(one.code, one.proposal, one.lacks) for one in verdict.violations] == [
        (Code.ROOM_LACKS, "mastodon", ("beamer",))
    ]
    assert verdict.attended == 0


def test_what_both_would_break_is_said_of_the_first() -> None:
    proposals = (Proposal("podcast", ("ben",)), Proposal("linkedin", ("ben",)))
    problem = camp(proposals=proposals, participants=(Participant("ben"),))
    verdict = Judge(problem, Plan()).judge((), at("linkedin ten hall", "podcast ten nook"))
    assert [(one.code, one.proposal, one.other) for one in verdict.violations] == [
        (Code.HOST_CLASH, "linkedin", "podcast")
    ]


def test_what_stays_is_full_when_its_competitor_leaves() -> None:
    voters = tuple(Participant(f"voter{number}", ("podcast", "linkedin")) for number in range(6))
    problem = camp(proposals=(Proposal("podcast"), Proposal("linkedin")), participants=voters)
    plan = Plan(at("podcast eleven hall", "linkedin eleven nook"))
    judge = Judge(problem, plan)
    assert judge.judge(at("podcast eleven hall"), ()).crowded == at("linkedin eleven nook")
    assert judge.judge(at("podcast eleven hall"), at("podcast ten hall")).attended == 6
