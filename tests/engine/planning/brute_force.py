"""The best plan by trying all: the judge of everything that is clever."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from barcamp_engine.planning import Problem, check
from barcamp_engine.planning.indexed import Cell
from barcamp_engine.planning.value import Value, value_of_cells


def all_plans(problem: Problem) -> Iterator[tuple[Cell, ...]]:
    """Yield every plan that keeps every rule."""
    slots, rooms = range(len(problem.slots)), range(len(problem.rooms))
    choices = []
    for s, proposal in enumerate(problem.proposals):
        cells = [(s, t, r) for t in slots for r in rooms]
        choices.append([chosen for n in range(proposal.max_occurrences + 1) for chosen in combinations(cells, n)])
    for picked in product(*choices):
        cells = tuple(sorted(cell for chosen in picked for cell in chosen))
        if len({cell[1:] for cell in cells}) == len(cells) and not check(problem, problem.indexed.plan_of(cells)):
            yield cells


def best_plan(problem: Problem) -> tuple[tuple[Cell, ...], Value] | None:
    """Return a best plan with its value, or None when no plan keeps every rule."""
    ranked = ((cells, value_of_cells(problem.indexed, cells)) for cells in all_plans(problem))
    return max(ranked, key=lambda pair: pair[1].objective, default=None)


def attended_by_trying(wishes: dict[int, float], places: dict[int, list[list[int]]], free: set[int]) -> float:
    """Return the greatest weight one person can attend; `places` lists the slots of each occurrence."""
    if not wishes:
        return 0
    session, weight = next(iter(wishes.items()))
    rest = {other: value for other, value in wishes.items() if other != session}
    best = attended_by_trying(rest, places, free)
    for taken in places.get(session, []):
        if set(taken) <= free:
            best = max(best, weight + attended_by_trying(rest, places, free - set(taken)))
    return best
