"""The bound by counting holds for every plan, and counts what the personal one does not see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from barcamp_engine.planning import Participant, Problem, Proposal, Room, Slot
from barcamp_engine.planning.instance_file import read_instance
from barcamp_engine.planning.solvers.counting import counting_bound
from barcamp_engine.planning.value import personal_bound, value_of_cells
from tests.engine.planning.brute_force import all_plans
from tests.engine.planning.problems import camp, instances, load, shared_instances


def most_attended(problem: Problem) -> float:
    """Return the most wishes any plan meets, by trying all plans."""
    return max((value_of_cells(problem.indexed, cells).attended for cells in all_plans(problem)), default=0.0)


@given(data=instances())
@settings(max_examples=150, deadline=None)
def test_no_plan_meets_more_wishes_and_the_personal_bound_is_never_lower(data: dict[str, Any]) -> None:
    problem = read_instance(data)
    bound = counting_bound(problem.indexed)
    assert most_attended(problem) <= bound + 1e-9
    assert bound <= personal_bound(problem) * (1 + 1e-5)


@given(data=instances())
@settings(max_examples=50, deadline=None)
def test_it_holds_for_long_sessions(data: dict[str, Any]) -> None:
    for entry in data["sessions"][: len(data["slots"]) - 1]:
        entry.update(length=2, max_occurrences=1)
    problem = read_instance(data)
    assert most_attended(problem) <= counting_bound(problem.indexed) + 1e-9


@given(data=instances())
@settings(max_examples=50, deadline=None)
def test_it_holds_for_weights_that_are_no_whole_numbers(data: dict[str, Any]) -> None:
    data["weights"] = [[0.3 + k / 7 for k in range(len(votes))] for votes in data["votes"]]
    problem = read_instance(data)
    assert most_attended(problem) <= counting_bound(problem.indexed) + 1e-9


@pytest.mark.parametrize("path", shared_instances(), ids=lambda path: path.stem)
def test_a_known_optimum_is_never_above_it(path: Path) -> None:
    data, problem = load(path)
    bound = counting_bound(problem.indexed)
    assert data.get("known_optimum", 0) <= bound <= personal_bound(problem) + 1e-6


def test_too_few_cells_leave_the_least_wanted_out() -> None:
    people = tuple(Participant(f"p{n}", ("a", "b", "c")[: n + 1]) for n in range(3))
    problem = Problem((Slot("t"), Slot("u"), Slot("v")), (Room("x", 9),), tuple(map(Proposal, "abc")), people)
    assert personal_bound(problem) == counting_bound(problem.indexed) == 6
    blocked = replace(problem, blocked=frozenset({("v", "x")}))
    assert counting_bound(blocked.indexed) == 5 < personal_bound(blocked) == 6


def test_who_hosts_misses_a_wish() -> None:
    people = tuple(Participant(f"p{n}", ("a", "b", "c")) for n in range(3))
    proposals = tuple(Proposal(name, (f"p{n}",)) for n, name in enumerate("abc"))
    problem = Problem((Slot("t"), Slot("u")), (Room("x", 9), Room("y", 9)), proposals, people)
    assert personal_bound(problem) == 6
    assert most_attended(problem) == counting_bound(problem.indexed) == 4


def test_what_can_stand_nowhere_counts_nothing() -> None:
    problem = camp(rooms=(Room("nook", 9),))
    assert counting_bound(problem.indexed) < personal_bound(problem)


def test_without_wishes_there_is_nothing_to_count() -> None:
    assert counting_bound(camp(participants=(Participant("ada"), Participant("ben"))).indexed) == 0.0
