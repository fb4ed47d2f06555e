"""Columns are worth what the value says, and the bound built from them is valid at any prices."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings

from barcamp_engine.planning import Participant, Proposal, Room
from barcamp_engine.planning.instance_file import read_instance
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
