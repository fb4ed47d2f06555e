"""The proof: every column that a better plan could use, and the integer programme over them.

At the prices of the bound a plan worth more than the best known one can only use columns whose reduced value is less
than the gap below the best column of its slot. These are enumerated; CP-SAT picks the best plan among them. If all
are there and CP-SAT finishes, its plan (or the known one) is the best of all (Baldacci, Christofides and Mingozzi
2008 proved vehicle routes this way).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from barcamp_engine.planning.indexed import Cell
from barcamp_engine.planning.result import BoundKind
from barcamp_engine.planning.solvers.columns import Column, ColumnPool
from barcamp_engine.planning.solvers.generation import SAFETY, Generation
from barcamp_engine.planning.solvers.items import build_scratch
from barcamp_engine.planning.solvers.kernels.pricing import price_slot
from barcamp_engine.planning.solvers.stopping import Stop

if TYPE_CHECKING:
    from barcamp_engine.planning.solvers.solve import Standing

WORTHWHILE = 1e-5  # wishes; a plan better by less is no better plan
QUICK_WORK = 0.5  # deterministic seconds of CP-SAT for the columns at hand
MOST_COLUMNS = 20_000  # beyond, the integer programme takes longer than more search is worth
SCALE = 10**6  # the integer programme counts in millionths of a wish


@dataclass
class Outcome:
    """What the integer programme found: cells of a plan, if any, and whether nothing better exists."""

    cells: tuple[Cell, ...] | None
    bound: float | None


def enumerate_columns(generation: Generation, least: float, most: int, nodes: int) -> bool:
    """Add every column that a plan worth more than `least` may use; False when there are more than `most`."""
    pool = generation.pool
    if generation.centre is None:
        return False
    prices = np.concatenate([generation.centre, np.zeros(len(pool.master.rows) - generation.centre.size)])
    pool.set_prices(prices)
    gap = generation.best - least + 2 * SAFETY
    rooms = pool.items.capacity.size
    scratch = build_scratch(pool.items)
    found = np.zeros((most, rooms + 1), np.int64)
    size, value = np.zeros(most, np.int64), np.zeros(most)
    for group, slots in enumerate(pool.groups):
        top = generation.limits[group]
        count, _, used = price_slot(pool.items, scratch, slots[0], top - gap, True, nodes, found, size, value)
        if count < 0 or used >= nodes:
            return False
        for k in range(count):
            pool.add(group, tuple(sorted(int(i) for i in found[k, : size[k]])))
    return True


def best_selection(pool: ColumnPool, least: float, stop: Stop, work: float, workers: int, complete: bool) -> Outcome:
    """Return the best plan made of the columns at hand if it is worth more than `least`.

    `work` is CP-SAT's deterministic time. With `complete` columns the outcome is a bound on every plan.
    """
    model = cp_model.CpModel()
    use = [model.new_int_var(0, _most_uses(pool, column), "") for column in pool.columns]
    terms: list[list[tuple[cp_model.IntVar, float]]] = [[] for _ in pool.master.rows]
    for variable, entries in zip(use, pool.master.entries, strict=True):
        for row, part in entries:
            terms[row].append((variable, part))
    gains: list[tuple[cp_model.IntVar, int]] = [
        (variable, round(value * SCALE)) for variable, value in zip(use, pool.master.values, strict=True)
    ]
    times = int(np.lcm.reduce(pool.catalogue.times)) if pool.catalogue.times.size else 1
    for line, mine in zip(pool.master.rows, terms, strict=True):
        total = sum(variable * round(part * times) for variable, part in mine)
        limit = round(line.upper * times)
        if line.is_equal:
            model.add(total == limit)
        elif line.price is not None:
            slack = model.new_int_var(0, len(pool.group_of), "")
            model.add(total <= limit + times * slack)
            gains.append((slack, -round(line.price * SCALE)))
        elif mine:
            model.add(total <= limit)
    split_items = [item for item in range(pool.items.session.size) if pool.catalogue.times[item] > 1]
    for item in split_items:
        chosen = sum(v for v, column in zip(use, pool.columns, strict=True) if item in column.items)
        happens = model.new_bool_var("")
        model.add(chosen == int(pool.catalogue.times[item]) * happens)
    objective = sum(variable * gain for variable, gain in gains)
    model.maximize(objective)
    model.add(objective >= round((least + pool.catalogue.constant + WORTHWHILE) * SCALE))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_deterministic_time = work
    solver.parameters.random_seed = 0
    if stop.left() < float("inf"):
        solver.parameters.max_time_in_seconds = max(0.01, stop.left())
    status = solver.solve(model)
    cells = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        cells = _cells(
            pool, [column for column, v in zip(pool.columns, use, strict=True) for _ in range(solver.value(v))]
        )
    if max(pool.index.length, default=1) > 1:
        cells = None  # long sessions are relaxed to single slots here: a bound, but no plan
    if not complete:
        return Outcome(cells, None)
    if status == cp_model.INFEASIBLE:
        return Outcome(None, least)
    return Outcome(cells, solver.best_objective_bound / SCALE - pool.catalogue.constant)


def _most_uses(pool: ColumnPool, column: Column) -> int:
    """A column without any single session may fill several slots of its class."""
    if all(pool.catalogue.times[item] > 1 for item in column.items):
        return len(pool.groups[column.group])
    return 1


def _cells(pool: ColumnPool, columns: list[Column]) -> tuple[Cell, ...]:
    """Give each column a slot of its class and each item its room."""
    cells = []
    left = [list(slots) for slots in pool.groups]
    for column in columns:
        slot = left[column.group].pop(0)
        pool.assign(slot, column.items)
        rooms = pool.scratch.match[2].copy()
        cells += [(int(pool.items.session[item]), slot, int(rooms[k])) for k, item in enumerate(column.items)]
    return tuple(sorted(cells))


def prove(generation: Generation, standing: Standing, stop: Stop, workers: int) -> None:
    """Look for a better plan among the columns at hand, then among all that a better plan could use.

    Work is limited; what is found on the way is offered to `standing`.
    """
    pool = generation.pool
    first = best_selection(pool, standing.objective, stop, QUICK_WORK, workers, complete=False)
    if first.cells is not None:
        standing.offer(first.cells, "columns")
    if standing.is_closed() or stop.reached():
        return
    nodes = generation.affordable(stop, int(stop.seconds / generation.node_seconds))
    if not enumerate_columns(generation, standing.objective, MOST_COLUMNS, nodes):
        return
    outcome = best_selection(pool, standing.objective, stop, stop.seconds, workers, complete=True)
    if outcome.cells is not None:
        standing.offer(outcome.cells, "proof")
    if outcome.bound is not None:
        standing.offer_bound(max(outcome.bound, standing.objective), BoundKind.PROOF)
