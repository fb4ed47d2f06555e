"""A plan on the table: what a change would do to its value, without evaluating everything again.

A change concerns the people who want or host the sessions that move, and the slots they leave and enter; only these
are looked at. The sums are the exact ones of :mod:`barcamp_engine.planning.value`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.value import attended_by, attended_by_person, busy_slots, moves, starts_of


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change does: differences of J, A and O, and the new sum of the people it concerns."""

    objective: float
    attended: float
    overflow: float
    people: dict[int, float]


class Board:
    """Placements by position with everything that makes a preview cheap. Changed only by :meth:`apply`."""

    def __init__(self, index: IndexedProblem, cells: Iterable[Cell]) -> None:
        self.index = index
        self.cells: set[Cell] = set(cells)
        self._refresh()

    def preview(self, removed: Iterable[Cell], added: Iterable[Cell]) -> Preview:
        """Return what taking some placements away and putting others in does. Rules are not looked at."""
        removed, added = tuple(removed), tuple(added)
        index = self.index
        after = tuple(sorted((self.cells - set(removed)) | set(added)))
        touched = {s for s, _, _ in (*removed, *added)}
        people = {person for s in touched for person, _ in index.wanters[s]}
        people.update(host for s in touched for host in index.hosts[s])
        starts = starts_of(after)
        busy = self._busy_after(removed, added)
        new = {p: attended_by(index.wishes[p], starts, index.length, busy.get(p, self.busy[p])) for p in people}
        attended = sum(new[p] - self.attended[p] for p in people)
        slots = {t for s, start, _ in self.cells | set(added) if s in touched for t in index.slots_covered(s, start)}
        overflow = sum(slot_overflow(index, after, t) - self.overflow.get(t, 0.0) for t in slots)
        weights = index.problem.weights
        objective = attended - weights.overflow * overflow
        if index.previous:
            slot_moves, room_moves = moves(index, after)
            objective -= weights.move_slot * (slot_moves - self.moves[0])
            objective -= weights.move_room * (room_moves - self.moves[1])
        return Preview(objective, attended, overflow, new)

    def apply(self, removed: Iterable[Cell], added: Iterable[Cell]) -> None:
        """Carry a change out."""
        self.cells = (self.cells - set(removed)) | set(added)
        self._refresh()

    def at(self, slot: int) -> list[Cell]:
        """Return what takes place in a slot, with the slot it began in."""
        return [cell for cell in sorted(self.cells) if slot in self.index.slots_covered(cell[0], cell[1])]

    def _refresh(self) -> None:
        cells = tuple(sorted(self.cells))
        self.attended = attended_by_person(self.index, cells)
        self.busy = busy_slots(self.index, cells)
        self.overflow = {t: slot_overflow(self.index, cells, t) for t in range(len(self.index.problem.slots))}
        self.moves = moves(self.index, cells)

    def _busy_after(self, removed: tuple[Cell, ...], added: tuple[Cell, ...]) -> dict[int, int]:
        index = self.index
        hosts = {host for s, _, _ in (*removed, *added) for host in index.hosts[s]}
        busy = {host: index.away[host] for host in hosts}
        for s, start, _ in (self.cells - set(removed)) | set(added):
            for host in hosts.intersection(index.hosts[s]):
                for t in index.slots_covered(s, start):
                    busy[host] |= 1 << t
        return busy


def slot_audience(index: IndexedProblem, cells: Iterable[Cell], slot: int) -> dict[int, float]:
    """Return the expected audience per proposal in one slot (see :func:`barcamp_engine.planning.value.audience`)."""
    cells = tuple(cells)
    here = {s for s, start, _ in cells if slot in index.slots_covered(s, start)}
    times: dict[int, int] = {}
    for s, _, _ in cells:
        if s in here:
            times[s] = times.get(s, 0) + 1
    hosts = {host for s in here for host in index.hosts[s]}
    pulls: dict[int, float] = {}
    for s in sorted(here):
        part = 1.0 / times[s]
        for person, _ in index.wanters[s]:
            pulls[person] = pulls.get(person, 0.0) + part
    audience = {}
    for s in here:
        part = 1.0 / times[s]
        total = 0.0
        for person, _ in index.wanters[s]:
            if person not in hosts and not index.away[person] >> slot & 1:
                total += part / max(1.0, pulls[person])
        audience[s] = total
    return audience


def slot_overflow(index: IndexedProblem, cells: Iterable[Cell], slot: int) -> float:
    """Return the people without a seat in one slot."""
    cells = tuple(cells)
    audience = slot_audience(index, cells, slot)
    room = {s: r for s, start, r in cells if slot in index.slots_covered(s, start)}
    return sum(max(0.0, coming - index.capacity[room[s]]) for s, coming in audience.items())
