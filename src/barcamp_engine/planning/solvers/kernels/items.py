"""The arrays of pricing: what can fill a slot, and the buffers of a search."""

from __future__ import annotations

from typing import Any, NamedTuple


class Items(NamedTuple):
    """I items, R rooms, P people, T slots; `worth` and `price` change from round to round."""

    session: Any  # [I]
    pull: Any  # [I] float32
    marks: Any  # [S, P] float32
    worth: Any  # [I, P] float32: what a person wins by attending the item
    price: Any  # [T, I]
    allowed: Any  # [I, T, R]
    open_slot: Any  # [I, T]
    conflict: Any  # [S, S]
    host_start: Any
    host_person: Any
    presence: Any  # [T, P] float32
    seats: Any  # [T, R]
    capacity: Any  # [R]
    keeps_room: Any  # [I, T] room of the previous plan when the item would keep its slots, else -1
    room_price: Any  # [I] price of another room than before
    overflow: float
    most_hosts: float  # of any session


class Scratch(NamedTuple):
    """Buffers for a search of depth R."""

    top: Any  # [R + 1, P] float32
    free: Any  # [R + 1, P] float32
    candidate: Any  # [R + 1, I] items by falling score
    score: Any  # [R + 1, I] what an item adds at most to the chosen ones
    is_fresh: Any  # [R + 1, I] whether that was computed at this node
    number: Any  # [R + 1]
    place: Any  # [R + 1]
    base: Any  # [R + 1] what the chosen items are worth without overflow
    paid: Any  # [R + 1] their prices
    chosen: Any  # [R]
    wished: Any  # [R + 1, P] float32: sum of pulls of the chosen items
    share: Any  # [P] float32
    crowd: Any  # [R + 1] least overflow of the chosen items
    pulls: Any  # [P] float32
    best: Any  # [P] float32
    audience: Any  # [R + 1]
    cost: Any  # [R + 1, R]
    dual: Any
    match: Any
