"""The value of the units that share a slot: wishes met minus priced overflow, with the best rooms."""

from __future__ import annotations

from barcamp_engine.planning.solvers.jit import kernel
from barcamp_engine.planning.solvers.kernels.bits import BUSY, count_audience, meet
from barcamp_engine.planning.solvers.kernels.model import Model, State
from barcamp_engine.planning.solvers.kernels.rooms import FORBIDDEN, assign_rooms

IMPOSSIBLE = -1e15


@kernel
def evaluate_slot(model: Model, state: State, slot: int, row: int, needed: float) -> float:
    """Return the value of what stands in `slot`, and set its rooms and the people's best wishes in row `row`.

    Returns IMPOSSIBLE when the units do not fit into the rooms, or as soon as the value cannot reach `needed`.
    """
    gained = meet(model, state, slot, row) if model.has_bits else _gather(model, state, slot, state.size[slot], row)
    return seat(model, state, slot, row, gained, needed)


@kernel
def seat(model: Model, state: State, slot: int, row: int, gained: float, needed: float) -> float:
    """Return the value of a slot in which `gained` wishes are met, with the best rooms; like :func:`evaluate_slot`."""
    units = state.size[slot]
    if units == 0:
        return 0.0
    if gained < needed:
        return IMPOSSIBLE
    if model.has_bits:
        count_audience(model, state, slot, row)
    price = model.prices[0]
    _rank_by_audience(state, slot, units)
    least = 0.0
    for i in range(units):
        seats = model.seats[slot, i]
        if seats < 0.0:
            return IMPOSSIBLE
        excess = state.audience[state.rank[i]] - seats
        if excess > 0.0:
            least += excess
    if gained - price * least < needed:
        return IMPOSSIBLE
    if not model.has_previous and _take_in_order(model, state, slot, units):
        return gained - price * least
    for i in range(units):
        unit = state.members[slot, i]
        session = model.unit_session[unit]
        old = model.before_room[session, slot]
        for room in range(model.capacity.size):
            if not _may_take(model, state, unit, slot, room):
                state.cost[i, room] = FORBIDDEN
                continue
            excess = state.audience[i] - model.capacity[room]
            state.cost[i, room] = price * excess if excess > 0.0 else 0.0
            if old >= 0 and old != room:
                state.cost[i, room] += model.prices[2] / model.before_count[session]
    state.work[0] += 100 + 2 * units * model.capacity.size + units * units * model.capacity.size // 2
    total = assign_rooms(state.cost, units, model.capacity.size, state.dual, state.match)
    if total >= FORBIDDEN:
        return IMPOSSIBLE
    overflow = 0.0
    for i in range(units):
        room = state.match[2, i]
        state.unit_room[state.members[slot, i]] = room
        excess = state.audience[i] - model.capacity[room]
        if excess > 0.0:
            overflow += excess
    return gained - price * overflow


@kernel
def _gather(model: Model, state: State, slot: int, units: int, row: int) -> float:
    """Fill `audience` by position and, where needed, the row of best wishes; return the wishes met."""
    state.clock[0] += 1
    now = state.clock[0]
    for i in range(units):
        session = model.unit_session[state.members[slot, i]]
        state.work[0] += 20 + (6 if model.has_complex else 4) * (
            model.want_start[session + 1] - model.want_start[session]
        )
    for i in range(units):
        session = model.unit_session[state.members[slot, i]]
        for k in range(model.host_start[session], model.host_start[session + 1]):
            state.stamp[model.host_person[k]] = now
    for i in range(units):
        session = model.unit_session[state.members[slot, i]]
        pull = 1.0
        single = True
        if state.count[session] > 1:
            single = False
            if model.is_long[session] == 0:
                pull = 1.0 / state.count[session]
        elif model.is_long[session] == 1:
            single = False
        for k in range(model.want_start[session], model.want_start[session + 1]):
            person = model.want_person[k]
            state.pull[person] += pull
            if single and model.want_weight[k] > state.heaviest[person]:
                state.heaviest[person] = model.want_weight[k]
    gained = 0.0
    if model.has_complex:
        top = state.top[row]
        for person in range(top.size):
            if model.present[slot, person] == 0 or state.stamp[person] == now:
                top[person] = BUSY
            else:
                top[person] = state.heaviest[person]
    for i in range(units):
        session = model.unit_session[state.members[slot, i]]
        pull = 1.0
        if state.count[session] > 1 and model.is_long[session] == 0:
            pull = 1.0 / state.count[session]
        coming = 0.0
        for k in range(model.want_start[session], model.want_start[session + 1]):
            person = model.want_person[k]
            if model.present[slot, person] == 0 or state.stamp[person] == now:
                continue
            gained += state.heaviest[person]
            state.heaviest[person] = 0.0
            total = state.pull[person]
            coming += pull if total <= 1.0 else pull / total
        state.audience[i] = coming
    for i in range(units):
        session = model.unit_session[state.members[slot, i]]
        for k in range(model.want_start[session], model.want_start[session + 1]):
            state.pull[model.want_person[k]] = 0.0
            state.heaviest[model.want_person[k]] = 0.0
    return gained


@kernel
def _may_take(model: Model, state: State, unit: int, slot: int, room: int) -> bool:
    if model.allowed[unit, slot, room] == 0:
        return False
    session = model.unit_session[unit]
    return model.is_long[session] == 0 or state.held_room[session] == room


@kernel
def _rank_by_audience(state: State, slot: int, units: int) -> None:
    for i in range(units):
        coming = state.audience[i]
        j = i
        while j > 0 and state.audience[state.rank[j - 1]] < coming:
            state.rank[j] = state.rank[j - 1]
            j -= 1
        state.rank[j] = i


@kernel
def _take_in_order(model: Model, state: State, slot: int, units: int) -> bool:
    """Give the largest audience the largest room and so on; no other rooms overflow less. False: not allowed."""
    room = 0
    for i in range(units):
        unit = state.members[slot, state.rank[i]]
        room = model.room_order[slot, i]
        if not _may_take(model, state, unit, slot, room):
            return False
    for i in range(units):
        state.unit_room[state.members[slot, state.rank[i]]] = model.room_order[slot, i]
    return True
