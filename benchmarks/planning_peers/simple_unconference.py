"""simple-unconference (github.com/enyineer/simple-unconference), re-implemented from its published rules.

Source: its repository, head comment of `assignment.ts` (2025): slot after slot, the most starred sessions that were
not placed yet get the rooms, the most starred the largest; ties by id. Who hosts is only looked at afterwards, and
needs, absences of hosts, pins and allowed slots do not exist there. Greedy: it needs no time, and has no seed.
"""

from __future__ import annotations

from typing import Any


def plan(instance: dict[str, Any], seconds: float, seed: int) -> list[tuple[int, int, int]]:
    """Return (session, slot, room) lines. `seconds` and `seed` are part of the peers' common form."""
    stars = [0] * len(instance["sessions"])
    for votes in instance["votes"]:
        for s in votes:
            stars[s] += 1
    blocked = {tuple(cell) for cell in instance.get("blocked", [])}
    waiting = sorted(range(len(stars)), key=lambda s: (-stars[s], s))
    largest = sorted(range(len(instance["rooms"])), key=lambda r: (-instance["rooms"][r]["capacity"], r))
    lines = []
    for slot in range(len(instance["slots"])):
        rooms = [room for room in largest if (slot, room) not in blocked]
        lines += [(s, slot, room) for s, room in zip(waiting, rooms, strict=False)]
        waiting = waiting[len(rooms) :]
    return lines
