"""The arrays that the kernels read and write."""

from __future__ import annotations

from typing import Any, NamedTuple

Array = Any


class Model(NamedTuple):
    """A problem of S proposals, U units, T slots, R rooms and P people, as arrays. Nothing in it changes.

    A unit is one possible occurrence of a proposal, or one slot's worth of a long one. `want_*` are the
    marks by proposal in compressed rows, without own proposals.
    """

    unit_session: Array  # [U] proposal of a unit
    unit_start: Array  # [S + 1] first unit of a proposal
    allowed: Array  # [U, T, R] 1 where no rule about a single cell speaks against it; unit k of a long one: k slots on
    open_slot: Array  # [U, T] 1 where any room is allowed
    conflict: Array  # [S, S] 1 when two proposals may not share a slot
    is_long: Array  # [S] 1 when all units of a proposal are attended together, in slots in a row and in one room
    needs_first: Array  # [S] 1 when repeats only count if the first unit stands: that one has the pin
    want_start: Array  # [S + 1]
    want_person: Array
    want_weight: Array
    coupled_start: Array  # [P + 1] wishes for proposals that may repeat or are long
    coupled_session: Array
    coupled_weight: Array
    host_start: Array  # [S + 1]
    host_person: Array
    present: Array  # [T, P]
    capacity: Array  # [R]
    seats: Array  # [T, R] capacities that may be used in a slot, falling, -1 beyond
    room_order: Array  # [T, R] the rooms that `seats` belongs to
    frozen: Array  # [T]
    before_room: Array  # [S, T] room in the previous plan, -1 for none
    before_count: Array  # [S] occurrences in the previous plan, 0 for none
    penalty: Array  # [S] price of leaving a proposal out
    prices: Array  # [3] overflow, move_slot, move_room
    fans: Array  # [L, S, P / 64] bits of the people who want a proposal as much as a level or more
    rise: Array  # [L] what a level adds to the weight of the one below
    others: Array  # [S, P / 64] bits of the people who do not host it
    here: Array  # [T, P / 64] bits of the people who are present
    several: Array  # proposals that may repeat or are long
    has_bits: bool  # whether wishes are counted by bits of people: few different weights, few repeats
    has_previous: bool
    has_complex: bool  # whether any proposal may repeat or is long


class State(NamedTuple):
    """A plan under change, with the buffers that make a move cheap to take back."""

    unit_slot: Array  # [U] slot, T for the pool of those without a place
    unit_room: Array  # [U]
    held_room: Array  # [S] the room that all units of a long proposal have to take
    members: Array  # [T + 1, U] units of a slot; row T is the pool
    size: Array  # [T + 1]
    position: Array  # [U] index of a unit in its row of `members`
    count: Array  # [S] units placed
    slot_value: Array  # [T] wishes of unrepeated proposals minus priced overflow
    row: Array  # [T] which row of `top` belongs to a slot
    top: Array  # [2 T, P] without bits: heaviest unrepeated wish of a person in a slot, BUSY when away or hosting
    pull: Array  # [P] scratch: sum of pulls in a slot, then share
    heaviest: Array  # [P] scratch
    met: Array  # [L, 2 T, P / 64] bits of whose unrepeated wish is met at each level, rows as in `top`
    idle: Array  # [2 T, P / 64] bits of who is free and has none
    planes: Array  # [16] scratch: digits of sums of pulls
    promised: Array  # [T + 1] wishes met in the touched slots, before anybody has a seat
    stamp: Array  # [P] scratch: who was counted
    audience: Array  # [U] scratch: expected audience by unit
    rank: Array  # [U] scratch: order by audience
    cost: Array  # [R, R] scratch: prices of rooms
    dual: Array  # [4, R + 2] scratch of the assignment
    match: Array  # [3, R + 2] scratch of the assignment
    clock: Array  # [4] stamp; number of coupled proposals; people whose `gain` changed; units in or out of the pool
    work: Array  # [1] nominal nanoseconds spent
    random: Array  # [1] state of the generator
    touched: Array  # [T] slots of the move under way
    saved_value: Array  # [T]
    saved_row: Array  # [T]
    saved_room: Array  # [T, R]
    saved_unit: Array  # [T, R]
    saved_size: Array  # [T]
    spare: Array  # [T] free rows of `top`
    taken: Array  # [T] scratch of one person's matching
    holder: Array  # [T] scratch
    came_from: Array  # [T] scratch
    queue: Array  # [T] scratch
    element_weight: Array  # [T + S] scratch
    moved: Array  # [T + 3] units of the move under way …
    moved_from: Array  # [T + 3] … and where those came from that made room
    gain: Array  # [P] what coupled wishes add to a person's best wishes
    changed: Array  # [P] people whose gain the move changed …
    changed_from: Array  # [P] … and what it was
    rest: Array  # [2] prices of leaving out and moving: now, and after the move under way
    total: Array  # [1] sum of `gain`
    saved_total: Array  # [1]
