"""Columns are worth what the value says, and the bound built from them is valid at any prices."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from barcamp_engine.planning import Participant, Proposal, Room
from barcamp_engine.planning.instance_file import read_instance
from barcamp_engine.planning.solvers.stopping import Stop
from barcamp_engine.planning.value import value_of_cells
from tests.engine.planning.brute_force import all_plans, best_plan
from tests.engine.planning.problems import camp, instances
from tests.engine.planning.solvers.test_solve import needs_compiled

pytestmark = needs_compiled


@given(data=instances(rich=False))
@settings(max_examples=40, deadline=None)
def test_the_columns_of_a_plan_add_up_to_its_value(data: dict[str, Any]) -> None:
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.columns import ColumnPool

    problem = read_instance(data)
    index = problem.indexed
    for _, cells in zip(range(10), all_plans(problem), strict=False):
        pool = ColumnPool(index, build_model(index))
        pool.add_plan(cells)
        slots_used = {t for _, t, _ in cells}
        if len(pool.columns) < len(slots_used):
            continue  # two slots of a class hold equal sets: one column
        total = sum(column.value for column in pool.columns)
        assert total >= value_of_cells(index, cells).objective - 1e-9  # a plan may use worse rooms than the best


@given(data=instances())
@settings(max_examples=40, deadline=None)
def test_any_prices_give_a_valid_bound(data: dict[str, Any]) -> None:
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.columns import ColumnPool
    from barcamp_engine.planning.solvers.generation import SAFETY, Pricer

    problem = read_instance(data)
    best = best_plan(problem)
    if best is None:
        return
    pool = ColumnPool(problem.indexed, build_model(problem.indexed))
    pool.add_plan(best[0])
    chance = np.random.default_rng(0)
    for _ in range(5):
        prices = chance.uniform(0.0, 3.0, len(pool.master.rows))
        bound = pool.set_prices(prices) + SAFETY
        for group, slots in enumerate(pool.groups):
            for nodes in (1, 10**6):
                _, limit = Pricer(pool, group).search(0.0, nodes)
            bound += limit * len(slots)
        assert bound >= best[1].objective - 1e-6


@given(data=instances())
@settings(max_examples=40, deadline=None)
def test_a_limit_holds_at_every_margin_and_meets_the_best_column_at_none(data: dict[str, Any]) -> None:
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.columns import ColumnPool
    from barcamp_engine.planning.solvers.generation import SAFETY, Pricer

    problem = read_instance(data)
    pool = ColumnPool(problem.indexed, build_model(problem.indexed))
    pool.set_prices(np.random.default_rng(len(data["votes"])).uniform(0.0, 1.0, len(pool.master.rows)))
    for group in range(len(pool.groups)):
        pricer = Pricer(pool, group)
        sets, best = pricer.search(0.0, 10**6)
        pricer.begin(0.0)
        climbed = pricer.climb([()], Stop(1.0))
        assert pricer.best <= best + SAFETY
        assert bool(climbed) == (pricer.best > SAFETY)
        assert not climbed or sets
        while not pricer.is_stuck:
            pricer.narrow(10**6)
            assert pricer.limit >= best - SAFETY
        assert pricer.limit <= best + SAFETY


@given(audiences=st.lists(st.floats(0, 9), min_size=1, max_size=4), capacities=st.lists(st.integers(0, 9), min_size=4))
def test_the_least_overflow_is_that_of_the_best_of_all_orders(audiences: list[float], capacities: list[int]) -> None:
    from barcamp_engine.planning.solvers.kernels.crowding import file_audience, least_overflow

    rooms = sorted(capacities, reverse=True)[:4]
    falling = np.zeros(4)
    for number, audience in enumerate(audiences[1:]):
        file_audience(falling, number, audience)
    found = least_overflow(np.array([rooms], float), 0, falling, len(audiences) - 1, audiences[0])
    orders = permutations(rooms, len(audiences))
    least = min(sum(max(0.0, a - c) for a, c in zip(audiences, order, strict=True)) for order in orders)
    assert abs(found - least) < 1e-9


def test_a_set_without_rooms_is_no_column() -> None:
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.columns import ColumnPool

    needs = frozenset({"beamer"})
    problem = camp(
        proposals=(Proposal("one", needs=needs), Proposal("two", needs=needs)),
        rooms=(Room("hall", 3, needs), Room("nook", 3)),
        participants=(Participant("ada", ("one", "two")),),
    )
    pool = ColumnPool(problem.indexed, build_model(problem.indexed))
    assert pool.add(0, (0,))
    assert not pool.add(0, (0,))
    assert not pool.add(0, (0, 1))
