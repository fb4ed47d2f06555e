"""What people do without a planner: chance, and the most wanted first."""

from __future__ import annotations

import random
from typing import Any

from barcamp_engine.planning.figures import fill
from barcamp_engine.planning.instance_file import read_instance


def by_chance(instance: dict[str, Any], seconds: float, seed: int) -> list[tuple[int, int, int]]:
    """Sessions in random order into random cells that the rules leave them. It needs no time."""
    chance = random.Random(seed)
    index = read_instance(instance).indexed
    order = list(range(len(index.length)))
    places = [(t, r) for t in range(len(index.problem.slots)) for r in range(len(index.capacity))]
    chance.shuffle(order)
    chance.shuffle(places)
    return list(fill(index, order, places))


def by_popularity(instance: dict[str, Any], seconds: float, seed: int) -> list[tuple[int, int, int]]:
    """The most wanted into the first slot's largest room, and so on: what a wall of sticky notes often becomes."""
    index = read_instance(instance).indexed
    order = sorted(range(len(index.length)), key=lambda s: (-len(index.wanters[s]), s))
    rooms = sorted(range(len(index.capacity)), key=lambda r: -index.capacity[r])
    return list(fill(index, order, [(t, r) for t in range(len(index.problem.slots)) for r in rooms]))
