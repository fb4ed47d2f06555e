"""Wishes for sessions that repeat or last several slots: the part of A that couples slots."""

from __future__ import annotations

from barcamp_engine.planning.solvers.jit import kernel
from barcamp_engine.planning.solvers.kernels.bits import BUSY, BY_1, NOBODY, changed_people, count_bits, held
from barcamp_engine.planning.solvers.kernels.model import Array, Model, State

MOST_SLOTS = 62  # that one number can mark
MOST_LONG = 6  # per person; more are judged as if the person wanted only the first six


@kernel
def coupled_wishes(model: Model, state: State) -> float:
    """Return what repeated and long sessions add to the sum of the slots' best wishes; remember it by person."""
    total = 0.0
    for person in range(state.gain.size):
        state.gain[person] = 0.0
        if state.clock[1] > 0 and model.coupled_start[person] < model.coupled_start[person + 1]:
            state.gain[person] = _added_for(model, state, person)
            total += state.gain[person]
    return total


@kernel
def coupled_change(model: Model, state: State, moved: int, number: int) -> float:
    """Return by how much that sum changes after the first `moved` units of `state.moved` went elsewhere.

    Only people who want or host one of these units can see a difference: nobody else's best wish in a slot and
    nobody else's choice of slots changed. With bits, those are known whose best wish in one of the `number` touched
    slots changed; then only units that are coupled themselves are looked at in this way.
    """
    state.clock[2] = 0
    if state.clock[1] == 0 and state.total[0] == 0.0:
        return 0.0  # nothing repeats or is long, neither now nor before
    state.clock[0] += 1
    now = state.clock[0]
    total = 0.0
    for i in range(moved):
        session = model.unit_session[state.moved[i]]
        if model.has_bits and model.unit_start[session + 1] - model.unit_start[session] == 1:
            continue
        for k in range(model.want_start[session], model.want_start[session + 1]):
            total += _change_for(model, state, model.want_person[k], now)
        for k in range(model.host_start[session], model.host_start[session + 1]):
            total += _change_for(model, state, model.host_person[k], now)
    if model.has_bits:
        for i in range(number):
            total += _change_in(model, state, i, now)
    return total


@kernel
def _change_in(model: Model, state: State, i: int, now: int) -> float:
    """Return the change of the people whose best wish in the touched slot `i` is another one."""
    total = 0.0
    state.work[0] += 20 + model.here.shape[1] * (5 + state.size[state.touched[i]])
    for w in range(model.here.shape[1]):
        people = changed_people(model, state, i, w)
        while people != NOBODY:
            lowest = people & (~people + BY_1)
            people ^= lowest
            total += _change_for(model, state, 64 * w + count_bits(lowest - BY_1), now)
    return total


@kernel
def _change_for(model: Model, state: State, person: int, now: int) -> float:
    if state.stamp[person] == now or model.coupled_start[person] == model.coupled_start[person + 1]:
        return 0.0
    state.stamp[person] = now
    state.work[0] += 60
    old = state.gain[person]
    new = _added_for(model, state, person)
    state.gain[person] = new
    state.changed[state.clock[2]] = person
    state.changed_from[state.clock[2]] = old
    state.clock[2] += 1
    return new - old


@kernel
def forget_change(state: State) -> None:
    """Take the last :func:`coupled_change` back."""
    for i in range(state.clock[2]):
        state.gain[state.changed[i]] = state.changed_from[i]
    state.clock[2] = 0


@kernel
def _added_for(model: Model, state: State, person: int) -> float:
    """Return the gain of one person over the best single wish of each slot.

    Repeats add at most the sum of what each adds alone, in its best slot (a matching's value is submodular). Where
    these slots differ that is the answer; only where they collide, or where something is long, all are matched.
    """
    if model.frozen.size > MOST_SLOTS:
        return _added_for_many(model, state, person)
    total = 0.0
    used = 0
    for k in range(model.coupled_start[person], model.coupled_start[person + 1]):
        session = model.coupled_session[k]
        if model.is_long[session] == 1:
            if state.count[session] > 0:
                return _added_for_many(model, state, person)
        elif state.count[session] > 1:
            best, place = 0.0, -1
            for unit in range(model.unit_start[session], model.unit_start[session + 1]):
                slot = state.unit_slot[unit]
                if slot == model.frozen.size:
                    continue
                gain = model.coupled_weight[k] - held(model, state, slot, person)
                if gain > best or (gain > 0.0 and gain == best and used >> place & 1):
                    best, place = gain, slot
            if place >= 0 and used >> place & 1:
                return _added_for_many(model, state, person)
            if place >= 0:
                used |= 1 << place
                total += best
    return total


@kernel
def _added_for_many(model: Model, state: State, person: int) -> float:
    slots = model.frozen.size
    taken = state.taken
    base = 0.0
    longs = 0
    for k in range(model.coupled_start[person], model.coupled_start[person + 1]):
        if model.is_long[model.coupled_session[k]] == 1 and state.count[model.coupled_session[k]] > 0:
            longs += 1
    state.work[0] += (100 + 30 * slots) << min(longs, MOST_LONG)
    for slot in range(slots):
        weight = held(model, state, slot, person)
        if weight < BUSY:
            base += weight
    best = 0.0
    for chosen in range(1 << min(longs, MOST_LONG)):
        gained = _attend_long(model, state, person, chosen, taken)
        if gained >= 0.0:
            best = max(best, gained + _match_rest(model, state, person, taken) - base)
    return best


@kernel
def _attend_long(model: Model, state: State, person: int, chosen: int, taken: Array) -> float:
    """Mark the slots of the chosen long sessions in `taken`; return their weight, -1 when they collide."""
    for slot in range(taken.size):
        taken[slot] = 0
    gained = 0.0
    number = 0
    for k in range(model.coupled_start[person], model.coupled_start[person + 1]):
        session = model.coupled_session[k]
        if model.is_long[session] == 0 or state.count[session] == 0:
            continue
        if number < MOST_LONG and chosen >> number & 1:
            gained += model.coupled_weight[k]
            for unit in range(model.unit_start[session], model.unit_start[session + 1]):
                slot = state.unit_slot[unit]
                if slot == taken.size or taken[slot] or held(model, state, slot, person) >= BUSY:
                    return -1.0
                taken[slot] = 1
        number += 1
    return gained


@kernel
def _match_rest(model: Model, state: State, person: int, taken: Array) -> float:
    """Return the heaviest matching of the other wishes into slots that are neither busy nor `taken`.

    Greedy by weight with augmenting paths; the unrepeated wishes of a slot enter as their heaviest one.
    """
    slots = taken.size
    first = model.coupled_start[person]
    wishes = model.coupled_start[person + 1] - first
    for element in range(slots + wishes):
        state.element_weight[element] = _weight_of(model, state, person, taken, element)
    holder = state.holder
    for slot in range(slots):
        holder[slot] = -1
    total = 0.0
    while True:
        heaviest = -1
        for element in range(slots + wishes):
            weight = state.element_weight[element]
            if weight > 0.0 and (heaviest < 0 or weight > state.element_weight[heaviest]):
                heaviest = element
        if heaviest < 0:
            return total
        if _augment(model, state, person, taken, holder, heaviest):
            total += state.element_weight[heaviest]
        state.element_weight[heaviest] = 0.0


@kernel
def _weight_of(model: Model, state: State, person: int, taken: Array, element: int) -> float:
    if element < taken.size:
        weight = held(model, state, element, person)
        return 0.0 if weight >= BUSY or taken[element] else weight
    k = model.coupled_start[person] + element - taken.size
    session = model.coupled_session[k]
    repeated = model.is_long[session] == 0 and state.count[session] > 1
    return model.coupled_weight[k] if repeated else 0.0


@kernel
def _augment(model: Model, state: State, person: int, taken: Array, holder: Array, element: int) -> bool:
    slots = taken.size
    came_from, queue = state.came_from, state.queue
    for slot in range(slots):
        came_from[slot] = -2
    head = 0
    tail = _reach(model, state, person, taken, element, -1, came_from, queue, 0)
    while head < tail:
        slot = queue[head]
        head += 1
        if holder[slot] >= 0:
            tail = _reach(model, state, person, taken, holder[slot], slot, came_from, queue, tail)
            continue
        while came_from[slot] >= 0:
            holder[slot] = holder[came_from[slot]]
            slot = came_from[slot]
        holder[slot] = element
        return True
    return False


@kernel
def _reach(
    model: Model,
    state: State,
    person: int,
    taken: Array,
    element: int,
    origin: int,
    came_from: Array,
    queue: Array,
    tail: int,
) -> int:
    """Queue the slots that an element could use and that were not reached before."""
    slots = taken.size
    if element < slots:
        if came_from[element] == -2 and element != origin:
            came_from[element] = origin
            queue[tail] = element
            tail += 1
        return tail
    session = model.coupled_session[model.coupled_start[person] + element - slots]
    for unit in range(model.unit_start[session], model.unit_start[session + 1]):
        slot = state.unit_slot[unit]
        if slot == slots or taken[slot] or came_from[slot] != -2:
            continue
        if held(model, state, slot, person) >= BUSY:
            continue
        came_from[slot] = origin
        queue[tail] = slot
        tail += 1
    return tail
