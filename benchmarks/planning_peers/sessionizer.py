"""The planner of minnestar/sessionizer (Ruby, `lib/scheduling`), re-implemented from its published behaviour.

Energy: per person the share of interests that collide with another interest in the same slot, averaged over people,
plus fifty times the same for presenters. Neighbour: a chain of sessions from distinct slots rotates on, chains of two
being the most frequent. Annealing with exp(-difference / temperature). It knows no rooms, absences, needs or pins:
rooms are given by falling audience afterwards, as its operators do.
"""

from __future__ import annotations

import math
import random
import time
from typing import Any

HOT, COLD = 1e-3, 1e-6  # energies differ by about 1 / people


def plan(instance: dict[str, Any], seconds: float, seed: int) -> list[tuple[int, int, int]]:
    """Return (session, slot, room) lines after so many seconds."""
    chance = random.Random(seed)
    slots, rooms, sessions = len(instance["slots"]), len(instance["rooms"]), len(instance["sessions"])
    hosted: dict[int, list[int]] = {}
    for s, entry in enumerate(instance["sessions"]):
        for host in entry["hosts"]:
            hosted.setdefault(host, []).append(s)
    groups = [(votes, 1.0 / len(instance["votes"]) / len(votes)) for votes in instance["votes"] if votes]
    groups += [(those, 50.0 / max(1, len(hosted)) / len(those)) for those in hosted.values()]
    of: list[list[int]] = [[] for _ in range(sessions)]
    for number, (members, _) in enumerate(groups):
        for s in members:
            of[s].append(number)
    cells = [(t, r) for t in range(slots) for r in range(rooms)]
    order = list(range(max(sessions, len(cells))))  # beyond the sessions: open cells
    chance.shuffle(order)
    place = {item: cells[k][0] if k < len(cells) else slots for k, item in enumerate(order)}
    content: dict[int, list[int]] = {}
    for item, slot in place.items():
        content.setdefault(slot, []).append(item)
    energy = [_energy(members, weight, place, slots) for members, weight in groups]
    begin = time.perf_counter()
    while (used := (time.perf_counter() - begin) / seconds) < 1.0:
        temperature = HOT * (COLD / HOT) ** used
        _try_rotation(chance, content, place, groups, of, energy, temperature, slots)
    return _with_rooms(instance, content, slots)


def _energy(members: list[int], weight: float, place: dict[int, int], slots: int) -> float:
    placed = [place[s] for s in members if place[s] < slots]
    return weight * (len(members) - len(set(placed)))


def _try_rotation(
    chance: random.Random,
    content: dict[int, list[int]],
    place: dict[int, int],
    groups: list[tuple[list[int], float]],
    of: list[list[int]],
    energy: list[float],
    temperature: float,
    slots: int,
) -> None:
    used = [slot for slot, items in content.items() if items]
    k = 1.0 / max(1, slots - 1)
    length = min(len(used), 1 + math.floor((1 + k) / (chance.random() + k)))
    chain = chance.sample(used, length)
    items = [chance.choice(content[slot]) for slot in chain]
    targets = chain[1:] + chain[:1]
    touched = {number for item in items if item < len(of) for number in of[item]}
    for item, slot in zip(items, targets, strict=True):
        place[item] = slot
    new = {number: _energy(*groups[number], place, slots) for number in touched}
    worse = sum(new[number] - energy[number] for number in touched)
    if worse > 0 and chance.random() > math.exp(-worse / temperature):
        for item, slot in zip(items, chain, strict=True):
            place[item] = slot
        return
    for number, value in new.items():
        energy[number] = value
    for item, old, slot in zip(items, chain, targets, strict=True):
        content[old].remove(item)
        content[slot].append(item)


def _with_rooms(instance: dict[str, Any], content: dict[int, list[int]], slots: int) -> list[tuple[int, int, int]]:
    fans = [0] * len(instance["sessions"])
    for votes in instance["votes"]:
        for s in votes:
            fans[s] += 1
    lines = []
    largest = sorted(range(len(instance["rooms"])), key=lambda r: -instance["rooms"][r]["capacity"])
    for slot in range(slots):
        here = sorted((s for s in content.get(slot, []) if s < len(fans)), key=lambda s: -fans[s])
        lines += [(s, slot, r) for s, r in zip(here, largest, strict=False)]
    return lines
