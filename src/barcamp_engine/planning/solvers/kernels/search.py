"""Construction and annealing."""

from __future__ import annotations

import math

from barcamp_engine.planning.solvers.jit import kernel
from barcamp_engine.planning.solvers.kernels.long import draw_long, place_long
from barcamp_engine.planning.solvers.kernels.model import Array, Model, State
from barcamp_engine.planning.solvers.kernels.moves import (
    draw,
    fits,
    judge,
    keep,
    put,
    remember_unit,
    take_back_values,
    total_value,
)
from barcamp_engine.planning.solvers.kernels.slot import IMPOSSIBLE

NEVER = -1e14


@kernel
def construct(model: Model, state: State, order: Array) -> float:
    """Put the units of `order`, one after the other, where they win most; return J minus prices."""
    pool = model.frozen.size
    current = total_value(model, state)
    for k in range(order.size):
        unit = order[k]
        if state.unit_slot[unit] != pool:
            continue
        session = model.unit_session[unit]
        if model.is_long[session]:
            if unit == model.unit_start[session]:
                current = place_long(model, state, session, current)
            continue
        best = current
        target = pool
        for slot in range(pool):
            if model.frozen[slot] or state.size[slot] == model.capacity.size:
                continue
            if not fits(model, state, unit, slot, -1):
                continue
            value = _try(model, state, unit, slot)
            if value > best + 1e-9:
                best = value
                target = slot
        if target != pool:
            number = remember_unit(model, state, unit, target, 0)
            put(model, state, unit, target)
            state.moved[0] = unit
            current = judge(model, state, number, 1, NEVER)
            keep(state, number)
    return current


@kernel
def _try(model: Model, state: State, unit: int, slot: int) -> float:
    old = state.unit_slot[unit]
    number = remember_unit(model, state, unit, slot, 0)
    put(model, state, unit, slot)
    state.moved[0] = unit
    value = judge(model, state, number, 1, NEVER)
    put(model, state, unit, old)
    take_back_values(state, number)
    return value


@kernel
def anneal(
    model: Model,
    state: State,
    current: float,
    work: int,
    hot: float,
    cold: float,
    best_slot: Array,
    best_room: Array,
    best: float,
) -> tuple[float, float, int]:
    """Change the plan at random for `work` nominal microseconds, colder and colder; return (J now, best, moves tried).

    A move sends a unit to another slot (or out), the unit that makes room for it back or on to a third slot; a
    session over several slots moves as a whole.
    A worse plan is accepted with probability exp(loss / temperature): Kirkpatrick, Gelatt, Vecchi 1983.
    The best plan seen is left in `best_slot` and `best_room`.
    """
    pool = model.frozen.size
    units = model.unit_session.size
    temperature = hot
    tried = 0
    first = state.work[0]
    due, last_due = first, first + 1000 * work
    while state.work[0] < last_due:
        if state.work[0] >= due:
            temperature = hot * (cold / hot) ** ((state.work[0] - first) / (last_due - first))
            due += 10_000
        state.work[0] += 25
        unit = draw(state, units)
        if model.is_long[model.unit_session[unit]]:
            chance = (draw(state, 1 << 30) + 1) / (1 << 30)
            value = draw_long(model, state, model.unit_session[unit], current + temperature * math.log(chance))
            if value > IMPOSSIBLE:
                tried += 1
                current = value
                best = _note_best(state, current, best, best_slot, best_room)
            continue
        target = draw(state, pool + 1)
        source = state.unit_slot[unit]
        if source == target or (source != pool and model.frozen[source]):
            continue
        if target != pool and (model.frozen[target] or model.open_slot[unit, target] == 0):
            continue
        partner = _choose_partner(model, state, target)
        if partner >= 0 and model.is_long[model.unit_session[partner]]:
            continue
        third = source
        if partner >= 0 and draw(state, 6) == 0:
            third = draw(state, pool + 1)
            if third == target or (third != pool and model.frozen[third]):
                continue
        if partner >= 0 and not fits(model, state, partner, third, unit):
            continue
        if not fits(model, state, unit, target, partner):
            continue
        chance = (draw(state, 1 << 30) + 1) / (1 << 30)
        needed = current + temperature * math.log(chance)
        last = -1
        if third != source and third != pool and state.size[third] > 0:
            last = state.members[third, draw(state, state.size[third])]
            if model.is_long[model.unit_session[last]]:
                continue
            if not fits(model, state, last, source, unit) or not fits(model, state, partner, third, last):
                continue
        tried += 1
        state.work[0] += 140
        number = remember_unit(model, state, unit, target, 0)
        if partner >= 0:
            number = remember_unit(model, state, partner, third, number)
        if last >= 0:
            number = remember_unit(model, state, last, source, number)
        moved = 1
        state.moved[0] = unit
        put(model, state, unit, target)
        if partner >= 0:
            put(model, state, partner, third)
            state.moved[moved] = partner
            moved += 1
        if last >= 0:
            put(model, state, last, source)
            state.moved[moved] = last
            moved += 1
        value = IMPOSSIBLE
        if _sizes_fit(model, state, target) and _sizes_fit(model, state, third) and _sizes_fit(model, state, source):
            value = judge(model, state, number, moved, needed)
        if value < needed:
            if last >= 0:
                put(model, state, last, third)
            if partner >= 0:
                put(model, state, partner, target)
            put(model, state, unit, source)
            take_back_values(state, number)
            continue
        keep(state, number)
        current = value
        best = _note_best(state, current, best, best_slot, best_room)
    return current, best, tried


@kernel
def _note_best(state: State, current: float, best: float, best_slot: Array, best_room: Array) -> float:
    if current <= best + 1e-9:
        return best
    for k in range(best_slot.size):
        best_slot[k] = state.unit_slot[k]
        best_room[k] = state.unit_room[k]
    return current


@kernel
def _choose_partner(model: Model, state: State, target: int) -> int:
    """Return the unit that leaves `target`, or -1 for none: always one of those there when the slot is full."""
    size = state.size[target]
    if size == 0:
        return -1
    if target < model.frozen.size and model.seats[target, min(size, model.capacity.size - 1)] < 0.0:
        return state.members[target, draw(state, size)]
    if target < model.frozen.size and size == model.capacity.size:
        return state.members[target, draw(state, size)]
    choice = draw(state, size + 1)
    return state.members[target, choice] if choice < size else -1


@kernel
def _sizes_fit(model: Model, state: State, slot: int) -> bool:
    return slot == model.frozen.size or state.size[slot] <= model.capacity.size


@kernel
def load(model: Model, state: State, slots: Array, rooms: Array) -> float:
    """Bring every unit to the slot that `slots` names and return J minus prices.

    `rooms` counts for sessions over several slots; the others get the best rooms of their slot.
    """
    for unit in range(slots.size):
        if model.is_long[model.unit_session[unit]]:
            state.held_room[model.unit_session[unit]] = rooms[unit]
        if state.unit_slot[unit] != slots[unit]:
            put(model, state, unit, slots[unit])
    return total_value(model, state)
