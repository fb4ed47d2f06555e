"""What a plan is worth: J = A - w_o O - w_s M_slot - w_r M_room.

A, attended wishes: per person the heaviest set of wished sessions that fits into distinct free slots. Such sets
are the independent sets of a transversal matroid, so taking wishes by falling weight and keeping each that can be
matched by an augmenting path is exact (Edmonds 1971, "Matroids and the greedy algorithm"; Kuhn 1955 for the path).
A session over several slots is no matroid element: the few that a person wants are tried in and out.

O, expected overflow: in each slot a person's pull on an occurrence of a wished session is 1 / (its occurrences);
the person splits over the slot in proportion to the pulls, in total min(1, sum of pulls).

M, moves against the previous plan: sessions whose set of slots changed, and sessions that only changed rooms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.plan import Plan
from barcamp_engine.planning.problem import Problem


@dataclass(frozen=True, slots=True)
class Value:
    """The four parts of J. `attended_by_person` follows the order of the participants."""

    attended: float
    overflow: float
    moved_slot: int
    moved_room: int
    objective: float
    attended_by_person: tuple[float, ...]


def evaluate(problem: Problem, plan: Plan) -> Value:
    """Return the exact value of a plan, feasible or not. Cost: linear in the marks, times the slots."""
    return value_of_cells(problem.indexed, problem.indexed.cells_of(plan))


def value_of_cells(index: IndexedProblem, cells: tuple[Cell, ...]) -> Value:
    """Return the exact value of placements given by position; the order of `cells` fixes the rounding."""
    per_person = attended_by_person(index, cells)
    attended = sum(per_person)
    overflow = sum_overflow(index, cells)
    moved_slot, moved_room = moves(index, cells)
    weights = index.problem.weights
    objective = attended - weights.overflow * overflow - weights.move_slot * moved_slot - weights.move_room * moved_room
    return Value(attended, overflow, moved_slot, moved_room, objective, per_person)


def attended_by_person(index: IndexedProblem, cells: tuple[Cell, ...]) -> tuple[float, ...]:
    """Return A person by person."""
    slots_of = starts_of(cells)
    busy = busy_slots(index, cells)
    return tuple(
        attended_by(wishes, slots_of, index.length, busy[person]) for person, wishes in enumerate(index.wishes)
    )


def starts_of(cells: tuple[Cell, ...]) -> dict[int, list[int]]:
    """Return the first slots of each placed proposal."""
    found: dict[int, list[int]] = {}
    for s, t, _ in cells:
        if t not in found.setdefault(s, []):
            found[s].append(t)
    return found


def busy_slots(index: IndexedProblem, cells: tuple[Cell, ...]) -> list[int]:
    """Return per person the bit set of slots they miss or host in."""
    busy = list(index.away)
    for s, start, _ in cells:
        for host in index.hosts[s]:
            for t in index.slots_covered(s, start):
                busy[host] |= 1 << t
    return busy


def attended_by(
    wishes: tuple[tuple[float, int], ...], slots_of: Mapping[int, Sequence[int]], length: tuple[int, ...], busy: int
) -> float:
    """Return the greatest weight of wishes one person can attend."""
    placed = [(weight, s) for weight, s in wishes if s in slots_of]
    long = [(weight, s) for weight, s in placed if length[s] > 1]
    if not long:
        return _matched(placed, slots_of, busy)
    short = [(weight, s) for weight, s in placed if length[s] == 1]
    best: float = 0
    for count in range(len(long) + 1):
        for chosen in combinations(long, count):
            taken = _fit(chosen, slots_of, length, busy)
            if taken is not None:
                total = _matched(short, slots_of, taken)
                best = max(best, sum(weight for weight, _ in chosen) + total)
    return best


def _fit(
    chosen: tuple[tuple[float, int], ...], slots_of: Mapping[int, Sequence[int]], length: tuple[int, ...], busy: int
) -> int | None:
    """Return the busy slots after attending the chosen long sessions, or None when they collide."""
    for _, s in chosen:
        span = (1 << length[s]) - 1 << slots_of[s][0]
        if span & busy:
            return None
        busy |= span
    return busy


def _matched(wish: list[tuple[float, int]], slots_of: Mapping[int, Sequence[int]], busy: int) -> float:
    wish = sorted(wish, key=lambda item: (-item[0], item[1]))
    taken: dict[int, int] = {}

    def place(s: int, seen: int) -> int | None:
        """Match `s` along an augmenting path; return None on success, else the slots seen in vain."""
        for t in slots_of[s]:
            if busy >> t & 1 or seen >> t & 1:
                continue
            seen |= 1 << t
            if t in taken:
                deeper = place(taken[t], seen)
                if deeper is not None:
                    seen = deeper
                    continue
            taken[t] = s
            return None
        return seen

    total: float = 0
    for weight, s in wish:
        if place(s, 0) is None:
            total += weight
    return total


def sum_overflow(index: IndexedProblem, cells: tuple[Cell, ...]) -> float:
    """Return O."""
    total = 0.0
    expected = audience(index, cells)
    for s, t, r in _lines_by_slot(index, cells):
        total += max(0.0, expected.get((s, t), 0.0) - index.capacity[r])
    return total


def audience(index: IndexedProblem, cells: tuple[Cell, ...]) -> dict[tuple[int, int], float]:
    """Return the expected audience per (proposal, slot), hosts not counted."""
    times: dict[int, int] = {}
    slots_of: dict[int, list[int]] = {}
    for s, _, _ in cells:
        times[s] = times.get(s, 0) + 1
    for s, t, _ in _lines_by_slot(index, cells):
        slots_of.setdefault(s, []).append(t)
    busy = busy_slots(index, cells)
    expected: dict[tuple[int, int], float] = {}
    for person, wishes in enumerate(index.wishes):
        here: dict[int, list[int]] = {}
        for _, s in wishes:
            for t in slots_of.get(s, ()):
                if not busy[person] >> t & 1:
                    here.setdefault(t, []).append(s)
        for t, wanted in here.items():
            pull = [(s, 1.0 / times[s]) for s in wanted]
            total = sum(part for _, part in pull)
            share = min(1.0, total) / total
            for s, part in pull:
                expected[s, t] = expected.get((s, t), 0.0) + part * share
    return expected


def _lines_by_slot(index: IndexedProblem, cells: tuple[Cell, ...]) -> list[Cell]:
    """Return every (proposal, slot, room) that is taken, slot after slot in order of first appearance."""
    grouped: dict[int, dict[int, int]] = {}
    for s, start, r in cells:
        for t in index.slots_covered(s, start):
            grouped.setdefault(t, {})[s] = r
    return [(s, t, r) for t, here in grouped.items() for s, r in here.items()]


def moves(index: IndexedProblem, cells: tuple[Cell, ...]) -> tuple[int, int]:
    """Return how many sessions changed slots (or vanished), and how many only changed rooms."""
    before: dict[int, set[tuple[int, int]]] = {}
    after: dict[int, set[tuple[int, int]]] = {}
    for s, t, r in index.previous:
        before.setdefault(s, set()).add((t, r))
    for s, t, r in cells:
        after.setdefault(s, set()).add((t, r))
    moved_slot = moved_room = 0
    for s, old in before.items():
        new = after.get(s, set())
        if {t for t, _ in old} != {t for t, _ in new}:
            moved_slot += 1
        elif old != new:
            moved_room += 1
    return moved_slot, moved_room


def personal_bound(problem: Problem) -> float:
    """Return the sum over people of their best wishes in the slots they are present. Always above A."""
    index = problem.indexed
    total: float = 0
    slots = len(problem.slots)
    for wishes, away in zip(index.wishes, index.away, strict=True):
        heaviest = sorted((weight for weight, _ in wishes), reverse=True)
        total += sum(heaviest[: slots - away.bit_count()])
    return total
