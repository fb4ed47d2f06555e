"""The plan as a whole, in numbers that may be shown."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import combinations

from barcamp_engine.planning.constraints import cell_is_open, meets_pin
from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.plan import Plan
from barcamp_engine.planning.problem import Problem
from barcamp_engine.planning.reasons import FEWEST, fans_of, shown
from barcamp_engine.planning.value import Value, personal_bound, value_of_cells

STEPS = (0.25, 0.5, 0.75, 1.0)
PAIRS = 10
RANDOM_PLANS = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sessions at the same time that many people want both."""

    one: str
    two: str
    slot: str
    people: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What simpler ways of planning reach on the same problem; J, and A."""

    random_objective: float
    random_attended: float
    popularity_objective: float
    popularity_attended: float


@dataclass(frozen=True, slots=True)
class Figures:
    """`shares[k]` counts the people whose share of met wishes is at most STEPS[k] (None: fewer than five).

    A person's wishes are capped at the slots there are. `worst_share` is the share of the worst-off.
    """

    value: Value
    personal_bound: float
    people_with_wishes: int
    mean_wishes: float
    mean_met: float
    mean_share: float
    worst_share: float
    shares: tuple[int | None, ...]
    pairs: tuple[Pair, ...]
    comparison: Comparison
    sessions_placed: int
    sessions: int


def describe(problem: Problem, plan: Plan) -> Figures:
    """Return the figures of a plan. Deterministic: the random plans use a fixed seed."""
    index = problem.indexed
    cells = index.cells_of(plan)
    value = value_of_cells(index, cells)
    rates = met_shares(index, value)
    wishes = [sum(weight for weight, _ in those) for those in index.wishes if those]
    met = [part for part, those in zip(value.attended_by_person, index.wishes, strict=True) if those]
    bands = [0] * len(STEPS)
    for rate in rates:
        bands[next(k for k, step in enumerate(STEPS) if rate <= step + 1e-9)] += 1
    return Figures(
        value=value,
        personal_bound=personal_bound(problem),
        people_with_wishes=len(rates),
        mean_wishes=_mean(wishes),
        mean_met=_mean(met),
        mean_share=_mean(rates),
        worst_share=min(rates, default=1.0),
        shares=tuple(shown(count) for count in bands),
        pairs=painful_pairs(index, cells),
        comparison=compare(index),
        sessions_placed=len({s for s, _, _ in cells}),
        sessions=len(problem.proposals),
    )


def met_shares(index: IndexedProblem, value: Value) -> list[float]:
    """Return the share of met wishes per person who has any, capped by the slots there are."""
    slots = len(index.problem.slots)
    shares = []
    for part, those in zip(value.attended_by_person, index.wishes, strict=True):
        if those:
            most = sum(sorted((weight for weight, _ in those), reverse=True)[:slots])
            shares.append(min(1.0, part / most) if most else 1.0)
    return shares


def painful_pairs(index: IndexedProblem, cells: tuple[Cell, ...]) -> tuple[Pair, ...]:
    """Return the parallel pairs that most people want both, never one that concerns fewer than five."""
    fans = fans_of(index)
    found = []
    for t, slot in enumerate(index.problem.slots):
        here = sorted({s for s, start, _ in cells if t in index.slots_covered(s, start)})
        for one, two in combinations(here, 2):
            people = (fans[one] & fans[two]).bit_count()
            if people >= FEWEST:
                names = index.problem.proposals
                found.append(Pair(names[one].id, names[two].id, slot.id, people))
    return tuple(sorted(found, key=lambda pair: (-pair.people, pair.one, pair.two))[:PAIRS])


def compare(index: IndexedProblem) -> Comparison:
    """Return what chance reaches on average and what filling slot after slot by popularity reaches."""
    chance = random.Random(0)
    order = list(range(len(index.length)))
    results = []
    for _ in range(RANDOM_PLANS):
        chance.shuffle(order)
        places = _places(index)
        chance.shuffle(places)
        results.append(value_of_cells(index, fill(index, order, places)))
    order.sort(key=lambda s: (-len(index.wanters[s]), s))
    popular = value_of_cells(index, fill(index, order, _places(index)))
    return Comparison(
        _mean([value.objective for value in results]),
        _mean([value.attended for value in results]),
        popular.objective,
        popular.attended,
    )


def fill(index: IndexedProblem, order: list[int], places: list[tuple[int, int]]) -> tuple[Cell, ...]:
    """Put each proposal into the first of the places that the rules leave it."""
    frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
    cells = [cell for cell in index.previous if frozen.intersection(index.slots_covered(cell[0], cell[1]))]
    placed = {cell[0] for cell in cells}
    taken = {(t, r) for s, start, r in cells for t in index.slots_covered(s, start)}
    hosting = {(host, t) for s, start, _ in cells for t in index.slots_covered(s, start) for host in index.hosts[s]}
    for s in order:
        if s in placed:
            continue
        pin = index.problem.proposals[s].pin
        for t, r in places:
            cell = (s, t, r)
            covered = index.slots_covered(s, t)
            if any((slot, r) in taken or slot in frozen for slot in covered):
                continue
            if any((host, slot) in hosting for host in index.hosts[s] for slot in covered):
                continue
            if not cell_is_open(index, cell) or (pin is not None and not meets_pin(index, pin, cell)):
                continue
            cells.append(cell)
            taken.update((slot, r) for slot in covered)
            hosting.update((host, slot) for host in index.hosts[s] for slot in covered)
            break
    return tuple(sorted(cells))


def _places(index: IndexedProblem) -> list[tuple[int, int]]:
    rooms = sorted(range(len(index.capacity)), key=lambda r: -index.capacity[r])
    return [(t, r) for t in range(len(index.problem.slots)) for r in rooms]


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
