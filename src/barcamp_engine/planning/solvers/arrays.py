"""From the problem to the arrays of the kernels, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.problem import Proposal
from barcamp_engine.planning.solvers.kernels.model import Model, State
from barcamp_engine.planning.solvers.places import allowed_places, pinned_repeats

REQUIRED_PRICE = 1e6  # a missing required session outweighs every wish, and every move
LEFT_OUT_PRICE = 1e-7  # of any other: among equally good plans the one with more sessions
UNMARKED_PRICE = 1.0  # … and where nobody marked anything and nothing stands, that is the only aim
MOST_LEVELS = 8  # different weights of wishes …
MOST_TIMES = 4  # … and occurrences of a proposal, up to which bits can count


def build_model(index: IndexedProblem, wanted: Iterable[int] = ()) -> Model:
    """Return the arrays; the voting rank lets `wanted` in. Cost: proposals x slots x rooms, plus the marks."""
    problem, proposals = index.problem, index.problem.proposals
    unit_start = [0]
    unit_session: list[int] = []
    for s, proposal in enumerate(proposals):
        unit_session += [s] * (proposal.max_occurrences if proposal.length == 1 else proposal.length)
        unit_start.append(len(unit_session))
    allowed = allowed_places(index, unit_start)
    want = _rows([[person for person, _ in those] for those in index.wanters])
    coupled = [[(w, s) for w, s in those if _may_couple(proposals[s])] for those in index.wishes]
    wish = _rows([[s for _, s in those] for those in coupled])
    host = _rows([list(those) for those in index.hosts])
    seats, order = _seats(index)
    before_room, before_count = _before(index)
    lengths = np.array(index.length)
    fans, rise = _levels(index)
    people, present = len(index.away), _presence(index)
    return Model(
        unit_session=np.array(unit_session, np.int64),
        unit_start=np.array(unit_start, np.int64),
        allowed=allowed,
        open_slot=allowed.any(axis=2).astype(np.uint8),
        conflict=_conflicts(index),
        is_long=(lengths > 1).astype(np.uint8),
        needs_first=pinned_repeats(index),
        want_start=want[0],
        want_person=want[1],
        want_weight=np.array([float(w) for those in index.wanters for _, w in those], np.float64),
        coupled_start=wish[0],
        coupled_session=wish[1],
        coupled_weight=np.array([float(w) for those in coupled for w, _ in those], np.float64),
        host_start=host[0],
        host_person=host[1],
        present=present,
        capacity=np.array(index.capacity, np.float64),
        seats=seats,
        room_order=order,
        frozen=np.array([slot.id in problem.frozen_slots for slot in problem.slots], np.uint8),
        before_room=before_room,
        before_count=before_count,
        penalty=_penalties(index, wanted),
        prices=np.array([problem.weights.overflow, problem.weights.move_slot, problem.weights.move_room], np.float64),
        fans=fans,
        rise=rise,
        others=~_bits(people, index.hosts),
        here=_bits(people, [np.nonzero(row)[0].tolist() for row in present]),
        several=np.array([s for s, proposal in enumerate(proposals) if _may_couple(proposal)], np.int64),
        has_bits=rise.size > 0,
        has_previous=bool(index.previous),
        has_complex=any(map(_may_couple, proposals)),
    )


def build_state(model: Model, seed: int) -> State:
    """Return an empty plan with its buffers. The same seed gives the same search."""
    units, slots, rooms = model.allowed.shape
    people = model.present.shape[1]
    members = np.zeros((slots + 1, max(units, rooms + 1)), np.int64)
    members[slots, :units] = np.arange(units)
    size = np.zeros(slots + 1, np.int64)
    size[slots] = units
    return State(
        unit_slot=np.full(units, slots, np.int64),
        unit_room=np.zeros(units, np.int64),
        held_room=np.zeros(model.penalty.size, np.int64),
        members=members,
        size=size,
        position=np.arange(units, dtype=np.int64),
        count=np.zeros(model.penalty.size, np.int64),
        slot_value=np.zeros(slots),
        row=np.arange(slots, dtype=np.int64),
        top=np.zeros((2 * slots, people if model.has_complex and not model.has_bits else 1)),
        pull=np.zeros(people),
        heaviest=np.zeros(people),
        met=np.zeros((model.rise.size, 2 * slots, model.here.shape[1]), np.uint64),
        idle=np.zeros((2 * slots, model.here.shape[1]), np.uint64),
        planes=np.zeros(16, np.uint64),
        promised=np.zeros(slots + 1),
        stamp=np.zeros(people, np.int64),
        audience=np.zeros(rooms + 1),
        rank=np.zeros(rooms + 1, np.int64),
        cost=np.zeros((rooms + 1, rooms)),
        dual=np.zeros((4, rooms + 2)),
        match=np.zeros((3, rooms + 2), np.int64),
        clock=np.zeros(4, np.int64),
        work=np.zeros(1, np.int64),
        random=np.array([seed * 0x9E3779B97F4A7C15 + 0x243F6A8885A308D3 & (1 << 64) - 1], np.uint64),
        touched=np.zeros(slots + 1, np.int64),
        saved_value=np.zeros(slots + 1),
        saved_row=np.zeros(slots + 1, np.int64),
        saved_room=np.zeros((slots + 1, rooms + 1), np.int64),
        saved_unit=np.zeros((slots + 1, rooms + 1), np.int64),
        saved_size=np.zeros(slots + 1, np.int64),
        spare=np.arange(slots, 2 * slots, dtype=np.int64),
        taken=np.zeros(slots, np.uint8),
        holder=np.zeros(slots, np.int64),
        came_from=np.zeros(slots, np.int64),
        queue=np.zeros(slots, np.int64),
        moved=np.zeros(slots + 3, np.int64),
        moved_from=np.zeros(slots + 3, np.int64),
        gain=np.zeros(people),
        changed=np.zeros(people, np.int64),
        changed_from=np.zeros(people),
        rest=np.zeros(2),
        total=np.zeros(1),
        saved_total=np.zeros(1),
        element_weight=np.zeros(slots + model.penalty.size),
    )


def cells_from(index: IndexedProblem, model: Model, unit_slot: np.ndarray, unit_room: np.ndarray) -> tuple[Cell, ...]:
    """Return the plan in unit arrays as sorted cells; a long proposal by its first slot only."""
    cells = []
    for s in range(len(index.length)):
        units = range(model.unit_start[s], model.unit_start[s + 1])
        placed = [(int(unit_slot[u]), int(unit_room[u])) for u in units if unit_slot[u] < len(index.problem.slots)]
        if index.length[s] > 1:
            placed = placed[:1] if len(placed) == index.length[s] else []
        cells += [(s, t, r) for t, r in placed]
    return tuple(sorted(cells))


def units_from(index: IndexedProblem, model: Model, cells: Iterable[Cell]) -> tuple[np.ndarray, np.ndarray]:
    """Return slot and room of each unit for a plan; occurrences go to the units that allow their cell."""
    slots = len(index.problem.slots)
    unit_slot = np.full(model.unit_session.size, slots, np.int64)
    unit_room = np.zeros_like(unit_slot)
    for s, t, r in sorted(cells, key=lambda cell: int(model.allowed[_units(model, cell[0]), cell[1], cell[2]].sum())):
        first = int(model.unit_start[s])
        if index.length[s] > 1:
            if model.allowed[first, t, r]:
                unit_slot[_units(model, s)] = np.arange(t, t + index.length[s])
                unit_room[_units(model, s)] = r
            continue
        for unit in range(first, model.unit_start[s + 1]):
            if unit_slot[unit] == slots and model.allowed[unit, t, r]:
                unit_slot[unit], unit_room[unit] = t, r
                break
    return unit_slot, unit_room


def _may_couple(proposal: Proposal) -> bool:
    return proposal.max_occurrences > 1 or proposal.length > 1


def _units(model: Model, session: int) -> slice:
    return slice(int(model.unit_start[session]), int(model.unit_start[session + 1]))


def _rows(lists: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    start = np.zeros(len(lists) + 1, np.int64)
    start[1:] = np.cumsum([len(those) for those in lists])
    return start, np.array([item for those in lists for item in those], np.int64)


def _levels(index: IndexedProblem) -> tuple[np.ndarray, np.ndarray]:
    """Return for each weight of wishes, rising, who wants each proposal at least so much, and what it adds."""
    people, count = len(index.wishes), len(index.wanters)
    weights = sorted({float(weight) for those in index.wanters for _, weight in those})
    times = max((proposal.max_occurrences for proposal in index.problem.proposals), default=1)
    if len(weights) > MOST_LEVELS or times > MOST_TIMES or min(weights, default=0) <= 0:
        weights = []
    fans = [_bits(people, [[p for p, w in those if w >= least] for those in index.wanters]) for least in weights]
    return np.array(fans, np.uint64).reshape(len(weights), count, _words(people)), np.diff(np.array([0.0, *weights]))


def _bits(people: int, rows: Sequence[Iterable[int]]) -> np.ndarray:
    """Return the people of each row as bits of 64-bit words."""
    flags = np.zeros((len(rows), 64 * _words(people)), np.uint8)
    for row, those in enumerate(rows):
        flags[row, list(those)] = 1
    return np.packbits(flags, axis=1, bitorder="little").view(np.uint64)


def _words(people: int) -> int:
    return max(1, -(-people // 64))


def _presence(index: IndexedProblem) -> np.ndarray:
    present = np.ones((len(index.problem.slots), len(index.away)), np.uint8)
    for person, away in enumerate(index.away):
        while away:
            t = away.bit_length() - 1
            present[t, person] = 0
            away ^= 1 << t
    return present


def _conflicts(index: IndexedProblem) -> np.ndarray:
    count = len(index.hosts)
    conflict = np.eye(count, dtype=np.uint8)
    by_host: dict[int, list[int]] = {}
    for s, hosts in enumerate(index.hosts):
        for host in hosts:
            by_host.setdefault(host, []).append(s)
    for those in by_host.values():
        conflict[np.ix_(those, those)] = 1  # what `share_a_host` says of each pair, at once
    return conflict


def _seats(index: IndexedProblem) -> tuple[np.ndarray, np.ndarray]:
    slots, rooms = len(index.problem.slots), len(index.problem.rooms)
    seats = np.full((slots, rooms), -1.0)
    order = np.zeros((slots, rooms), np.int64)
    falling = sorted(range(rooms), key=lambda r: -index.capacity[r])
    for t in range(slots):
        usable = [r for r in falling if (t, r) not in index.blocked]
        seats[t, : len(usable)] = [index.capacity[r] for r in usable]
        order[t, : len(usable)] = usable
    return seats, order


def _before(index: IndexedProblem) -> tuple[np.ndarray, np.ndarray]:
    """Return where each proposal stood and in how many slots, counting what ran on beyond the last one.

    A session that stood twice and has since become a long one has so moved wherever it goes.
    """
    slots = len(index.problem.slots)
    longest = max(index.length, default=1)
    room = np.full((len(index.length), slots + longest), -1, np.int64)
    for s, start, r in index.previous:
        for t in index.slots_covered(s, start):
            room[s, t] = r
    return room[:, :slots].copy(), (room >= 0).sum(axis=1).astype(np.int64)


def _penalties(index: IndexedProblem, wanted: Iterable[int]) -> np.ndarray:
    """A missing required session outweighs every wish; among ranked ones the better ranked weighs more."""
    is_worth_something = any(index.wanters) or bool(index.previous)
    penalty = np.full(len(index.length), LEFT_OUT_PRICE if is_worth_something else UNMARKED_PRICE)
    moves = 2 * max(index.problem.weights.move_slot, index.problem.weights.move_room) * len(index.previous)
    required = max(REQUIRED_PRICE, moves)
    for s, proposal in enumerate(index.problem.proposals):
        if proposal.is_required:
            penalty[s] = required
    for place, s in enumerate(reversed(list(wanted))):
        penalty[s] = required * (1 + place / 10_000)
    return penalty
