"""J is exact: against the verifier, against trying all, against numbers worked out by hand."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barcamp_engine.planning import Participant, Plan, Problem, Proposal, Room, Slot, evaluate, personal_bound
from barcamp_engine.planning.instance_file import read_instance, read_plan
from barcamp_engine.planning.value import audience, value_of_cells
from tests.engine.planning.brute_force import attended_by_trying
from tests.engine.planning.problems import at, camp, instances, load, shared_instances, verifier


def test_two_wishes_in_one_slot_count_once() -> None:
    value = evaluate(camp(), Plan(at("mastodon ten hall", "linkedin ten nook", "podcast eleven hall")))
    assert value.attended_by_person == (1, 1, 2)  # Ada hosts at ten; Ben hosts at eleven; Cem has to choose at ten
    assert value.attended == 4


def test_a_repeat_gives_a_second_chance() -> None:
    problem = camp(
        proposals=(Proposal("mastodon"), Proposal("podcast"), Proposal("linkedin", max_occurrences=2)),
        participants=(Participant("cem", ("mastodon", "linkedin")),),
    )
    once = evaluate(problem, Plan(at("mastodon ten hall", "linkedin ten nook")))
    twice = evaluate(problem, Plan(at("mastodon ten hall", "linkedin ten nook", "linkedin eleven nook")))
    assert (once.attended, twice.attended) == (1, 2)


def test_overflow_is_split_between_parallel_wishes() -> None:
    problem = camp(
        proposals=(Proposal("mastodon"), Proposal("podcast")),
        rooms=(Room("hall", 9), Room("nook", 1)),
        participants=tuple(Participant(f"p{n}", ("mastodon", "podcast")) for n in range(4)),
    )
    plan = Plan(at("mastodon ten hall", "podcast ten nook"))
    assert audience(problem.indexed, problem.indexed.cells_of(plan)) == {(0, 0): 2.0, (1, 0): 2.0}
    value = evaluate(problem, plan)
    assert (value.attended, value.overflow, value.objective) == (4, 1.0, 3.0)


def test_a_repeated_session_pulls_half_each_time() -> None:
    problem = camp(
        proposals=(Proposal("mastodon", max_occurrences=2),), participants=(Participant("cem", ("mastodon",)),)
    )
    cells = problem.indexed.cells_of(Plan(at("mastodon ten hall", "mastodon eleven hall")))
    assert audience(problem.indexed, cells) == {(0, 0): 0.5, (0, 1): 0.5}


def test_moves_are_priced() -> None:
    previous = at("mastodon ten hall", "podcast ten nook", "linkedin eleven nook")
    problem = camp(previous=previous, participants=(Participant("ada"), Participant("ben")))
    value = evaluate(problem, Plan(at("mastodon eleven hall", "linkedin eleven nook")))
    assert (value.moved_slot, value.moved_room, value.objective) == (2, 0, -4.0)  # one moved, one dropped
    value = evaluate(problem, Plan(at("mastodon ten nook", "podcast ten hall", "linkedin eleven nook")))
    assert (value.moved_slot, value.moved_room, value.objective) == (0, 2, -1.0)


def test_a_workshop_over_two_slots_takes_both() -> None:
    problem = Problem(
        (Slot("ten"), Slot("eleven"), Slot("noon")),
        (Room("hall", 9), Room("nook", 9)),
        (Proposal("workshop", length=2), Proposal("a"), Proposal("b"), Proposal("other", length=2)),
        (
            Participant("long", ("workshop", "a"), (3, 1)),
            Participant("short", ("workshop", "a", "b"), (1, 1, 1)),
            Participant("torn", ("workshop", "other")),
            Participant("late", ("workshop",), absent=frozenset({"eleven"})),
        ),
    )
    plan = Plan(at("workshop ten hall", "a ten nook", "b eleven nook", "other eleven hall"))
    assert evaluate(problem, plan).attended_by_person == (3, 2, 1, 0)


def test_the_personal_bound_counts_present_slots_only() -> None:
    person = Participant("cem", ("mastodon", "podcast", "linkedin"), (1, 5, 2), frozenset({"ten"}))
    assert personal_bound(camp(participants=(Participant("ada"), Participant("ben"), person))) == 5


@given(data=instances(), seed=st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_equal_to_the_verifier_on_random_plans(data: dict[str, Any], seed: int) -> None:
    _compare_with_verifier(data, seed)


@pytest.mark.parametrize("path", shared_instances(), ids=lambda path: path.stem)
def test_equal_to_the_verifier_on_every_shared_instance(path: Path) -> None:
    data, _ = load(path)
    _compare_with_verifier(data, 1)


def _compare_with_verifier(data: dict[str, Any], seed: int) -> None:
    """Compare value, bound and number of violations of a plan that breaks many rules."""
    judge = verifier()
    chance = random.Random(seed)
    cells = [(t, r) for t in range(len(data["slots"])) for r in range(len(data["rooms"]))]
    chance.shuffle(cells)
    units = [s for s, entry in enumerate(data["sessions"]) for _ in range(entry["max_occurrences"])]
    plan = {"assignments": [{"session": s, "slot": t, "room": r} for s, (t, r) in zip(units, cells, strict=False)]}
    problem = read_instance(data)
    value = evaluate(problem, read_plan(problem, plan))
    report = judge.check(data, plan)
    assert value.attended == report["attended"]
    assert round(value.overflow, 6) == report["overflow"]
    assert round(value.objective, 6) == report["objective"]
    assert (value.moved_slot, value.moved_room) == (report["moved_slot"], report["moved_room"])
    assert personal_bound(problem) == report["personal_bound"]


@given(data=instances(), long=st.integers(0, 3), seed=st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_attended_equals_trying_all(data: dict[str, Any], long: int, seed: int) -> None:
    chance = random.Random(seed)
    for number, entry in enumerate(data["sessions"]):
        if number < long and len(data["slots"]) > 1:
            entry.update(length=2, max_occurrences=1)
    problem = read_instance(data)
    index = problem.indexed
    cells = []
    for s, length in enumerate(index.length):
        starts = range(len(problem.slots) - length + 1)
        for t in chance.sample(starts, min(len(starts), chance.randint(0, problem.proposals[s].max_occurrences))):
            cells.append((s, t, 0))
    value = value_of_cells(index, tuple(cells))
    for person, wishes in enumerate(index.wishes):
        free = {t for t in range(len(problem.slots)) if not index.away[person] >> t & 1}
        places: dict[int, list[list[int]]] = {}
        for s, t, _ in cells:
            places.setdefault(s, []).append(list(index.slots_covered(s, t)))
            if person in index.hosts[s]:
                free -= set(index.slots_covered(s, t))
        expected = attended_by_trying({s: weight for weight, s in wishes}, places, free)
        assert value.attended_by_person[person] == expected
