"""Mending a plan with the fewest moves, and saying why one cannot be mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from barcamp_engine.planning import (
    Hindrance,
    Obstacle,
    Participant,
    Pin,
    Plan,
    Problem,
    Proposal,
    Room,
    check,
    evaluate,
    find_hindrances,
    repair,
)
from barcamp_engine.planning.instance_file import read_instance
from barcamp_engine.planning.leave_out import wanted_by_rank
from barcamp_engine.planning.repair import count_moves
from tests.engine.planning.brute_force import all_plans
from tests.engine.planning.problems import at, camp, instances
from tests.engine.planning.solvers.test_solve import needs_compiled


@needs_compiled
@given(data=instances())
@settings(max_examples=40, deadline=None)
def test_the_smallest_change_is_the_smallest(data: dict[str, Any]) -> None:
    problem = read_instance({**data, "previous": []})
    plans = list(all_plans(problem))
    standing = problem.indexed.plan_of(max(plans, key=len))
    lost = replace(
        problem, blocked=frozenset({(problem.slots[0].id, problem.rooms[0].id)}), previous=standing.placements
    )
    mended = repair(lost, standing, seconds=0.05, workers=1)
    assert check(lost, mended.plan) == ()
    assert mended.is_fewest
    every = [evaluate(lost, lost.indexed.plan_of(cells)) for cells in all_plans(lost)]
    fewest = min(4 * value.moved_slot + value.moved_room for value in every)
    assert 4 * mended.value.moved_slot + mended.value.moved_room == fewest
    best = max(
        v.attended - v.overflow * lost.weights.overflow for v in every if 4 * v.moved_slot + v.moved_room == fewest
    )
    assert mended.value.attended - mended.value.overflow * lost.weights.overflow == pytest.approx(best, abs=1e-3)


def required(*proposals: Proposal, **changes: Any) -> Problem:
    return camp(
        proposals=tuple(replace(proposal, is_required=True) for proposal in proposals), participants=PEOPLE, **changes
    )


PEOPLE = (
    Participant("ada"),
    Participant("ben", absent=frozenset({"ten"})),
    Participant("cem", absent=frozenset({"eleven"})),
)


@pytest.mark.parametrize(
    ("problem", "expected", "words"),
    [
        (
            required(Proposal("a", needs=frozenset({"stage"}))),
            Hindrance(Obstacle.NO_ROOM_HAS, ("a",), lacks=("stage",)),
            "session a needs stage, and no room has it",
        ),
        (
            required(Proposal("a", ("ben", "cem"))),
            Hindrance(Obstacle.HOST_NEVER_THERE, ("a",)),
            "never there together",
        ),
        (
            required(Proposal("a", ("ben",), allowed_slots=frozenset({"ten"}))),
            Hindrance(Obstacle.SLOTS_EXCLUDED, ("a",)),
            "has no slot",
        ),
        (
            required(
                Proposal("a", needs=frozenset({"beamer"})), blocked=frozenset({("ten", "hall"), ("eleven", "hall")})
            ),
            Hindrance(Obstacle.NO_CELL, ("a",), wanted=1),
            "has no cell",
        ),
        (
            required(Proposal("a", ("ada",)), Proposal("b", ("ada",)), Proposal("c", ("ada",))),
            Hindrance(Obstacle.HOST_OVERBOOKED, ("a", "b", "c"), "ada", wanted=3, available=2),
            "person ada hosts 3 sessions (a, b, c) and has 2 slots",
        ),
        (
            required(*(Proposal(name, needs=frozenset({"beamer"})) for name in "abc"), Proposal("d")),
            Hindrance(Obstacle.TOO_FEW_CELLS, ("a", "b", "c"), wanted=3, available=2),
            "3 sessions (a, b, c) share 2 cells",
        ),
        (
            required(Proposal("a", pin=Pin("ten", "hall")), Proposal("b", pin=Pin("ten", "hall"))),
            Hindrance(Obstacle.PINS_COLLIDE, ("a", "b"), wanted=2, available=1),
            "pinned to one place",
        ),
    ],
    ids=lambda value: value.obstacle.value if isinstance(value, Hindrance) else "",
)
def test_the_smallest_reason_why_it_cannot_be(problem: Problem, expected: Hindrance, words: str) -> None:
    assert find_hindrances(problem) == (expected,)
    assert words in expected.sentence()
    assert expected.as_data()["obstacle"] == expected.obstacle.value


def test_nothing_is_in_the_way_of_a_good_problem() -> None:
    assert find_hindrances(required(Proposal("a"), Proposal("b", ("ada",)))) == ()


def test_the_rank_fills_cells_from_the_top() -> None:
    proposals = (
        Proposal("unranked"),
        Proposal("third", rank=3),
        Proposal("first", rank=1, needs=frozenset({"beamer"})),
        Proposal("fourth", rank=4, needs=frozenset({"beamer"})),
        Proposal("second", rank=2, length=2),
        Proposal("must", is_required=True),
    )
    problem = camp(proposals=proposals, participants=())
    chosen = [proposals[s].id for s in wanted_by_rank(problem.indexed)]
    assert chosen == ["must", "first", "second"]


@needs_compiled
def test_a_host_away_changes_places_with_one_other_session() -> None:
    standing = Plan(at("mastodon ten hall", "podcast eleven nook", "linkedin eleven hall"))
    proposals = tuple(replace(proposal, is_required=True) for proposal in camp().proposals)
    people = (Participant("ada", absent=frozenset({"ten"})), *camp().participants[1:])
    away = camp(participants=people, proposals=proposals)
    mended = repair(away, standing, seconds=0.05, workers=1)
    assert mended.is_fewest
    assert {change.proposal for change in mended.changes} == {"mastodon", "linkedin"}
    assert count_moves(away, standing, mended.plan) == (2, 0)


def test_required_sessions_that_get_in_each_others_way_are_named_and_no_others() -> None:
    """Three sessions in pairs share hosts, so each needs a slot of its own; there are two slots."""
    people = tuple(Participant(name) for name in ("ada", "ben", "cem", "dan"))
    pairs = (("ada", "ben"), ("ben", "cem"), ("cem", "ada"))
    triangle = tuple(Proposal(f"s{n}", hosts, is_required=True) for n, hosts in enumerate(pairs))
    bystander = Proposal("bystander", ("dan",), is_required=True)
    problem = camp(proposals=(bystander, *triangle), participants=people, rooms=tuple(Room(r, 9) for r in "xyz"))
    found = find_hindrances(problem)
    assert found == (Hindrance(Obstacle.NOT_TOGETHER, ("s0", "s1", "s2"), wanted=3),)
    assert "s0, s1, s2" in found[0].sentence()
    assert find_hindrances(replace(problem, proposals=(bystander, *triangle[:2]))) == ()


def test_a_host_of_many_sessions_is_named_without_trying_every_set() -> None:
    proposals = tuple(Proposal(f"s{n}", ("ada",), is_required=True) for n in range(40))
    found = find_hindrances(camp(proposals=proposals, participants=PEOPLE))
    assert [one.obstacle for one in found] == [Obstacle.HOST_OVERBOOKED]
    assert (found[0].person, found[0].wanted, found[0].available) == ("ada", 3, 2)


def test_a_long_session_counts_all_cells_it_takes() -> None:
    proposals = (Proposal("workshop", length=2, is_required=True, pin=Pin("ten", "hall")), Proposal("talk"))
    assert find_hindrances(camp(proposals=proposals, participants=PEOPLE)) == ()
    wanted = (replace(proposals[1], is_required=True, pin=Pin("eleven", "hall")), proposals[0])
    found = find_hindrances(camp(proposals=wanted, participants=PEOPLE))
    assert [(one.obstacle, one.wanted, one.available) for one in found] == [(Obstacle.TOO_FEW_CELLS, 3, 2)]
