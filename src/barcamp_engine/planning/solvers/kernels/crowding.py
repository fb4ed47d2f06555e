"""The least overflow of given audiences."""

from __future__ import annotations

from barcamp_engine.planning.solvers.jit import kernel
from barcamp_engine.planning.solvers.kernels.model import Array


@kernel
def file_audience(audience: Array, size: int, more: float) -> None:
    """Put one more audience among `size` falling ones."""
    place = size
    while place > 0 and audience[place - 1] < more:
        audience[place] = audience[place - 1]
        place -= 1
    audience[place] = more


@kernel
def least_overflow(seats: Array, slot: int, audience: Array, size: int, more: float) -> float:
    """Return the overflow of `size` falling audiences and one more (none if negative) in the largest rooms.

    The largest audience takes the largest room, and so on: no other order has less, because overflow is convex
    in what an audience has beyond its room.
    """
    total = 0.0
    room = 0
    waits = more >= 0.0
    for i in range(size):
        if waits and more > audience[i]:
            waits = False
            total += max(0.0, more - seats[slot, room])
            room += 1
        total += max(0.0, audience[i] - seats[slot, room])
        room += 1
    if waits:
        total += max(0.0, more - seats[slot, room])
    return total
