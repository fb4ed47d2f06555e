"""The cheapest rooms for the units of one slot."""

from __future__ import annotations

import numpy as np

from barcamp_engine.planning.solvers.jit import kernel
from barcamp_engine.planning.solvers.kernels.model import Array

FORBIDDEN = 1e9


@kernel
def assign_rooms(cost: Array, units: int, rooms: int, dual: Array, match: Array) -> float:
    """Return the least total of `cost[unit, room]` and leave the room of unit i in `match[2, i]`.

    Shortest augmenting paths with potentials, units * units * rooms steps; units <= rooms.
    Source: Kuhn 1955; Jonker and Volgenant 1987, "A shortest augmenting path algorithm".
    """
    u, v, least = dual[0], dual[1], dual[2]
    owner, way, used = match[0], match[1], dual[3]
    for j in range(rooms + 1):
        u[j] = 0.0
        v[j] = 0.0
        owner[j] = 0
    for i in range(1, units + 1):
        owner[0] = i
        column = 0
        for j in range(rooms + 1):
            least[j] = np.inf
            used[j] = 0.0
        while True:
            used[column] = 1.0
            line = owner[column]
            step = np.inf
            following = 0
            for j in range(1, rooms + 1):
                if used[j] == 0.0:
                    reduced = cost[line - 1, j - 1] - u[line] - v[j]
                    if reduced < least[j]:
                        least[j] = reduced
                        way[j] = column
                    if least[j] < step:
                        step = least[j]
                        following = j
            for j in range(rooms + 1):
                if used[j] == 1.0:
                    u[owner[j]] += step
                    v[j] -= step
                else:
                    least[j] -= step
            column = following
            if owner[column] == 0:
                break
        while column != 0:
            back = way[column]
            owner[column] = owner[back]
            column = back
    total = 0.0
    for j in range(1, rooms + 1):
        if owner[j] > 0:
            match[2, owner[j] - 1] = j - 1
            total += cost[owner[j] - 1, j - 1]
    return total
