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

SLOT_MOVE_FACTOR = 4.0  # a session in another slot counts like four in another room


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

    Moves are priced above all wishes together, so the number of moves decides first and wishes among equals.
    Sessions that stood nowhere are added where they disturb least. `options` go to :func:`solve`.
    """
    everything = sum(len(person.marks) for person in problem.participants) or 1
    heaviest = max((weight for person in problem.participants for weight in person.weights or ()), default=1.0)
    price = everything * max(1.0, heaviest) * 2.0
    urgent = replace(
        problem,
        previous=standing.placements,
        weights=Weights(problem.weights.overflow, SLOT_MOVE_FACTOR * price, price),
    )
    result = solve(urgent, **options)
    shown = replace(problem, previous=standing.placements)
    slack = result.bound.value - result.value.objective
    return Repair(
        plan=result.plan,
        value=evaluate(shown, result.plan),
        changes=diff(standing, result.plan),
        is_fewest=slack < price - 1e-6,
        result=result,
    )


def count_moves(problem: Problem, standing: Plan, plan: Plan) -> tuple[int, int]:
    """Return (sessions in another slot or gone, sessions only in another room)."""
    index = replace(problem, previous=standing.placements).indexed
    return moves(index, index.cells_of(plan))
