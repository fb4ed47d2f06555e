"""A good set of items for one slot, quickly: exchange, add and drop while it pays."""

from __future__ import annotations

from barcamp_engine.planning.solvers.jit import kernel
from barcamp_engine.planning.solvers.kernels.items import Items, Scratch
from barcamp_engine.planning.solvers.kernels.model import Array
from barcamp_engine.planning.solvers.kernels.pricing import ZERO, column_value

LEAST_GAIN = 1e-6


@kernel
def stand_aside(items: Items, scratch: Scratch, slot: int, chosen: Array, size: int, place: int) -> float:
    """Leave what people have from all chosen items but one, and who is free; return what that is worth."""
    free, top = scratch.free, scratch.top
    people = scratch.pulls.size
    for p in range(people):
        free[0, p] = items.presence[slot, p]
        top[0, p] = ZERO
    prices = 0.0
    for k in range(size):
        if k == place:
            continue
        item = chosen[k]
        prices += items.price[slot, item]
        for p in range(people):
            top[0, p] = max(top[0, p], items.worth[item, p])
        session = items.session[item]
        for h in range(items.host_start[session], items.host_start[session + 1]):
            free[0, items.host_person[h]] = ZERO
    won = ZERO
    for p in range(people):
        won += free[0, p] * top[0, p]
    return float(won) - prices


@kernel
def promise(items: Items, scratch: Scratch, slot: int, item: int) -> float:
    """Return what an item adds at most to those that are left."""
    gain = ZERO
    for p in range(scratch.pulls.size):
        gain += scratch.free[0, p] * max(ZERO, items.worth[item, p] - scratch.top[0, p])
    return gain - items.price[slot, item]


@kernel
def value_with(items: Items, scratch: Scratch, slot: int, chosen: Array, size: int, place: int, item: int) -> float:
    """Return what a set is worth with `item` in `place`: -1 is nobody, `place` = `size` is one more."""
    free = scratch.free
    for p in range(scratch.pulls.size):
        free[1, p] = items.presence[slot, p]
    count = 0
    for k in range(max(size, place + 1)):
        member = item if k == place else chosen[k]
        if member < 0:
            continue
        scratch.chosen[count] = member
        session = items.session[member]
        for h in range(items.host_start[session], items.host_start[session + 1]):
            free[1, items.host_person[h]] = ZERO
        count += 1
    return column_value(items, scratch, slot, count, 1)


@kernel
def may_join(items: Items, slot: int, chosen: Array, size: int, place: int, item: int) -> bool:
    """Return whether an item can stand in the slot beside the others."""
    if items.open_slot[item, slot] == 0:
        return False
    session = items.session[item]
    for k in range(size):
        other = items.session[chosen[k]]
        if k != place and (other == session or items.conflict[session, other] != 0):
            return False
    return True


@kernel
def climb(items: Items, scratch: Scratch, slot: int, chosen: Array, size: int, rooms: int) -> tuple[float, int, int]:
    """Improve `chosen` in place until no single exchange pays; return (value, size, sets valued)."""
    value = value_with(items, scratch, slot, chosen, size, size, -1)
    valued = 1
    place = 0
    idle = 0
    while idle <= rooms:
        if place > size or place >= rooms:
            place = 0
        valued += 1
        rest = stand_aside(items, scratch, slot, chosen, size, place)
        best, best_item = value, -2
        for item in range(-1 if place < size else 0, items.session.size):
            if item >= 0 and not may_join(items, slot, chosen, size, place, item):
                continue
            if rest + (promise(items, scratch, slot, item) if item >= 0 else 0.0) <= best + LEAST_GAIN:
                continue
            other = value_with(items, scratch, slot, chosen, size, place, item)
            valued += 1
            if other > best + LEAST_GAIN:
                best, best_item = other, item
        idle += 1
        if best_item >= -1:
            idle = 0
            value = best
            if best_item >= 0:
                chosen[place] = best_item
                size = max(size, place + 1)
            else:
                size -= 1
                chosen[place] = chosen[size]
        place += 1
    return value, size, valued
