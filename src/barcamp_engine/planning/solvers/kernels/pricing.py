"""The best set of items for one slot at given prices: branch and bound.

An item is a proposal in one way of taking place: once, n times (each occurrence then draws 1/n), or over several
slots. The value of a set is what people win from it (`worth`, per person the best item) minus priced overflow in
the best rooms, minus the prices of its items.

Upper bounds: what people win is submodular, so the gain of further items is at most the sum of the largest single
gains (Nemhauser, Wolsey, Fisher 1978), and a gain computed higher up in the tree is still a limit below: it is only
computed anew while it stands among the largest ones (Minoux 1978, "Accelerated greedy algorithms"). Overflow: with k
more items a person splits over at most k more, so every audience has a least size, and so has its overflow.
"""

from __future__ import annotations

import numpy as np

from barcamp_engine.planning.solvers.jit import inner, kernel
from barcamp_engine.planning.solvers.kernels.crowding import file_audience, least_overflow
from barcamp_engine.planning.solvers.kernels.items import Items, Scratch
from barcamp_engine.planning.solvers.kernels.model import Array
from barcamp_engine.planning.solvers.kernels.rooms import FORBIDDEN, assign_rooms

ZERO = np.float32(0.0)
ONE = np.float32(1.0)
NOTHING = -1e15


@kernel
def column_value(items: Items, scratch: Scratch, slot: int, size: int, row: int) -> float:
    """Return what the first `size` chosen items are worth minus prices, overflow and new rooms; NOTHING: no rooms."""
    free, pulls = scratch.free, scratch.pulls
    people = pulls.size
    best = scratch.best
    for p in range(people):
        pulls[p] = ZERO
        best[p] = ZERO
    prices = 0.0
    for i in range(size):
        item = scratch.chosen[i]
        session = items.session[item]
        part = items.pull[item]
        prices += items.price[slot, item]
        for p in range(people):
            pulls[p] += part * items.marks[session, p]
            best[p] = max(best[p], items.worth[item, p])
    won = ZERO
    for p in range(people):
        won += free[row, p] * best[p]
        pulls[p] = free[row, p] / max(ONE, pulls[p])
    rooms = items.capacity.size
    for i in range(size):
        item = scratch.chosen[i]
        session = items.session[item]
        coming = ZERO
        for p in range(people):
            coming += items.marks[session, p] * pulls[p]
        coming *= items.pull[item]
        keeps = items.keeps_room[item, slot]
        for room in range(rooms):
            if items.allowed[item, slot, room] == 0:
                scratch.cost[i, room] = FORBIDDEN
                continue
            excess = coming - items.capacity[room]
            scratch.cost[i, room] = items.overflow * excess if excess > 0.0 else 0.0
            if keeps >= 0 and keeps != room:
                scratch.cost[i, room] += items.room_price[item]
    total = assign_rooms(scratch.cost, size, rooms, scratch.dual, scratch.match)
    return NOTHING if total >= FORBIDDEN else won - prices - total


@inner
def crowd_of(items: Items, scratch: Scratch, slot: int, depth: int, picks: int) -> float:
    """Return the least priced overflow of the chosen items with `picks` more.

    A host of a later item may be missing from every audience: at most `most_hosts` per item.
    """
    people = scratch.pulls.size
    share, free, wished = scratch.share, scratch.free[depth], scratch.wished[depth]
    more = np.float32(picks)
    for p in range(people):
        share[p] = free[p] / max(ONE, wished[p] + more)
    for i in range(depth):
        item = scratch.chosen[i]
        marks = items.marks[items.session[item]]
        coming = ZERO
        for p in range(people):
            coming += marks[p] * share[p]
        least = coming * items.pull[item] - items.most_hosts * picks / (picks + 1.0)
        file_audience(scratch.audience, i, max(0.0, least))
    return items.overflow * least_overflow(items.seats, slot, scratch.audience, depth, -1.0)


@inner
def score_item(items: Items, scratch: Scratch, slot: int, depth: int, item: int) -> float:
    """Return what an item adds at most to the chosen ones, its price taken off; NOTHING if it cannot join them."""
    session = items.session[item]
    for i in range(depth):
        if items.conflict[session, items.session[scratch.chosen[i]]] != 0:
            return NOTHING
    worth, free, top = items.worth[item], scratch.free[depth], scratch.top[depth]
    gain = ZERO
    for p in range(scratch.pulls.size):
        gain += free[p] * max(ZERO, worth[p] - top[p])
    return gain - items.price[slot, item]


@inner
def file_score(scratch: Scratch, depth: int, k: int, fresh: float) -> None:
    """Put the candidate at `k`, whose score has fallen to `fresh`, in its place; drop it when it cannot join."""
    score, candidate, number = scratch.score[depth], scratch.candidate[depth], scratch.number[depth]
    item = candidate[k]
    score[item] = fresh
    scratch.is_fresh[depth, item] = 1
    while k + 1 < number and score[candidate[k + 1]] > fresh:
        candidate[k] = candidate[k + 1]
        k += 1
    candidate[k] = item
    if fresh == NOTHING:
        scratch.number[depth] = number - 1  # it is the last now


@inner
def next_last(items: Items, scratch: Scratch, slot: int, depth: int, least: float) -> float:
    """Go on to the next candidate that adds more than `least`; return a limit on it and all behind it."""
    number = scratch.number[depth]
    while scratch.place[depth] < number:
        place = scratch.place[depth]
        item = scratch.candidate[depth, place]
        limit = scratch.score[depth, item]
        if limit <= least or score_item(items, scratch, slot, depth, item) > least:
            return limit
        scratch.place[depth] += 1
    return NOTHING


@inner
def settle(items: Items, scratch: Scratch, slot: int, depth: int, picks: int, threshold: float) -> float:
    """Return the bound on every set that takes the next candidate of a node, and none before it.

    Scores are those of a node above until they stand among the next `picks`; no more are computed than it takes to see
    that the bound is below the threshold. An item that wins nobody may still take a crowd from the others.
    """
    place, score, candidate = scratch.place[depth], scratch.score[depth], scratch.candidate[depth]
    start = scratch.base[depth] - scratch.crowd[depth]
    if picks == 1:
        return next_last(items, scratch, slot, depth, threshold - start) + start
    k = place
    while True:
        last = min(scratch.number[depth], place + picks)
        if place >= last:
            return NOTHING
        limit = start + score[candidate[place]]
        for i in range(place + 1, last):
            limit += max(0.0, score[candidate[i]])
        while k < last and (scratch.is_fresh[depth, candidate[k]] != 0 or (k > place and score[candidate[k]] <= 0.0)):
            k += 1
        if k >= last or limit <= threshold:
            return limit
        file_score(scratch, depth, k, score_item(items, scratch, slot, depth, candidate[k]))


@inner
def take(items: Items, scratch: Scratch, slot: int, depth: int, rooms: int) -> None:
    """Take the next candidate of a node: the child, at depth + 1, begins with the candidates behind it."""
    place, below = scratch.place[depth], depth + 1
    item = scratch.candidate[depth, place]
    session = items.session[item]
    scratch.chosen[depth] = item
    worth, marks, part = items.worth[item], items.marks[session], items.pull[item]
    free, top, wished = scratch.free[depth], scratch.top[depth], scratch.wished[depth]
    free_below, top_below, wished_below = scratch.free[below], scratch.top[below], scratch.wished[below]
    for p in range(scratch.pulls.size):
        free_below[p] = free[p]
        top_below[p] = max(top[p], worth[p])
        wished_below[p] = wished[p] + part * marks[p]
    for k in range(items.host_start[session], items.host_start[session + 1]):
        free_below[items.host_person[k]] = ZERO
    won = ZERO
    for p in range(scratch.pulls.size):
        won += free_below[p] * top_below[p]
    scratch.paid[below] = scratch.paid[depth] + items.price[slot, item]
    scratch.base[below] = won - scratch.paid[below]
    scratch.crowd[below] = scratch.crowd[depth]
    scratch.place[below] = 0
    scratch.number[below] = scratch.number[depth] - place - 1 if below < rooms else 0
    for k in range(scratch.number[below]):
        scratch.candidate[below, k] = scratch.candidate[depth, place + 1 + k]
    if below < rooms:
        for k in range(items.session.size):
            scratch.score[below, k] = scratch.score[depth, k]
            scratch.is_fresh[below, k] = 0


@inner
def begin(items: Items, scratch: Scratch, slot: int) -> None:
    """Open the root: nothing is chosen, and every item is a candidate."""
    for p in range(scratch.pulls.size):
        scratch.top[0, p] = ZERO
        scratch.wished[0, p] = ZERO
        scratch.free[0, p] = items.presence[slot, p]
    scratch.base[0] = 0.0
    scratch.crowd[0] = 0.0
    scratch.paid[0] = 0.0
    scratch.place[0] = 0
    scratch.number[0] = 0
    for item in range(items.session.size):
        if items.open_slot[item, slot] == 0:
            continue
        scratch.score[0, item] = score_item(items, scratch, slot, 0, item)
        scratch.is_fresh[0, item] = 1
        j = scratch.number[0]
        while j > 0 and scratch.score[0, scratch.candidate[0, j - 1]] < scratch.score[0, item]:
            scratch.candidate[0, j] = scratch.candidate[0, j - 1]
            j -= 1
        scratch.candidate[0, j] = item
        scratch.number[0] += 1


@kernel
def price_slot(
    items: Items,
    scratch: Scratch,
    slot: int,
    threshold: float,
    all_above: bool,
    nodes: int,
    width: int,
    found: Array,
    found_size: Array,
    found_value: Array,
) -> tuple[int, float, int]:
    """Find sets worth more than `threshold` in a slot.

    With `all_above` every such set is reported, else each that beats the ones before. No more than `nodes` sets are
    looked at, and no more than `width` candidates of each. Returns (how many were found, -1 when they did not fit; the
    greatest value any set can have, exact or not; sets looked at).
    """
    rooms = 0
    while rooms < items.capacity.size and items.seats[slot, rooms] >= 0.0:
        rooms += 1
    begin(items, scratch, slot)
    best, open_limit = threshold, NOTHING
    count = used = depth = 0
    while depth >= 0:
        limit = settle(items, scratch, slot, depth, rooms - depth, best)
        if limit <= best or used >= nodes or scratch.place[depth] >= width:
            open_limit = max(open_limit, limit if limit > best else NOTHING)
            depth -= 1
            if depth >= 0:
                scratch.place[depth] += 1
            continue
        used += 1
        take(items, scratch, slot, depth, rooms)
        below = depth + 1
        value = best
        if scratch.base[below] - scratch.crowd[depth] > best:
            value = scratch.base[below] - crowd_of(items, scratch, slot, below, 0)
            if value > best:
                value = column_value(items, scratch, slot, below, below)
        if value > best:
            if all_above and count == found_size.size:
                return -1, best, used
            position = count % found_size.size
            for i in range(below):
                found[position, i] = scratch.chosen[i]
            found_size[position] = below
            found_value[position] = value
            count += 1
            if not all_above:
                best = value
        left = min(rooms - below, scratch.number[below])
        if value == NOTHING or left == 0 or settle(items, scratch, slot, below, rooms - below, best) <= best:
            scratch.place[depth] += 1
            continue
        scratch.crowd[below] = max(scratch.crowd[depth], crowd_of(items, scratch, slot, below, left))
        depth = below
    return count, max(best, open_limit), used
