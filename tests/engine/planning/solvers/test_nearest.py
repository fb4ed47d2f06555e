"""The plan that moves the fewest sessions, against trying everything."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from barcamp_engine.planning import check
from barcamp_engine.planning.instance_file import read_instance
from barcamp_engine.planning.solvers import nearest
from barcamp_engine.planning.solvers.nearest import MISSING_PRICE, nearest_plan
from barcamp_engine.planning.solvers.stopping import Stop
from barcamp_engine.planning.value import moves
from tests.engine.planning.brute_force import all_plans
from tests.engine.planning.problems import instances


@given(data=instances(), is_frozen=st.booleans(), is_long=st.booleans(), required=st.sets(st.integers(0, 3)))
@settings(max_examples=60, deadline=None)
def test_no_plan_that_keeps_the_rules_is_nearer(
    data: dict[str, Any], is_frozen: bool, is_long: bool, required: set[int]
) -> None:
    data["frozen_slots"] = [0] if is_frozen else []
    for number in required.intersection(range(len(data["sessions"]))):
        data["sessions"][number]["required"] = True
    if is_long and len(data["slots"]) > 1:
        data["sessions"][0].update(length=2, max_occurrences=1)
    problem = read_instance(data)
    costs = [4 * slot + room for slot, room in (moves(problem.indexed, cells) for cells in all_plans(problem))]
    found = nearest_plan(problem.indexed, Stop(1.0))
    if costs:
        assert found is not None
        assert check(problem, problem.indexed.plan_of(found.cells)) == ()
        assert found.cost == found.least == min(costs)
    elif found is not None:  # a required session has no place, or what is frozen breaks a rule already
        assert found.least >= MISSING_PRICE or check(problem, problem.indexed.plan_of(found.cells))


def test_what_is_too_large_is_not_begun() -> None:
    problem = read_instance(
        {
            "format": "barcamp-instance/1",
            "slots": [{"start": f"day1 {9 + t}:00"} for t in range(12)],
            "rooms": [{"capacity": 9} for _ in range(12)],
            "participants": 0,
            "sessions": [{"required": True} for _ in range(nearest.MOST_PLACES // 144 + 1)],
            "votes": [],
        }
    )
    assert nearest_plan(problem.indexed, Stop(1.0)) is None
