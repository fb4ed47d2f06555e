"""Changing a plan and taking the change back."""

from __future__ import annotations

from barcamp_engine.planning.solvers.jit import kernel
from barcamp_engine.planning.solvers.kernels.bits import meet, most_coupled
from barcamp_engine.planning.solvers.kernels.model import Model, State
from barcamp_engine.planning.solvers.kernels.repeats import coupled_change, coupled_wishes, forget_change
from barcamp_engine.planning.solvers.kernels.slot import IMPOSSIBLE, evaluate_slot, seat

BROKEN_PIN = 1e6  # like a required session that is missing


@kernel
def draw(state: State, below: int) -> int:
    """Return a number from 0 to below - 1 (SplitMix64; Steele, Lea, Flood 2014)."""
    state.random[0] += 0x9E3779B97F4A7C15
    z = state.random[0]
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB
    z = z ^ (z >> 31)
    return int((z >> 11) % below)


@kernel
def put(model: Model, state: State, unit: int, slot: int) -> None:
    """Move a unit from where it is to `slot` (T is the pool). Values are not touched."""
    pool = model.frozen.size
    session = model.unit_session[unit]
    old = state.unit_slot[unit]
    last = state.members[old, state.size[old] - 1]
    state.members[old, state.position[unit]] = last
    state.position[last] = state.position[unit]
    state.size[old] -= 1
    state.members[slot, state.size[slot]] = unit
    state.position[unit] = state.size[slot]
    state.size[slot] += 1
    state.unit_slot[unit] = slot
    before = _is_coupled(model, state, session)
    if old == pool and slot != pool:
        state.count[session] += 1
        state.clock[3] += 1
    elif old != pool and slot == pool:
        state.count[session] -= 1
        state.clock[3] += 1
    state.clock[1] += _is_coupled(model, state, session) - before


@kernel
def _is_coupled(model: Model, state: State, session: int) -> int:
    if model.is_long[session]:
        return 1 if state.count[session] > 0 else 0
    return 1 if state.count[session] > 1 else 0


@kernel
def fits(model: Model, state: State, unit: int, slot: int, leaving: int) -> bool:
    """Whether no rule forbids `unit` in `slot` once the unit `leaving` has gone (rooms are judged later)."""
    if slot == model.frozen.size:
        return True
    if model.open_slot[unit, slot] == 0:
        return False
    session = model.unit_session[unit]
    for i in range(state.size[slot]):
        other = state.members[slot, i]
        if other != leaving and other != unit and model.conflict[session, model.unit_session[other]]:
            return False
    return True


@kernel
def remaining_terms(model: Model, state: State, has_rooms: bool) -> float:
    """Return what moves and leaving out cost; before there are rooms, changes of room alone cost nothing."""
    total = 0.0
    for session in range(model.penalty.size):
        if state.count[session] == 0:
            total -= model.penalty[session]
        elif model.needs_first[session] and state.unit_slot[model.unit_start[session]] == model.frozen.size:
            total -= BROKEN_PIN
        if model.before_count[session] > 0:
            total -= _moved(model, state, session, has_rooms)
    return total


@kernel
def _moved(model: Model, state: State, session: int, has_rooms: bool) -> float:
    if state.count[session] != model.before_count[session]:
        return model.prices[1]
    changed_room = False
    for unit in range(model.unit_start[session], model.unit_start[session + 1]):
        slot = state.unit_slot[unit]
        if slot == model.frozen.size:
            continue
        before = model.before_room[session, slot]
        if before < 0:
            return model.prices[1]
        if before != state.unit_room[unit]:
            changed_room = True
    return model.prices[2] if changed_room and has_rooms else 0.0


@kernel
def total_value(model: Model, state: State) -> float:
    """Evaluate every slot afresh and return J minus the prices of leaving out."""
    total = 0.0
    for slot in range(model.frozen.size):
        state.slot_value[slot] = evaluate_slot(model, state, slot, state.row[slot], IMPOSSIBLE)
        total += state.slot_value[slot]
    if model.has_complex:
        state.total[0] = coupled_wishes(model, state)
    state.rest[0] = remaining_terms(model, state, True)
    state.saved_total[0] = state.total[0]
    state.clock[2] = 0
    state.clock[3] = 0
    return total + state.total[0] + state.rest[0]


@kernel
def remember(model: Model, state: State, slot: int, number: int) -> int:
    """Note a slot as touched unless it is the pool or known; return how many are touched."""
    if slot == model.frozen.size:
        return number
    for i in range(number):
        if state.touched[i] == slot:
            return number
    state.touched[number] = slot
    state.saved_value[number] = state.slot_value[slot]
    state.saved_row[number] = state.row[slot]
    state.saved_size[number] = state.size[slot]
    for i in range(state.size[slot]):
        unit = state.members[slot, i]
        state.saved_unit[number, i] = unit
        state.saved_room[number, i] = state.unit_room[unit]
    return number + 1


@kernel
def remember_unit(model: Model, state: State, unit: int, target: int, number: int) -> int:
    """Note the slots that change when `unit` goes to `target`: its own, the target, those of its repeats."""
    old = state.unit_slot[unit]
    number = remember(model, state, target, remember(model, state, old, number))
    pool = model.frozen.size
    if (old == pool) != (target == pool):
        session = model.unit_session[unit]
        for sibling in range(model.unit_start[session], model.unit_start[session + 1]):
            number = remember(model, state, state.unit_slot[sibling], number)
    return number


@kernel
def judge(model: Model, state: State, number: int, moved: int, needed: float) -> float:
    """Evaluate the touched slots; return the new J, or IMPOSSIBLE when it cannot reach `needed`.

    The units that moved are the first `moved` of `state.moved`. With bits, wishes are counted before anybody has a
    seat, and most moves are refused at that glance.
    """
    total = 0.0
    for slot in range(model.frozen.size):
        total += state.slot_value[slot]
    for i in range(number):
        total -= state.slot_value[state.touched[i]]
    state.clock[2] = 0
    state.saved_total[0] = state.total[0]
    state.rest[1] = state.rest[0]
    state.work[0] += 20 + model.frozen.size
    if model.has_previous or state.clock[3] > 0:
        state.rest[1] = remaining_terms(model, state, False)
        state.work[0] += model.penalty.size
    total += state.rest[1]
    if model.has_bits:
        total = _seat_by_bits(model, state, number, moved, needed, total)
    else:
        total = _seat_by_lists(model, state, number, moved, needed, total)
    if model.has_previous and total > IMPOSSIBLE:
        total -= state.rest[1]
        state.rest[1] = remaining_terms(model, state, True)
        total += state.rest[1]
    return total


@kernel
def _seat_by_bits(model: Model, state: State, number: int, moved: int, needed: float, total: float) -> float:
    """Add the touched slots and the coupled wishes to `total`, the cheap limits first; IMPOSSIBLE when too little."""
    for i in range(number):
        slot = state.touched[i]
        state.promised[i] = meet(model, state, slot, state.spare[i])
        state.row[slot] = state.spare[i]
        total += state.promised[i]
    if model.has_complex:
        if total + most_coupled(model, state) < needed:
            return IMPOSSIBLE
        state.total[0] += coupled_change(model, state, moved, number)
        total += state.total[0]
    if total < needed:
        return IMPOSSIBLE
    for i in range(number):
        slot = state.touched[i]
        total -= state.promised[i]
        value = seat(model, state, slot, state.row[slot], state.promised[i], needed - total)
        if value <= IMPOSSIBLE:
            return IMPOSSIBLE
        state.slot_value[slot] = value
        total += value
    return total


@kernel
def _seat_by_lists(model: Model, state: State, number: int, moved: int, needed: float, total: float) -> float:
    """The same with lists of people, whose wishes and seats are counted at once."""
    is_known = not model.has_complex and not model.has_previous
    for i in range(number):
        slot = state.touched[i]
        enough = needed - total if is_known and i == number - 1 else IMPOSSIBLE
        value = evaluate_slot(model, state, slot, state.spare[i], enough)
        if value <= IMPOSSIBLE:
            return IMPOSSIBLE
        state.slot_value[slot] = value
        state.row[slot] = state.spare[i]
        total += value
    if model.has_complex:
        state.total[0] += coupled_change(model, state, moved, number)
        total += state.total[0]
    return total


@kernel
def keep(state: State, number: int) -> None:
    """Accept the move: the rows that were replaced become the spare ones."""
    state.rest[0] = state.rest[1]
    state.saved_total[0] = state.total[0]
    state.clock[2] = 0
    state.clock[3] = 0
    for i in range(number):
        state.spare[i] = state.saved_row[i]


@kernel
def take_back_values(state: State, number: int) -> None:
    """Undo rooms and values of the touched slots, after the units are back in their slots."""
    forget_change(state)
    state.clock[3] = 0
    state.total[0] = state.saved_total[0]
    for i in range(number):
        slot = state.touched[i]
        state.slot_value[slot] = state.saved_value[i]
        state.row[slot] = state.saved_row[i]
        for k in range(state.saved_size[i]):
            state.unit_room[state.saved_unit[i, k]] = state.saved_room[i, k]
