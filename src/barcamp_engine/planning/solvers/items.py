"""What can fill a slot: proposals in each way of taking place, as arrays for pricing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from barcamp_engine.planning.indexed import IndexedProblem
from barcamp_engine.planning.solvers.kernels.items import Items, Scratch
from barcamp_engine.planning.solvers.kernels.model import Model


@dataclass(frozen=True)
class Catalogue:
    """The items of a problem. `share[i]` is the part of its proposal that one occurrence uses up.

    `times[i]` is how often the proposal takes place when the item is used; `bonus[i, t]` what an occurrence in slot t
    saves in moves; `constant` the price of moving everything; `full[i, p]` the weight that attending counts.
    """

    items: Items
    times: np.ndarray
    share: np.ndarray
    bonus: np.ndarray
    full: np.ndarray
    constant: float

    def is_split(self, item: int) -> bool:
        """Whether the same wish could be met twice by occurrences of the item."""
        return bool(self.times[item] > 1) and self.items.pull[item] < 1.0


def build_catalogue(index: IndexedProblem, model: Model) -> Catalogue:
    """Return the items: one per proposal and number of occurrences.

    A long proposal is relaxed to single slots that use up and are worth 1 / length of it each: whoever attends it
    gains its weight once and loses all its slots, so per slot the greater of that part and the best other wish is an
    upper bound of what the person gains.
    """
    session, times, pull, share, allowed = [], [], [], [], []
    for s, proposal in enumerate(index.problem.proposals):
        units = slice(int(model.unit_start[s]), int(model.unit_start[s + 1]))
        anywhere = model.allowed[units].max(axis=0)
        if proposal.length > 1:
            rows = [(proposal.length, 1.0, 1.0 / proposal.length, _long_cells(index, s))]
        else:
            once = model.allowed[units.start] if not index.problem.frozen_slots else anywhere
            rows = [(1, 1.0, 1.0, once)]
            rows += [(n, 1.0 / n, 1.0 / n, anywhere) for n in range(2, proposal.max_occurrences + 1)]
        for count, draw, part, cells in rows:
            session.append(s)
            times.append(count)
            pull.append(draw)
            share.append(part)
            allowed.append(cells)
    cells = np.array(allowed, np.uint8)
    marks, weights = _rows(index)
    who = np.array(session, np.int64)
    parts = np.array(share)
    long = np.array([index.length[s] > 1 for s in session])
    full = weights[who] * np.where(long, parts, 1.0)[:, None].astype(np.float32)
    keeps, bonus, room_price = _moves(model, who, np.array(times))
    slots = len(index.problem.slots)
    items = Items(
        session=who,
        pull=np.array(pull, np.float32),
        marks=marks,
        worth=full.copy(),
        price=np.zeros((slots, len(session))),
        allowed=cells,
        open_slot=cells.any(axis=2).astype(np.uint8),
        conflict=model.conflict,
        host_start=model.host_start,
        host_person=model.host_person,
        presence=np.array(model.present, np.float32),
        seats=model.seats,
        capacity=model.capacity,
        keeps_room=keeps,
        room_price=room_price,
        overflow=float(index.problem.weights.overflow),
        most_hosts=float(max((len(those) for those in index.hosts), default=0)),
    )
    constant = index.problem.weights.move_slot * float((model.before_count > 0).sum())
    return Catalogue(items, np.array(times), parts, bonus, full, constant)


def build_scratch(items: Items) -> Scratch:
    """Return buffers for one thread."""
    people, rooms, count = items.marks.shape[1], items.capacity.size, items.session.size
    return Scratch(
        top=np.zeros((rooms + 1, people), np.float32),
        free=np.zeros((rooms + 1, people), np.float32),
        candidate=np.zeros((rooms + 1, count), np.int64),
        score=np.zeros((rooms + 1, count)),
        is_fresh=np.zeros((rooms + 1, count), np.uint8),
        number=np.zeros(rooms + 1, np.int64),
        place=np.zeros(rooms + 1, np.int64),
        base=np.zeros(rooms + 1),
        paid=np.zeros(rooms + 1),
        chosen=np.zeros(rooms + 1, np.int64),
        wished=np.zeros((rooms + 1, people), np.float32),
        share=np.zeros(people, np.float32),
        crowd=np.zeros(rooms + 1),
        pulls=np.zeros(people, np.float32),
        best=np.zeros(people, np.float32),
        audience=np.zeros(rooms + 1),
        cost=np.zeros((rooms + 1, rooms)),
        dual=np.zeros((4, rooms + 2)),
        match=np.zeros((3, rooms + 2), np.int64),
    )


def _rows(index: IndexedProblem) -> tuple[np.ndarray, np.ndarray]:
    marks = np.zeros((len(index.wanters), len(index.wishes)), np.float32)
    weights = np.zeros_like(marks)
    for s, those in enumerate(index.wanters):
        for person, weight in those:
            marks[s, person] = 1.0
            weights[s, person] = weight
    return marks, weights


def _long_cells(index: IndexedProblem, s: int) -> np.ndarray:
    slots, rooms = len(index.problem.slots), len(index.capacity)
    cells = np.zeros((slots, rooms), np.uint8)
    for start, r in index.open_cells[s]:
        cells[start : start + index.length[s], r] = 1
    return cells


def _moves(model: Model, session: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An item that keeps the number of occurrences saves its part of `move_slot` in each old slot."""
    same = model.before_count[session] == times
    keeps = np.where(same[:, None], model.before_room[session], -1).astype(np.int64)
    bonus = np.where(keeps >= 0, model.prices[1] / times[:, None], 0.0)
    return keeps, bonus, model.prices[2] / times
