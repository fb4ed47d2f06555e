"""Why no plan can keep every rule: a smallest set of reasons that a person understands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

from barcamp_engine.planning.indexed import IndexedProblem
from barcamp_engine.planning.matching import Matching
from barcamp_engine.planning.problem import Problem

MOST_NAMED = 12  # sessions in one sentence
MOST_TRIED = 10  # sessions of one host of which every set is tried


class Obstacle(StrEnum):
    """What is in the way."""

    NO_ROOM_HAS = "no_room_has"  # no room has what the session needs
    HOST_NEVER_THERE = "host_never_there"  # no slot in which every host is present
    SLOTS_EXCLUDED = "slots_excluded"  # allowed slots and presence leave nothing
    NO_CELL = "no_cell"  # every cell is excluded by one rule or another
    HOST_OVERBOOKED = "host_overbooked"  # more sessions than slots in which the host can be
    TOO_FEW_CELLS = "too_few_cells"  # these sessions share too few cells
    PINS_COLLIDE = "pins_collide"  # two sessions are pinned to one cell
    NOT_TOGETHER = "not_together"  # any of these can be left out, and the others have a plan


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
        names = ", ".join(self.proposals[:MOST_NAMED])
        if len(self.proposals) > MOST_NAMED:
            names += f" and {len(self.proposals) - MOST_NAMED} more"
        return {
            Obstacle.NO_ROOM_HAS: f"session {names} needs {', '.join(self.lacks)}, and no room has it",
            Obstacle.HOST_NEVER_THERE: f"the hosts of session {names} are never there together",
            Obstacle.SLOTS_EXCLUDED: f"session {names} has no slot: what is allowed and when its hosts are there",
            Obstacle.NO_CELL: f"session {names} has no cell: its needs, its slots and what is free",
            Obstacle.HOST_OVERBOOKED: f"person {self.person} hosts {self.wanted} sessions ({names}) and has "
            f"{self.available} slots",
            Obstacle.TOO_FEW_CELLS: f"{self.wanted} sessions ({names}) share {self.available} cells",
            Obstacle.PINS_COLLIDE: f"sessions {names} are pinned to one place",
            Obstacle.NOT_TOGETHER: f"sessions {names} cannot all take place: their hosts, rooms and slots get in each "
            "other's way; without any one of them the others can",
        }[self.obstacle]


def find_hindrances(problem: Problem) -> tuple[Hindrance, ...]:
    """Return reasons why the required sessions cannot all take place, each as small as possible.

    First sessions without any cell, then people who host too much, then sets of sessions that compete for too few
    cells (a violator of Hall's condition). If none of these applies, CP-SAT looks for a set that cannot be planned
    together although nothing single is in the way. Empty when it finds none either.
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
    from barcamp_engine.planning.solvers.conflict import smallest_conflict

    together = smallest_conflict(index)
    names = tuple(problem.proposals[s].id for s in together)
    return (Hindrance(Obstacle.NOT_TOGETHER, names, wanted=len(names)),) if names else ()


def _open_cells(index: IndexedProblem, s: int) -> set[tuple[int, int]]:
    frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
    standing = {(t, r) for who, start, r in index.previous if who == s for t in index.slots_covered(s, start)}
    return {(t, r) for t, r in index.covered_cells[s] if t not in frozen or (t, r) in standing}


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
    hosted: dict[int, list[int]] = {}
    for s in required:
        for person in index.hosts[s]:
            hosted.setdefault(person, []).append(s)
    found = []
    for person, mine in sorted(hosted.items()):
        slots_of = {s: {t for t, _ in cells[s]} for s in mine}
        smallest = _smallest_violator(mine, slots_of, index)
        if smallest:
            slots = set().union(*(slots_of[s] for s in smallest))
            found.append(
                Hindrance(
                    Obstacle.HOST_OVERBOOKED,
                    tuple(index.problem.proposals[s].id for s in smallest),
                    person=index.problem.participants[person].id,
                    wanted=sum(index.length[s] for s in smallest),
                    available=len(slots),
                )
            )
    return found


def _smallest_violator(these: list[int], places: dict[int, set[int]], index: IndexedProblem) -> tuple[int, ...]:
    """Return a smallest set that wants more places than there are for it; empty when there is none.

    All sets are tried while they are few; of many sessions the set is only such that none can be left out of it.
    """

    def is_violator(chosen: tuple[int, ...]) -> bool:
        return sum(index.length[s] for s in chosen) > len(set().union(*(places[s] for s in chosen)))

    if len(these) <= MOST_TRIED:
        sets = (chosen for size in range(2, len(these) + 1) for chosen in combinations(these, size))
        return next((chosen for chosen in sets if is_violator(chosen)), ())
    matching = Matching({s: sorted(places[s]) for s in these})
    for s in these:
        if not all(matching.add(s) for _ in range(index.length[s])):
            stuck = tuple(sorted({s, *(matching.owner[place] for place in matching.reached)}))
            return _without_bystanders(stuck, is_violator)
    return ()


def _without_bystanders(stuck: tuple[int, ...], is_violator: Callable[[tuple[int, ...]], bool]) -> tuple[int, ...]:
    for member in stuck:
        rest = tuple(s for s in stuck if s != member)
        if is_violator(rest):
            stuck = rest
    return stuck


def _hall_violator(
    index: IndexedProblem, required: list[int], cells: dict[int, set[tuple[int, int]]]
) -> Hindrance | None:
    """Return a set of sessions that share fewer cells than they need."""
    matching = Matching({s: sorted(cells[s]) for s in required})
    for s in required:
        if all(matching.add(s) for _ in range(index.length[s])):
            continue
        stuck = sorted({s, *(matching.owner[cell] for cell in matching.reached)})
        shared = set().union(*(cells[member] for member in stuck))
        names = tuple(index.problem.proposals[member].id for member in stuck)
        obstacle = Obstacle.PINS_COLLIDE if len(shared) == 1 else Obstacle.TOO_FEW_CELLS
        wanted = sum(index.length[member] for member in stuck)
        return Hindrance(obstacle, names, wanted=wanted, available=len(shared))
    return None
