"""Mending plans: a room is lost, a host stays away, a session comes in; and the best cell while a card is held."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from barcamp_engine.planning import Judge, Plan, Problem, Progress, repair, solve
from barcamp_engine.planning.instance_file import read_instance
from barcamp_engine.planning.repair import count_moves

SECONDS = 0.5


@dataclass(frozen=True)
class Mended:
    """How one change was mended. `first` and `wall` are seconds, `moves` other slots and other rooms."""

    name: str
    change: str
    load: float
    first: float
    wall: float
    moves: tuple[int, int]
    is_fewest: bool
    broken: int


def mend(path: Path) -> list[Mended]:
    """Plan an instance, change it in three ways and mend the plan each time."""
    problem = read_instance(json.loads(path.read_text("utf-8")))
    standing = solve(problem, seconds=0.3).plan
    found = []
    for change, changed in _changes(problem, standing):
        seen: list[float] = []
        load, begin = os.getloadavg()[0], time.perf_counter()

        def note(_: Progress, seen: list[float] = seen) -> None:
            seen.append(time.perf_counter())

        mended = repair(changed, standing, seconds=SECONDS, clock=time.monotonic, on_progress=note)
        wall = time.perf_counter() - begin
        moves = count_moves(changed, standing, mended.plan)
        broken = len(mended.result.violations)
        found.append(Mended(path.stem, change, load, seen[0] - begin, wall, moves, mended.is_fewest, broken))
    return found


def milliseconds_for_advice(path: Path) -> float:
    """Return how long the advice for one held card takes, the median over all sessions that stand.

    Every cell is judged as the board does it: a move to a free one, a swap with what stands in a taken one.
    """
    problem = read_instance(json.loads(path.read_text("utf-8")))
    plan = solve(problem, seconds=0.1).plan
    takers = {(line.slot, line.room): line for line in plan}
    times = []
    for held in plan:
        begin = time.perf_counter()
        judge = Judge(problem, plan)
        for slot, room in product(problem.slots, problem.rooms):
            moved = replace(held, slot=slot.id, room=room.id)
            other = takers.get((slot.id, room.id))
            if other is None or other == held:
                judge.judge((held,), (moved,))
            else:
                judge.judge((held, other), (moved, replace(other, slot=held.slot, room=held.room)))
        times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)


def _changes(problem: Problem, standing: Plan) -> Iterator[tuple[str, Problem]]:
    """Yield the changed problems. What stood has to take place again, as far as there are cells for it."""
    placed = {line.proposal for line in standing}
    kept = replace(
        problem,
        proposals=tuple(replace(p, is_required=p.is_required or p.id in placed) for p in problem.proposals),
    )
    pinned = {p.pin.room for p in problem.proposals if p.pin is not None}
    room = next((room for room in reversed(problem.rooms) if room.id not in pinned), problem.rooms[-1])
    free = len(problem.slots) * len(problem.rooms) - len(problem.blocked) - len(standing)
    lost = kept if free >= len(problem.slots) else problem
    yield (
        "room lost",
        replace(lost, blocked=problem.blocked | {(slot.id, room.id) for slot in problem.slots}),
    )
    host, slot = next(
        (p.hosts[0], line.slot) for p in problem.proposals if p.hosts and not p.pin for line in standing.where(p.id)
    )
    away = tuple(
        replace(person, absent=person.absent | {slot}) if person.id == host else person
        for person in problem.participants
    )
    yield "host away", replace(kept, participants=away)
    late = next((p for p in problem.proposals if p.id not in placed and not p.needs), None)
    if late is not None:
        proposals = tuple(replace(p, is_required=p.is_required or p is late) for p in problem.proposals)
        yield "session added", replace(problem, proposals=proposals)
