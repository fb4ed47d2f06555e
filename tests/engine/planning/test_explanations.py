"""Advice, reasons, figures, audience, differences, fairness, hindrances: exact where they claim to be."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from barcamp_engine.planning import (
    AudienceModel,
    ChangeKind,
    Code,
    Participant,
    Pin,
    Placement,
    Plan,
    Problem,
    Proposal,
    Room,
    RoomReason,
    Slot,
    advise,
    check,
    describe,
    diff,
    evaluate,
    expected_audience,
    explain,
    fairer_plan,
    unfairness,
)
from barcamp_engine.planning.board import Board
from barcamp_engine.planning.instance_file import read_instance
from barcamp_engine.planning.solvers.plain import plain_plan
from barcamp_engine.planning.solvers.stopping import Stop
from tests.engine.planning.brute_force import all_plans
from tests.engine.planning.problems import OWN, at, camp, instances, load


def evening() -> tuple[Problem, Plan]:
    _, problem = load(OWN / "evening.json")
    return problem, problem.indexed.plan_of(plain_plan(problem.indexed, Stop(1.0)))


@given(data=instances())
@settings(max_examples=40, deadline=None)
def test_advice_is_exact_and_allows_what_the_rules_allow(data: dict[str, Any]) -> None:
    problem = read_instance(data)
    plan = problem.indexed.plan_of(plain_plan(problem.indexed, Stop(1.0)))
    before = evaluate(problem, plan)
    for proposal in problem.proposals:
        if len(plan.where(proposal.id)) > 1:
            continue
        found = advise(problem, plan, proposal.id)
        assert len(found) == len(problem.slots) * len(problem.rooms)
        for cell in found:
            moved = plan.without(proposal.id).with_placement(Placement(proposal.id, cell.slot, cell.room))
            assert evaluate(problem, moved).objective - before.objective == pytest.approx(cell.objective, abs=1e-9)
            broken = {
                violation for violation in check(problem, moved) if proposal.id in (violation.proposal, violation.other)
            }
            assert cell.is_allowed == (not broken or broken <= set(check(problem, plan)))


def test_advice_names_what_is_in_the_way() -> None:
    plan = Plan(at("mastodon ten hall", "podcast eleven hall"))
    found = {(cell.slot, cell.room): cell for cell in advise(camp(), plan, "podcast")}
    assert {violation.code for violation in found["ten", "hall"].violations} == {Code.CELL_TAKEN}
    assert found["ten", "nook"].is_allowed
    assert found["eleven", "hall"].objective == 0


def test_advice_for_a_repeat_asks_for_the_occurrence_that_is_held() -> None:
    problem = camp(proposals=(Proposal("podcast", max_occurrences=2),), participants=())
    plan = Plan(at("podcast ten hall", "podcast eleven hall"))
    moved = advise(problem, plan, "podcast", held=plan.placements[0])
    assert {(cell.slot, cell.room) for cell in moved if cell.is_allowed} == {("ten", "hall"), ("ten", "nook")}
    assert not any(cell.is_allowed for cell in advise(problem, plan, "podcast"))  # a third one is too many


def test_advice_respects_frozen_slots_and_the_end_of_the_day() -> None:
    problem = camp(
        proposals=(Proposal("podcast", length=2), Proposal("linkedin")),
        participants=(),
        previous=at("linkedin ten hall"),
        frozen_slots=frozenset({"ten"}),
    )
    plan = Plan(at("linkedin ten hall"))
    assert not any(cell.is_allowed for cell in advise(problem, plan, "podcast"))
    assert {cell.slot for cell in advise(problem, plan, "podcast")} == {"ten"}


@given(data=instances())
@settings(max_examples=40, deadline=None)
def test_a_preview_equals_evaluating_afresh(data: dict[str, Any]) -> None:
    problem = read_instance(data)
    index = problem.indexed
    plans = [cells for _, cells in zip(range(12), all_plans(problem), strict=False)]
    for one, two in pairwise(plans):
        board = Board(index, one)
        preview = board.preview(set(one) - set(two), set(two) - set(one))
        before, after = (evaluate(problem, index.plan_of(cells)) for cells in (one, two))
        assert preview.objective == pytest.approx(after.objective - before.objective, abs=1e-9)
        assert preview.overflow == pytest.approx(after.overflow - before.overflow, abs=1e-9)
        board.apply(set(one) - set(two), set(two) - set(one))
        assert board.attended == after.attended_by_person
        assert [cell for t in range(len(problem.slots)) for cell in board.at(t)] == sorted(two, key=lambda c: (c[1], c))


def test_the_best_other_cell_is_what_it_says() -> None:
    problem, plan = evening()
    before = evaluate(problem, plan).objective
    reasons = explain(problem, plan)
    assert [reason.placement for reason in reasons] == list(plan)
    for reason in reasons:
        other = reason.best_other
        if other is None:
            continue
        here, there = reason.placement, Placement(reason.placement.proposal, other.slot, other.room)
        moved = plan.without(here.proposal)
        if other.swaps_with:
            moved = moved.without(other.swaps_with)
            moved = moved.with_placement(Placement(other.swaps_with, here.slot, here.room))
        moved = moved.with_placement(there)
        assert check(problem, moved) == ()
        assert evaluate(problem, moved).objective - before == pytest.approx(other.objective, abs=1e-9)


def test_no_number_isolates_fewer_than_five_people() -> None:
    problem, plan = evening()
    shared = [
        part for reason in explain(problem, plan) for part in (reason.shares_most_with, reason.hurts_most) if part
    ]
    assert any(part.people is not None for part in shared)
    assert all(part.people is None or part.people >= 5 for part in shared)
    figures = describe(problem, plan)
    assert all(count is None or count == 0 or count >= 5 for count in figures.shares)
    assert figures.pairs
    assert all(pair.people >= 5 for pair in figures.pairs)


def test_why_this_room() -> None:
    people = tuple(Participant(f"p{n}", ("big",)) for n in range(6))
    rooms = (Room("hall", 9, frozenset({"beamer"})), Room("side", 4), Room("nook", 1))
    proposals = (
        Proposal("beam", needs=frozenset({"beamer"})),
        Proposal("big"),
        Proposal("pinned", pin=Pin(room="nook")),
        Proposal("small"),
    )
    problem = Problem((Slot("a"), Slot("b"), Slot("c")), rooms, proposals, people)
    plan = Plan(at("beam a hall", "big b hall", "pinned a nook", "small b side"))
    assert {reason.placement.proposal: reason.room for reason in explain(problem, plan)} == {
        "beam": RoomReason.ONLY_WITH_FEATURE,
        "big": RoomReason.LARGEST_NEEDED,
        "pinned": RoomReason.PINNED,
        "small": RoomReason.FITS,
    }
    tight = Plan(at("big b side"))
    assert explain(problem, tight)[0].room == RoomReason.BEST_LEFT
    standing = replace(problem, previous=at("small b side", "big c hall"), frozen_slots=frozenset({"c"}))
    reasons = explain(standing, Plan(at("small b side", "big c hall")))
    assert [reason.room for reason in reasons] == [RoomReason.KEPT, RoomReason.FROZEN]
    assert reasons[1].best_other is None


def test_figures_compare_with_chance_and_popularity() -> None:
    problem, plan = evening()
    figures = describe(problem, plan)
    assert figures.value == evaluate(problem, plan)
    assert figures.comparison.random_objective < figures.value.objective <= figures.personal_bound
    assert figures.comparison.popularity_attended < figures.value.attended
    assert figures == describe(problem, plan)
    assert 0 <= figures.worst_share <= figures.mean_share <= 1


def test_the_audience_is_a_range_around_two_thirds() -> None:
    people = tuple(Participant(f"p{n}", ("podcast",)) for n in range(30))
    problem = Problem((Slot("ten"), Slot("noon")), (Room("hall", 99),), (Proposal("podcast"),), people)
    plan = Plan(at("podcast ten hall"))
    found = expected_audience(problem, plan)["podcast", "ten"]
    assert (found.low, found.likely, found.high) == (13, 20, 27)
    last = expected_audience(problem, Plan(at("podcast noon hall")))["podcast", "noon"]
    assert last.likely == 16
    silent = replace(problem, participants=(*people, *(Participant(f"q{n}") for n in range(30))))
    assert expected_audience(silent, plan)["podcast", "ten"].likely == 40
    hands = replace(problem, proposals=(Proposal("podcast", hands=10),))
    assert expected_audience(hands, plan)["podcast", "ten"].likely == 17
    nobody = Problem(problem.slots, problem.rooms, (Proposal("podcast", hands=10),))
    assert expected_audience(nobody, plan)["podcast", "ten"].likely == 14
    counted = AudienceModel(history=((10, 5), (10, 9), (10, 10), (10, 11), (10, 30), (0, 4)))
    found = expected_audience(problem, plan, counted)["podcast", "ten"]
    assert (found.low, found.likely, found.high) == (18, 20, 22)


def test_what_changed_between_two_plans() -> None:
    old = Plan(at("a ten hall", "b ten nook", "c eleven hall", "d eleven nook"))
    new = Plan(at("a eleven nook", "b ten hall", "c eleven hall", "e ten nook"))
    assert [(change.kind, change.proposal) for change in diff(old, new)] == [
        (ChangeKind.OTHER_SLOT, "a"),
        (ChangeKind.OTHER_ROOM, "b"),
        (ChangeKind.REMOVED, "d"),
        (ChangeKind.ADDED, "e"),
    ]
    assert diff(old, Plan(tuple(reversed(old.placements)))) == ()


def test_fairness_helps_and_breaks_nothing() -> None:
    problem, plan = evening()
    fairer = fairer_plan(problem, plan, tolerance=10.0, tries=1500)
    assert check(problem, fairer) == ()
    assert unfairness(problem, fairer) < unfairness(problem, plan)
    assert evaluate(problem, fairer).objective >= evaluate(problem, plan).objective - 10.0 - 1e-9
    assert fairer == fairer_plan(problem, plan, tolerance=10.0, tries=1500)
    assert fairer_plan(problem, plan, is_over=lambda: True) == plan
    assert fairer_plan(camp(), Plan(at("podcast ten hall"))) == Plan(at("podcast ten hall"))
