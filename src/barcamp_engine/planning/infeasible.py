"""Why no plan can keep every rule: a smallest set of reasons that a person understands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

from barcamp_engine.planning.indexed import IndexedProblem
from barcamp_engine.planning.problem import Problem


class Obstacle(StrEnum):
    """What is in the way."""

    NO_ROOM_HAS = "no_room_has"  # no room has what the session needs
    HOST_NEVER_THERE = "host_never_there"  # no slot in which every host is present
    SLOTS_EXCLUDED = "slots_excluded"  # allowed slots and presence leave nothing
    NO_CELL = "no_cell"  # every cell is excluded by one rule or another
    HOST_OVERBOOKED = "host_overbooked"  # more sessions than slots in which the host can be
    TOO_FEW_CELLS = "too_few_cells"  # these sessions share too few cells
    PINS_COLLIDE = "pins_collide"  # two sessions are pinned to one cell


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One obstacle, the ids it concerns, and how many there are of what is needed."""

    obstacle: Obstacle
    proposals: tuple[str, ...]
    person: str = ""
    lacks: tuple[str, ...] = ()
    wanted: int = 0
    available: int = 0

    def as_data(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(self).items() if v}

    def sentence(self) -> str:
        """Return a plain English line for the command line; the site has words of its own."""
        names = ", ".join(self.proposals)
        return {
            Obstacle.NO_ROOM_HAS: f"session {names} needs {', '.join(self.lacks)}, and no room has it",
            Obstacle.HOST_NEVER_THERE: f"the hosts of session {names} are never there together",
            Obstacle.SLOTS_EXCLUDED: f"session {names} has no slot: what is allowed and when its hosts are there",
            Obstacle.NO_CELL: f"session {names} has no cell: its needs, its slots and what is free",
            Obstacle.HOST_OVERBOOKED: f"person {self.person} hosts {self.wanted} sessions ({names}) and has "
            f"{self.available} slots",
            Obstacle.TOO_FEW_CELLS: f"{self.wanted} sessions ({names}) share {self.available} cells",
            Obstacle.PINS_COLLIDE: f"sessions {names} are pinned to one place",
        }[self.obstacle]


def find_hindrances(problem: Problem) -> tuple[Hindrance, ...]:
    """Return reasons why the required sessions cannot all take place, each as small as possible.

    First sessions without any cell, then people who host too much, then sets of sessions that compete for too few
    cells (a smallest violator of Hall's condition). Empty when none of these applies.
    """
    index = problem.indexed
    required = [s for s, proposal in enumerate(problem.proposals) if proposal.is_required]
    cells = {s: _open_cells(index, s) for s in required}
    found = [_why_nowhere(index, s) for s in required if not cells[s]]
    if found:
        return tuple(found)
    found = _overbooked_hosts(index, required, cells)
    if found:
        return tuple(found)
    violator = _hall_violator(index, required, cells)
    if violator is not None:
        return (violator,)
    return ()


def _open_cells(index: IndexedProblem, s: int) -> set[tuple[int, int]]:
    frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
    standing = {(t, r) for who, t, r in index.previous if who == s}
    return {(t, r) for t, r in index.open_cells[s] if t not in frozen or (t, r) in standing}


def _why_nowhere(index: IndexedProblem, s: int) -> Hindrance:
    problem = index.problem
    proposal = problem.proposals[s]
    name = (proposal.id,)
    features = [room.features for room in problem.rooms]
    if not any(proposal.needs <= have for have in features):
        least = min((proposal.needs - have for have in features), key=lambda lacks: (len(lacks), sorted(lacks)))
        nowhere = [need for need in sorted(proposal.needs) if not any(need in have for have in features)]
        return Hindrance(Obstacle.NO_ROOM_HAS, name, lacks=tuple(nowhere or sorted(least)))
    slots = range(len(problem.slots))
    together = [t for t in slots if not any(index.away[host] >> t & 1 for host in index.hosts[s])]
    if not together:
        return Hindrance(Obstacle.HOST_NEVER_THERE, name)
    allowed = proposal.allowed_slots
    if allowed is not None and not any(problem.slots[t].id in allowed for t in together):
        return Hindrance(Obstacle.SLOTS_EXCLUDED, name)
    return Hindrance(Obstacle.NO_CELL, name, wanted=1, available=0)


def _overbooked_hosts(
    index: IndexedProblem, required: list[int], cells: dict[int, set[tuple[int, int]]]
) -> list[Hindrance]:
    found = []
    for person, participant in enumerate(index.problem.participants):
        mine = [s for s in required if person in index.hosts[s]]
        if len(mine) < 2:
            continue
        slots_of = {s: {t for t, _ in cells[s]} for s in mine}
        smallest = _smallest_violator(mine, slots_of, index)
        if smallest:
            slots = set().union(*(slots_of[s] for s in smallest))
            found.append(
                Hindrance(
                    Obstacle.HOST_OVERBOOKED,
                    tuple(index.problem.proposals[s].id for s in smallest),
                    person=participant.id,
                    wanted=sum(index.length[s] for s in smallest),
                    available=len(slots),
                )
            )
    return found


def _smallest_violator(these: list[int], places: dict[int, set[int]], index: IndexedProblem) -> tuple[int, ...]:
    """Return a smallest set that wants more places than there are for it; empty when there is none."""
    for size in range(2, len(these) + 1):
        for chosen in combinations(these, size):
            if sum(index.length[s] for s in chosen) > len(set().union(*(places[s] for s in chosen))):
                return chosen
    return ()


def _hall_violator(
    index: IndexedProblem, required: list[int], cells: dict[int, set[tuple[int, int]]]
) -> Hindrance | None:
    """Return a set of sessions with fewer cells than sessions, made small by leaving members out."""
    owner: dict[tuple[int, int], int] = {}
    for s in required:
        seen: set[tuple[int, int]] = set()
        if _augment(s, cells, owner, seen):
            continue
        stuck = [s, *(owner[cell] for cell in sorted(seen))]
        shared = set().union(*(cells[member] for member in stuck))
        names = tuple(index.problem.proposals[member].id for member in sorted(set(stuck)))
        obstacle = Obstacle.PINS_COLLIDE if len(shared) == 1 else Obstacle.TOO_FEW_CELLS
        return Hindrance(obstacle, names, wanted=len(set(stuck)), available=len(shared))
    return None


def _augment(
    s: int,
    cells: dict[int, set[tuple[int, int]]],
    owner: dict[tuple[int, int], int],
    seen: set[tuple[int, int]],
) -> bool:
    for cell in sorted(cells[s]):
        if cell in seen:
            continue
        seen.add(cell)
        if cell not in owner or _augment(owner[cell], cells, owner, seen):
            owner[cell] = s
            return True
    return False
