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

from barcamp_engine.planning.constraints import check
from barcamp_engine.planning.indexed import Cell
from barcamp_engine.planning.result import BoundKind
from barcamp_engine.planning.solvers.closing import Closing
from barcamp_engine.planning.solvers.columns import Column, ColumnPool
from barcamp_engine.planning.solvers.enumeration import Enumeration
from barcamp_engine.planning.solvers.generation import Generation
from barcamp_engine.planning.solvers.joining import STEP_SECONDS, Joining, can_join, cells_of
from barcamp_engine.planning.solvers.stopping import Stop

if TYPE_CHECKING:
    from barcamp_engine.planning.solvers.standing import Standing

WORTHWHILE = 1e-5  # wishes; a plan better by less is no better plan
QUICK_WORK = 0.5  # deterministic seconds of CP-SAT for the columns at hand, per second of the whole search
MOST_COLUMNS = 20_000  # beyond, the integer programme takes longer than more search is worth
BUILD_SECONDS = 6e-5  # per column, to tell CP-SAT of it
FIRST_DEPTH = 1.0  # wishes below the linear programme within which plans are looked for first …
DEEPER = 1.5  # … and so many times deeper in each step that found none
SCALE = 10**6  # the integer programme counts in millionths of a wish


@dataclass
class Outcome:
    """What the integer programme found: cells of a plan, if any, and whether nothing better exists."""

    cells: tuple[Cell, ...] | None
    bound: float | None


def best_selection(pool: ColumnPool, least: float, stop: Stop, work: float, workers: int, complete: bool) -> Outcome:
    """Return the best plan made of the columns at hand if it is worth more than `least`.

    `work` is CP-SAT's deterministic time. With `complete` columns the outcome is a bound on every plan.
    """
    if stop.left() < len(pool.columns) * BUILD_SECONDS:
        return Outcome(None, None)
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
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(None, None)  # stopped before it began, its bound is nought
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


def select_plan(pool: ColumnPool, standing: Standing, stop: Stop, workers: int, seconds: float) -> None:
    """Look for a better plan among the columns at hand; local search hardly ever mixes slots of several plans."""
    work = QUICK_WORK * max(1.0, seconds)
    found = best_selection(pool, standing.objective, stop, work, workers, complete=False)
    if found.cells is not None:
        standing.offer(found.cells, "columns")


def prove(generation: Generation, standing: Standing, stop: Stop, workers: int, seconds: float) -> bool:
    """Look for plans worth more and more below the linear programme, until one is found or none better is left.

    Each step may take so many nominal seconds of every worker. A step that finds nothing lowers the bound. Returns
    whether plan and bound have met.
    """
    while standing.merit[0] == 0 and not standing.is_closed() and not stop.reached():
        below = max(FIRST_DEPTH, DEEPER * (generation.value - standing.bound.value))
        least = max(standing.objective, generation.value - below)
        candidates = Enumeration(generation, least, int(seconds / generation.node_seconds), stop).run()
        if candidates is None:
            return False
        closing = Closing(candidates, stop)
        closing.run()
        before = standing.bound.value
        standing.offer_bound(max(candidates.bound, least), BoundKind.COLUMNS)
        settle = _join if can_join(candidates) else _select
        if not settle(closing, generation, standing, stop, seconds) or standing.bound.value >= before:
            break
    return standing.is_closed()


def _select(closing: Closing, generation: Generation, standing: Standing, stop: Stop, seconds: float) -> bool:
    """Let CP-SAT choose among the candidates; return whether it came to an end."""
    candidates, pool = closing.candidates, generation.pool
    if candidates.size > MOST_COLUMNS or stop.reached():
        return False
    for number in range(candidates.size):
        if stop.reached():
            return False
        pool.add(int(candidates.group[number]), candidates.chosen(number), in_full=True)
    outcome = best_selection(pool, candidates.least, stop, seconds, generation.workers, complete=True)
    if outcome.cells is not None:
        standing.offer(outcome.cells, "proof")
    if outcome.bound is not None:
        _offer_bound(standing, [candidates.least, outcome.bound])
    return outcome.bound is not None


def _join(closing: Closing, generation: Generation, standing: Standing, stop: Stop, seconds: float) -> bool:
    """Value every choice of candidates that could be better; return whether all were found."""
    candidates, index = closing.candidates, standing.index
    joining = Joining(candidates, closing.prices, generation.workers)
    choices = joining.run(int(seconds * generation.workers / STEP_SECONDS), stop)
    generation.nodes += int(joining.steps * STEP_SECONDS / generation.node_seconds)
    if choices is None:
        return False
    limits = [candidates.least]
    for choice in choices:
        if stop.reached():
            return False
        most = candidates.worth([number for number, _ in choice])
        if most <= max(standing.objective, candidates.least) + WORTHWHILE:
            continue
        cells = cells_of(candidates, choice)
        standing.offer(cells, "proof")
        if index.previous or check(index.problem, index.plan_of(cells)):
            limits.append(most)  # other rooms might suit it better
    _offer_bound(standing, limits)
    return True


def _offer_bound(standing: Standing, limits: list[float]) -> None:
    """Offer the greatest of these: a proof if it is the plan's value."""
    bound = max(standing.objective, *limits)
    is_proof = bound <= standing.objective
    standing.offer_bound(bound, BoundKind.PROOF if is_proof else BoundKind.COLUMNS)
