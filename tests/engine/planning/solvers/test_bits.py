"""Annealing counts people as bits where it can, and in lists where it cannot: both are the verifier's value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from barcamp_engine.planning.instance_file import read_instance
from barcamp_engine.planning.solvers.stopping import Stop
from barcamp_engine.planning.value import value_of_cells
from tests.engine.planning.problems import SHARED, instances, load
from tests.engine.planning.solvers.test_solve import needs_compiled

NAMES = ("syn-small-1002", "csconf1-54x31-1007", "waw_ochota25-45x180-1005", "csconf3-176x146-1012")
BROKEN = -1e5  # a plan without a required session, or beside its pin
SEARCH = 0.002  # nominal seconds

pytestmark = needs_compiled


def assert_one_value(problem: Any, has_bits: bool) -> None:
    """Search with one way of counting; the plan must be worth the same in the other, and to the verifier."""
    from barcamp_engine.planning.solvers.arrays import build_model, build_state, cells_from
    from barcamp_engine.planning.solvers.kernels.search import load as load_plan
    from barcamp_engine.planning.solvers.local_search import Searcher

    index = problem.indexed
    model = build_model(index)
    mine, other = model._replace(has_bits=has_bits and model.has_bits), model._replace(has_bits=False)
    searcher = Searcher(index, mine, 3)
    searcher.start()
    searcher.run(SEARCH, Stop(1.0))
    slots, rooms = searcher.state.unit_slot.copy(), searcher.state.unit_room.copy()
    afresh = load_plan(other, build_state(other, 0), slots, rooms)
    assert afresh == pytest.approx(searcher.current, abs=1e-6)
    if searcher.current > BROKEN:
        cells = cells_from(index, model, slots, rooms)
        left_out = set(range(len(problem.proposals))) - {s for s, _, _ in cells}
        value = value_of_cells(index, cells).objective - sum(model.penalty[s] for s in left_out)
        assert value == pytest.approx(searcher.current, abs=1e-6)


@given(data=instances())
@settings(max_examples=60, deadline=None)
def test_the_value_of_a_search_is_that_of_the_verifier(data: dict[str, Any]) -> None:
    problem = read_instance(data)
    if problem.proposals:
        assert_one_value(problem, has_bits=True)
        assert_one_value(problem, has_bits=False)


@pytest.mark.parametrize("name", NAMES)
def test_real_ballots_with_repeats_and_weights_are_counted_alike(name: str) -> None:
    _, problem = load(Path(SHARED / "instances" / f"{name}.json"))
    assert_one_value(problem, has_bits=True)


@given(data=instances())
@settings(max_examples=30, deadline=None)
def test_the_same_work_gives_the_same_plan(data: dict[str, Any]) -> None:
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.local_search import Searcher

    index = read_instance(data).indexed
    if not index.problem.proposals:
        return
    plans = []
    for _ in range(2):
        searcher = Searcher(index, build_model(index), 5)
        searcher.start()
        searcher.run(SEARCH, Stop(1.0))
        plans.append((searcher.cells(), searcher.best))
    assert plans[0] == plans[1]
