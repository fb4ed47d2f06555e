"""Moving sessions over several slots: all pieces at once, in one room."""

from __future__ import annotations

from barcamp_engine.planning.solvers.jit import kernel
from barcamp_engine.planning.solvers.kernels.model import Model, State
from barcamp_engine.planning.solvers.kernels.moves import (
    draw,
    fits,
    judge,
    keep,
    put,
    remember,
    remember_unit,
    take_back_values,
)
from barcamp_engine.planning.solvers.kernels.slot import IMPOSSIBLE


@kernel
def is_movable(model: Model, state: State, session: int) -> bool:
    """Whether none of its pieces stands in a frozen slot."""
    for unit in range(model.unit_start[session], model.unit_start[session + 1]):
        slot = state.unit_slot[unit]
        if slot < model.frozen.size and model.frozen[slot]:
            return False
    return True


@kernel
def try_long(model: Model, state: State, session: int, start: int, room: int, needed: float) -> float:
    """Move a session so that it begins in `start` (T: nowhere) in `room`; return the new J, or IMPOSSIBLE.

    In every slot that it enters, whoever clashes or has no room left goes where the session came from, or out. The
    move is taken back when J would be below `needed`.
    """
    first, last = model.unit_start[session], model.unit_start[session + 1]
    old_start, old_room = state.unit_slot[first], state.held_room[session]
    number = _remember_span(model, state, first, last, start)
    _lift(model, state, first, last)
    state.held_room[session] = room
    state.moved[0] = first
    moved = 1
    value = IMPOSSIBLE
    if start < model.frozen.size:
        moved, number = _enter(model, state, session, start, old_start, number)
    if moved > 0:
        value = judge(model, state, number, moved, needed)
        if value > IMPOSSIBLE and value >= needed:
            keep(state, number)
            return value
    else:
        moved = -moved
    for k in range(moved - 1, 0, -1):
        put(model, state, state.moved[k], state.moved_from[k])
    _lift(model, state, first, last)
    state.held_room[session] = old_room
    if old_start < model.frozen.size:
        for unit in range(first, last):
            put(model, state, unit, old_start + unit - first)
    take_back_values(state, number)
    return IMPOSSIBLE


@kernel
def draw_long(model: Model, state: State, session: int, needed: float) -> float:
    """Try a random place for a session over several slots; return the new J, or IMPOSSIBLE when nothing moved."""
    pool = model.frozen.size
    first = model.unit_start[session]
    start = draw(state, pool + 1)
    room = draw(state, model.capacity.size)
    if start < pool and model.allowed[first, start, room] == 0:
        return IMPOSSIBLE
    if state.unit_slot[first] == start and (start == pool or state.held_room[session] == room):
        return IMPOSSIBLE
    if not is_movable(model, state, session):
        return IMPOSSIBLE
    return try_long(model, state, session, start, room, needed)


@kernel
def place_long(model: Model, state: State, session: int, current: float) -> float:
    """Put a session that stands nowhere where it wins most and nobody has to leave; return J."""
    first = model.unit_start[session]
    length = model.unit_start[session + 1] - first
    best, target, place = current, -1, 0
    for start in range(model.frozen.size):
        for room in range(model.capacity.size):
            if model.allowed[first, start, room] == 0 or not _is_free(model, state, first, start, length):
                continue
            value = try_long(model, state, session, start, room, IMPOSSIBLE)
            if value <= IMPOSSIBLE:
                continue
            try_long(model, state, session, model.frozen.size, room, IMPOSSIBLE)
            if value > best + 1e-9:
                best, target, place = value, start, room
    if target >= 0:
        return try_long(model, state, session, target, place, IMPOSSIBLE)
    return current


@kernel
def _is_free(model: Model, state: State, first: int, start: int, length: int) -> bool:
    for slot in range(start, start + length):
        if state.size[slot] == model.capacity.size or model.seats[slot, state.size[slot]] < 0.0:
            return False
        if not fits(model, state, first + slot - start, slot, -1):
            return False
    return True


@kernel
def _remember_span(model: Model, state: State, first: int, last: int, start: int) -> int:
    number = 0
    for unit in range(first, last):
        number = remember(model, state, state.unit_slot[unit], number)
        if start < model.frozen.size:
            number = remember(model, state, start + unit - first, number)
    return number


@kernel
def _lift(model: Model, state: State, first: int, last: int) -> None:
    for unit in range(first, last):
        if state.unit_slot[unit] != model.frozen.size:
            put(model, state, unit, model.frozen.size)


@kernel
def _enter(model: Model, state: State, session: int, start: int, old_start: int, number: int) -> tuple[int, int]:
    """Put the pieces in; return how many units moved (negative: it cannot be done) and how many slots are touched."""
    pool = model.frozen.size
    first = model.unit_start[session]
    length = model.unit_start[session + 1] - first
    moved = 1
    for slot in range(start, start + length):
        leaver = _leaver(model, state, session, slot)
        if leaver == -2:
            return -moved, number
        if leaver >= 0:
            target = pool
            if old_start < pool:
                target = _vacated(slot, start, old_start, length)
                if target == slot or not fits(model, state, leaver, target, -1):
                    target = pool
            number = remember_unit(model, state, leaver, target, number)
            put(model, state, leaver, target)
            state.moved[moved] = leaver
            state.moved_from[moved] = slot
            moved += 1
        if state.size[slot] == model.capacity.size or not fits(model, state, first + slot - start, slot, -1):
            return -moved, number
        put(model, state, first + slot - start, slot)
    return moved, number


@kernel
def _vacated(slot: int, start: int, old_start: int, length: int) -> int:
    """Return the slot left behind that answers to `slot`, or `slot` itself when the session was there before."""
    if old_start <= slot < old_start + length:
        return slot
    if old_start < start < old_start + length:  # the spans overlap: entered at the end, left at the beginning
        return slot - length
    if start < old_start < start + length:
        return slot + length
    return old_start + slot - start


@kernel
def _leaver(model: Model, state: State, session: int, slot: int) -> int:
    """Return the unit that has to leave `slot` for the session, -1 for none, -2 when more than one would have to."""
    leaver = -1
    for i in range(state.size[slot]):
        other = state.members[slot, i]
        if model.conflict[session, model.unit_session[other]]:
            if leaver >= 0 or model.is_long[model.unit_session[other]]:
                return -2
            leaver = other
    size = state.size[slot]
    if leaver < 0 and (size == model.capacity.size or model.seats[slot, size] < 0.0):
        leaver = state.members[slot, draw(state, size)]
        if model.is_long[model.unit_session[leaver]]:
            return -2
    return leaver
