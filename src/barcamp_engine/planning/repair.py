"""Mending a plan: change as little as possible, then as well as possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from barcamp_engine.planning.diff import Change, diff
from barcamp_engine.planning.plan import Plan
from barcamp_engine.planning.problem import Problem, Weights
from barcamp_engine.planning.result import Result
from barcamp_engine.planning.solvers.solve import solve
from barcamp_engine.planning.value import Value, evaluate, moves

SLOT_PRICE = 4  # a session in another slot counts like four in another room


@dataclass(frozen=True)
class Repair:
    """The mended plan. `is_fewest` says whether no plan that keeps the rules needs fewer moves (proven)."""

    plan: Plan
    value: Value
    changes: tuple[Change, ...]
    is_fewest: bool
    result: Result


def repair(problem: Problem, standing: Plan, **options: Any) -> Repair:
    """Return a plan for the changed `problem` that moves the fewest sessions of `standing`.

    CP-SAT finds the fewest moves and proves them where the problem is small enough; the search begins there, with
    moves priced above all wishes together, so wishes decide among plans with equally many moves. Sessions that stood
    nowhere are added where they disturb least. `options` go to :func:`solve`.
    """
    urgent = _with_dear_moves(problem, standing)
    result = solve(urgent, has_fewest_moves=True, **options)
    moved_slot, moved_room = count_moves(problem, standing, result.plan)
    is_least = result.least_moves is not None and SLOT_PRICE * moved_slot + moved_room <= result.least_moves
    slack = result.bound.value - result.value.objective
    return Repair(
        plan=result.plan,
        value=evaluate(replace(problem, previous=standing.placements), result.plan),
        changes=diff(standing, result.plan),
        is_fewest=not result.violations and (is_least or slack < urgent.weights.move_room - 1e-6),
        result=result,
    )


def _with_dear_moves(problem: Problem, standing: Plan) -> Problem:
    """Return the problem in which one room changed costs more than all wishes are worth."""
    everything = sum(len(person.marks) for person in problem.participants) or 1
    heaviest = max((weight for person in problem.participants for weight in person.weights or ()), default=1.0)
    price = everything * max(1.0, heaviest) * 2.0
    weights = Weights(problem.weights.overflow, SLOT_PRICE * price, price)
    return replace(problem, previous=standing.placements, weights=weights)


def count_moves(problem: Problem, standing: Plan, plan: Plan) -> tuple[int, int]:
    """Return (sessions in another slot or gone, sessions only in another room)."""
    index = replace(problem, previous=standing.placements).indexed
    return moves(index, index.cells_of(plan))
