"""The best set of items for one slot at given prices: branch and bound.

An item is a proposal in one way of taking place: once, n times (each occurrence then draws 1/n), or over several
slots. The value of a set is what people win from it (`worth`, per person the best item) minus priced overflow in
the best rooms, minus the prices of its items.

Upper bounds: what people win is submodular, so the gain of further items is at most the sum of the largest single
gains (Nemhauser, Wolsey, Fisher 1978); sharper, with a credit per person paid once, at most the credits of those not
yet served plus the largest gains above the credits (Lagrangian duality of the maximum coverage problem). Overflow: with
k more items a person splits over at most k more, so every audience has a least size; the least overflow of audiences
in rooms is supermodular (an assignment, Shapley 1962), so each item adds at least what it adds to those chosen.
"""

from __future__ import annotations

import numpy as np

from barcamp_engine.planning.solvers.jit import kernel
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


@kernel
def crowd_node(items: Items, scratch: Scratch, slot: int, depth: int, picks: int) -> float:
    """Return the least overflow of the chosen items with `picks` more; leave their audiences and everybody's share.

    A host of a later item may be missing from every audience: at most `most_hosts` per item.
    """
    people = scratch.pulls.size
    share = scratch.share
    more = np.float32(picks)
    for p in range(people):
        share[p] = scratch.free[depth, p] / max(ONE, scratch.wished[depth, p] + more)
    for i in range(depth):
        item = scratch.chosen[i]
        session = items.session[item]
        coming = ZERO
        for p in range(people):
            coming += items.marks[session, p] * share[p]
        least = coming * items.pull[item] - items.most_hosts * picks / (picks + 1.0)
        file_audience(scratch.audience, i, max(0.0, least))
    return least_overflow(items.seats, slot, scratch.audience, depth, -1.0)


@kernel
def open_node(items: Items, scratch: Scratch, slot: int, depth: int, picks: int, threshold: float) -> bool:
    """Score the candidates of a node, sort them; return False when nothing below it can beat the threshold."""
    people = scratch.pulls.size
    number = scratch.number[depth]
    crowd = crowd_node(items, scratch, slot, depth, picks)
    scratch.crowd[depth] = items.overflow * crowd
    credits = ZERO
    for p in range(people):
        credits += scratch.free[depth, p] * max(ZERO, items.credit[slot, p] - scratch.top[depth, p])
    for k in range(number):
        item = scratch.candidate[depth, k]
        session = items.session[item]
        gain = ZERO
        above = ZERO
        coming = ZERO
        for p in range(people):
            free = scratch.free[depth, p]
            have = scratch.top[depth, p]
            worth = items.worth[item, p]
            gain += free * max(ZERO, worth - have)
            above += free * max(ZERO, worth - max(have, items.credit[slot, p]))
            coming += items.marks[session, p] * scratch.share[p]
        least = max(0.0, coming * items.pull[item] - items.most_hosts * (picks - 1.0) / picks)
        added = least_overflow(items.seats, slot, scratch.audience, depth, least) - crowd
        price = items.price[slot, item] + items.overflow * added
        scratch.score[depth, k] = gain - price
        scratch.second[k] = above - price
    limit = scratch.base[depth] - scratch.crowd[depth] + credits
    for _ in range(min(picks, number)):
        best = 0
        for k in range(1, number):
            if scratch.second[k] > scratch.second[best]:
                best = k
        if scratch.second[best] <= 0.0:
            break
        limit += scratch.second[best]
        scratch.second[best] = -1.0
    for k in range(1, number):
        item, score = scratch.candidate[depth, k], scratch.score[depth, k]
        j = k
        while j > 0 and scratch.score[depth, j - 1] < score:
            scratch.score[depth, j] = scratch.score[depth, j - 1]
            scratch.candidate[depth, j] = scratch.candidate[depth, j - 1]
            j -= 1
        scratch.score[depth, j] = score
        scratch.candidate[depth, j] = item
    scratch.place[depth] = 0
    return limit > threshold


@kernel
def child_limit(scratch: Scratch, depth: int, picks: int) -> float:
    """Return the bound on every set that takes the next candidate of a node and none before it."""
    place, number = scratch.place[depth], scratch.number[depth]
    limit = scratch.base[depth] - scratch.crowd[depth] + scratch.score[depth, place]
    for k in range(place + 1, min(number, place + picks)):
        if scratch.score[depth, k] <= 0.0:
            break
        limit += scratch.score[depth, k]
    return limit


@kernel
def step_down(items: Items, scratch: Scratch, slot: int, depth: int) -> None:
    """Take the next candidate of a node: fill the child's people and candidates. The child is at depth + 1."""
    place = scratch.place[depth]
    item = scratch.candidate[depth, place]
    session = items.session[item]
    scratch.chosen[depth] = item
    people = scratch.pulls.size
    below = depth + 1
    for p in range(people):
        scratch.free[below, p] = scratch.free[depth, p]
        worth = items.worth[item, p]
        scratch.top[below, p] = max(scratch.top[depth, p], worth)
        scratch.wished[below, p] = scratch.wished[depth, p] + items.pull[item] * items.marks[session, p]
    for k in range(items.host_start[session], items.host_start[session + 1]):
        scratch.free[below, items.host_person[k]] = ZERO
    won_now = ZERO
    won_before = ZERO
    for p in range(people):
        won_now += scratch.free[below, p] * scratch.top[below, p]
        won_before += scratch.free[depth, p] * scratch.top[depth, p]
    scratch.base[below] = scratch.base[depth] + won_now - won_before - items.price[slot, item]
    number = 0
    for k in range(place + 1, scratch.number[depth]):
        other = scratch.candidate[depth, k]
        if items.conflict[session, items.session[other]] == 0:
            scratch.candidate[below, number] = other
            number += 1
    scratch.number[below] = number


@kernel
def price_slot(
    items: Items,
    scratch: Scratch,
    slot: int,
    threshold: float,
    all_above: bool,
    nodes: int,
    found: Array,
    found_size: Array,
    found_value: Array,
) -> tuple[int, float, int]:
    """Find sets worth more than `threshold` in a slot.

    With `all_above` every such set is reported, else each that beats the ones before. Returns (how many were
    found, -1 when they did not fit; the greatest value any set can have; nodes used). Exact unless nodes ran out:
    then the second number is an upper bound all the same.
    """
    people = scratch.pulls.size
    rooms = 0
    while rooms < items.capacity.size and items.seats[slot, rooms] >= 0.0:
        rooms += 1
    for p in range(people):
        scratch.top[0, p] = ZERO
        scratch.wished[0, p] = ZERO
        scratch.free[0, p] = items.presence[slot, p]
    number = 0
    for item in range(items.session.size):
        if items.open_slot[item, slot]:
            scratch.candidate[0, number] = item
            number += 1
    scratch.number[0] = number
    scratch.base[0] = 0.0
    best = threshold
    count = 0
    used = 0
    depth = 0
    open_limit = NOTHING
    if rooms == 0 or not open_node(items, scratch, slot, 0, rooms, best):
        return 0, best, 1
    while depth >= 0:
        if scratch.place[depth] >= scratch.number[depth] or depth >= rooms:
            depth -= 1
            if depth >= 0:
                scratch.place[depth] += 1
            continue
        limit = child_limit(scratch, depth, rooms - depth)
        if limit <= best:
            depth -= 1
            if depth >= 0:
                scratch.place[depth] += 1
            continue
        if used >= nodes:
            open_limit = max(open_limit, limit)
            depth -= 1
            if depth >= 0:
                scratch.place[depth] += 1
            continue
        used += 1
        step_down(items, scratch, slot, depth)
        below = depth + 1
        if scratch.base[below] > best:
            value = column_value(items, scratch, slot, below, below)
            if value > best:
                if all_above:
                    if count == found_size.size:
                        return -1, best, used
                else:
                    best = value
                position = count % found_size.size
                for i in range(below):
                    found[position, i] = scratch.chosen[i]
                found_size[position] = below
                found_value[position] = value
                count += 1
            if value == NOTHING:
                scratch.place[depth] += 1
                continue
        if below < rooms and open_node(items, scratch, slot, below, rooms - below, best):
            depth = below
        else:
            scratch.place[depth] += 1
    return count, max(best, open_limit), used
