"""The second aim: among plans that are (almost) as good, the one that treats the worst-off best.

Measured by the sum over people of (1 - share of met wishes) squared: raising somebody from a third to two thirds
counts three times as much as raising somebody from two thirds to all.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from barcamp_engine.planning.board import Board
from barcamp_engine.planning.constraints import PAIR_RULES, cell_is_open, meets_pin
from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.plan import Plan
from barcamp_engine.planning.problem import Problem

TRIES = 1500


def fairer_plan(
    problem: Problem,
    plan: Plan,
    *,
    tolerance: float = 0.0,
    tries: int = TRIES,
    seed: int = 0,
    is_over: Callable[[], bool] = lambda: False,
) -> Plan:
    """Return a plan whose J is at most `tolerance` lower and that is at least as fair.

    Tries swaps of two sessions between slots at random, and keeps those that help. Deterministic by seed. Cost:
    about half a millisecond per try at camp size.
    """
    index = problem.indexed
    board = Board(index, index.cells_of(plan))
    dice = random.Random(seed)
    most = _most(index)
    spent = 0.0
    for _ in range(tries):
        if is_over():
            break
        change = _draw_swap(board, dice)
        if change is None:
            continue
        preview = board.preview(*change)
        loss = max(0.0, -preview.objective)
        if spent + loss > tolerance + 1e-9:
            continue
        gain = sum(
            _lack(board.attended[person], most[person]) - _lack(new, most[person])
            for person, new in preview.people.items()
        )
        if gain > 1e-9:
            board.apply(*change)
            spent = spent - preview.objective
    return index.plan_of(tuple(board.cells))


def unfairness(problem: Problem, plan: Plan) -> float:
    """Return the measure that :func:`fairer_plan` lowers."""
    index = problem.indexed
    board = Board(index, index.cells_of(plan))
    return sum(_lack(met, most) for met, most in zip(board.attended, _most(index), strict=True))


def _most(index: IndexedProblem) -> list[float]:
    slots = len(index.problem.slots)
    return [sum(sorted((weight for weight, _ in those), reverse=True)[:slots]) for those in index.wishes]


def _lack(met: float, most: float) -> float:
    return (1.0 - min(1.0, met / most)) ** 2 if most else 0.0


def _draw_swap(board: Board, dice: random.Random) -> tuple[tuple[Cell, Cell], tuple[Cell, Cell]] | None:
    index = board.index
    frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
    cells = [cell for cell in sorted(board.cells) if index.length[cell[0]] == 1 and cell[1] not in frozen]
    if len(cells) < 2:
        return None
    one, two = dice.sample(cells, 2)
    if one[1] == two[1] or one[0] == two[0]:
        return None
    removed = (one, two)
    added = ((one[0], two[1], two[2]), (two[0], one[1], one[2]))
    rest = [cell for cell in board.cells if cell not in removed]
    for new in added:
        pin = index.problem.proposals[new[0]].pin
        if not cell_is_open(index, new) or (pin is not None and not meets_pin(index, pin, new)):
            return None
        if any(True for old in rest for rule in PAIR_RULES for _ in rule(index, old, new)):
            return None
    return removed, added
