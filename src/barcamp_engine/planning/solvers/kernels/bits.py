"""People as bits: who is free in a slot, whose wish is met there, and how many come to each session.

Where many people want each session, 64 of them at a time are much faster than one after the other. Wishes of
different weight are levels: `fans[l]` holds whoever wants a session at least that much, `rise[l]` what that adds.
"""

from __future__ import annotations

import numpy as np

from barcamp_engine.planning.solvers.jit import kernel
from barcamp_engine.planning.solvers.kernels.model import Model, State

BUSY = 1e18
NOBODY = np.uint64(0)
EVERYBODY = np.uint64(0xFFFFFFFFFFFFFFFF)
PAIRS, QUADS, BYTES = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
SUM = np.uint64(0x0101010101010101)
BY_1, BY_2, BY_4, BY_56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)


@kernel
def count_bits(word: np.uint64) -> int:
    """Return how many bits are set (Warren 2013, "Hacker's Delight", 5-1); the compiler makes it one instruction."""
    word -= (word >> BY_1) & PAIRS
    word = (word & QUADS) + ((word >> BY_2) & QUADS)
    word = (word + (word >> BY_4)) & BYTES
    return int((word * SUM) >> BY_56)


@kernel
def held(model: Model, state: State, slot: int, person: int) -> float:
    """Return a person's heaviest unrepeated wish in a slot, BUSY when away or hosting."""
    row = state.row[slot]
    if not model.has_bits:
        return state.top[row, person]
    word, bit = person >> 6, BY_1 << np.uint64(person & 63)
    if state.idle[row, word] & bit:
        return 0.0
    weight = 0.0
    for level in range(model.rise.size):
        if state.met[level, row, word] & bit:
            weight += model.rise[level]
    return weight if weight > 0.0 else BUSY


@kernel
def meet(model: Model, state: State, slot: int, row: int) -> float:
    """Return what unrepeated wishes are met in a slot, and leave in row `row` whose, and who else is free."""
    words = model.here.shape[1]
    state.work[0] += 15 + state.size[slot] * (3 + words * model.rise.size // 2)
    idle = state.idle[row]
    for w in range(words):
        idle[w] = model.here[slot, w]
    for i in range(state.size[slot]):
        session = model.unit_session[state.members[slot, i]]
        if model.host_start[session] < model.host_start[session + 1]:
            for w in range(words):
                idle[w] &= model.others[session, w]
    gained = 0.0
    for level in range(model.rise.size):
        met, fans = state.met[level, row], model.fans[level]
        for w in range(words):
            met[w] = NOBODY
        for i in range(state.size[slot]):
            session = model.unit_session[state.members[slot, i]]
            if state.count[session] == 1 and model.is_long[session] == 0:
                for w in range(words):
                    met[w] |= fans[session, w]
        number = 0
        for w in range(words):
            met[w] &= idle[w]
            number += count_bits(met[w])
        gained += model.rise[level] * number
    for w in range(words):
        idle[w] &= ~state.met[0, row, w]
    return gained


@kernel
def count_audience(model: Model, state: State, slot: int, row: int) -> None:
    """Fill `audience` by position: everybody splits over what they want here, in proportion to the pulls.

    A session that takes place n times pulls 1 / n; `step` makes all pulls whole numbers. They are added up for 64
    people at once, digit by digit (`planes`); then those with the same sum share alike.
    """
    units = state.size[slot]
    step = 1
    for i in range(units):
        times = _times(model, state, model.unit_session[state.members[slot, i]])
        least = step
        while least % times != 0:
            least += step
        step = least
    state.work[0] += 10 + units * model.here.shape[1] * 8
    for i in range(units):
        state.audience[i] = 0.0
    for w in range(model.here.shape[1]):
        free = state.idle[row, w] | state.met[0, row, w]
        digits = _add_pulls(model, state, slot, w, free, step)
        left = NOBODY
        for digit in range(digits):
            left |= state.planes[digit]
        total = 0
        while left != NOBODY:
            total += 1
            alike = left
            for digit in range(digits):
                alike &= state.planes[digit] if total >> digit & 1 else ~state.planes[digit]
            if alike == NOBODY:
                continue
            left ^= alike
            share = 1.0 / max(step, total)
            for i in range(units):
                session = model.unit_session[state.members[slot, i]]
                coming = count_bits(model.fans[0, session, w] & alike)
                state.audience[i] += coming * share * (step // _times(model, state, session))


@kernel
def _add_pulls(model: Model, state: State, slot: int, w: int, free: np.uint64, step: int) -> int:
    """Leave the digits of each person's sum of pulls in `planes`; return how many digits there are."""
    planes = state.planes
    digits = 0
    for i in range(state.size[slot]):
        session = model.unit_session[state.members[slot, i]]
        pull = step // _times(model, state, session)
        first = 0
        while pull > 0:
            carry = NOBODY
            if pull & 1:
                carry = model.fans[0, session, w] & free
            digit = first
            while carry != NOBODY:
                while digits <= digit:
                    planes[digits] = NOBODY
                    digits += 1
                plane = planes[digit]
                planes[digit] = plane ^ carry
                carry &= plane
                digit += 1
            pull >>= 1
            first += 1
    return digits


@kernel
def _times(model: Model, state: State, session: int) -> int:
    if model.is_long[session]:
        return 1
    return max(1, state.count[session])


@kernel
def most_coupled(model: Model, state: State) -> float:
    """Return what sessions that repeat or are long add at most.

    Whoever wants one gains no more than its weight above what else is there: in the best of its slots if it repeats,
    in the worst if it is long. The value of a matching is submodular, so the sum over sessions is a bound.
    """
    most = 0.0
    state.work[0] += 60 + 6 * model.several.size * model.here.shape[1]
    for k in range(model.several.size):
        session = model.several[k]
        if state.count[session] < 2:
            continue
        for level in range(model.rise.size):
            gaining = 0
            for w in range(model.here.shape[1]):
                gaining += count_bits(_left_wanting(model, state, session, level, w))
            most += model.rise[level] * gaining
    return most


@kernel
def _left_wanting(model: Model, state: State, session: int, level: int, w: int) -> np.uint64:
    is_long = model.is_long[session] == 1
    left = EVERYBODY if is_long else NOBODY
    for unit in range(model.unit_start[session], model.unit_start[session + 1]):
        slot = state.unit_slot[unit]
        if slot == model.frozen.size:
            continue
        row = state.row[slot]
        without = (state.idle[row, w] | state.met[0, row, w]) & ~state.met[level, row, w]
        if is_long:
            left &= without
        else:
            left |= without
    return left & model.fans[level, session, w]


@kernel
def changed_people(model: Model, state: State, i: int, w: int) -> np.uint64:
    """Return who wants something coupled in the touched slot `i` and has another best wish there than before."""
    slot = state.touched[i]
    wanting = NOBODY
    for k in range(state.size[slot]):
        session = model.unit_session[state.members[slot, k]]
        if state.count[session] > 1:
            wanting |= model.fans[0, session, w]
    if wanting == NOBODY:
        return wanting
    old, new = state.saved_row[i], state.row[slot]
    changed = state.idle[old, w] ^ state.idle[new, w]
    for level in range(model.rise.size):
        changed |= state.met[level, old, w] ^ state.met[level, new, w]
    return changed & wanting
