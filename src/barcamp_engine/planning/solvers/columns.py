"""Columns: sets of items that can share a slot, with their value, for the bound and the proof.

Slots in which the same people are present, the same cells are open and nothing was planned before are one class:
what fits into one fits into all, and a column is priced once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.solvers.items import build_catalogue, build_scratch
from barcamp_engine.planning.solvers.kernels.model import Model
from barcamp_engine.planning.solvers.kernels.rooms import FORBIDDEN, assign_rooms
from barcamp_engine.planning.solvers.master import Master, Row

MISSING_PRICE = 1e5  # of a required proposal that the columns at hand cannot place


@dataclass(frozen=True, slots=True)
class Column:
    """Items in a class of slots, and what they are worth there without any price (given who attends what)."""

    group: int
    items: tuple[int, ...]
    value: float


class ColumnPool:
    """All columns found so far, with the programme over them.

    Rows: one per proposal (used up at most once, exactly once if required), one per class of slots, one per person
    and repeated proposal (attended at most once; it could be counted twice otherwise, at the price of its weight).
    """

    def __init__(self, index: IndexedProblem, model: Model) -> None:
        self.index = index
        self.catalogue = build_catalogue(index, model)
        self.items = self.catalogue.items
        self.scratch = build_scratch(self.items)
        self.groups = self._classes(model)
        self.group_of = {slot: number for number, slots in enumerate(self.groups) for slot in slots}
        self.columns: list[Column] = []
        self.known: set[tuple[int, tuple[int, ...], bytes]] = set()
        self.master = Master()
        self.proposal_rows = [
            self.master.add_row(Row(1.0, p.is_required, MISSING_PRICE if p.is_required else None))
            for p in index.problem.proposals
        ]
        self.group_rows = [self.master.add_row(Row(float(len(slots)))) for slots in self.groups]
        self.person_rows: dict[tuple[int, int], int] = {}
        self.item_of = {
            (int(s), int(n)): i for i, (s, n) in enumerate(zip(self.items.session, self.catalogue.times, strict=True))
        }

    def add_plan(self, cells: Iterable[Cell]) -> None:
        """Use the slots of a plan as columns."""
        for slot, chosen in self.split_plan(cells):
            self.add(self.group_of[slot], chosen)

    def split_plan(self, cells: Iterable[Cell]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield each slot that is used with its items."""
        lines = [(s, t) for s, start, _ in cells for t in self.index.slots_covered(s, start)]
        count: dict[int, int] = {}
        for s, _ in lines:
            count[s] = count.get(s, 0) + 1
        for slot in sorted({t for _, t in lines}):
            yield slot, tuple(sorted(self.item_of[s, count[s]] for s, t in lines if t == slot))

    def add(self, group: int, chosen: tuple[int, ...], in_full: bool = False) -> bool:
        """Add a column unless it is known or has no rooms; see `judge`."""
        cost, top = self.judge(self.groups[group][0], chosen, in_full)
        split = [item for item in chosen if self.catalogue.is_split(item)]
        attending = np.nonzero(np.isin(top, split))[0].tobytes() if split else b""
        if cost is None or (group, chosen, attending) in self.known:
            return False
        self.known.add((group, chosen, attending))
        entries = [(self.group_rows[group], 1.0)]
        for item in chosen:
            share = float(self.catalogue.share[item])
            entries.append((self.proposal_rows[self.items.session[item]], share))
            if self.catalogue.is_split(item):
                for person in np.nonzero(self.items.marks[self.items.session[item]])[0]:
                    attends = 1.0 if top[person] == item else 0.0
                    entries.append((self._person_row(item, int(person)), attends - share))
        self.master.add_column(cost, entries)
        self.columns.append(Column(group, chosen, cost))
        return True

    def set_prices(self, prices: np.ndarray) -> float:
        """Write the prices of rows into the items; return the part of the Lagrangian bound without columns."""
        items, catalogue = self.items, self.catalogue
        duals = prices[self.proposal_rows]
        np.copyto(items.worth, catalogue.full)
        kept = np.zeros(items.session.size)
        for (item, person), row in self.person_rows.items():
            price = max(0.0, prices[row])
            items.worth[item, person] -= price
            kept[item] += price * catalogue.share[item]
        np.maximum(items.worth, 0.0, out=items.worth)
        required = [proposal.is_required for proposal in self.index.problem.proposals]
        duals = np.where(required, duals, np.maximum(duals, 0.0))
        items.price[:] = (duals[items.session] * catalogue.share - kept)[None, :] - catalogue.bonus.T
        return float(duals.sum()) - catalogue.constant

    def judge(self, slot: int, chosen: tuple[int, ...], in_full: bool = False) -> tuple[float | None, np.ndarray]:
        """Return the value of a set in a slot (None: no rooms) and which item each person attends there.

        With `in_full` repeated items are attended whatever the prices: what no plan can exceed, for a proof.
        """
        free = self._free(slot, chosen)
        cost = self.assign(slot, chosen)
        full = self.catalogue.full[list(chosen)].astype(np.float64)
        split = np.array([self.catalogue.is_split(item) for item in chosen])
        if not chosen:
            return 0.0, np.full(free.size, -1)
        worth = full if in_full else self.items.worth[list(chosen)]
        best = np.argmax(worth - split[:, None] * 1e-3, axis=0)
        won = np.take_along_axis(full, best[None, :], axis=0)[0]
        top = np.where((won > 0) & (free > 0), np.array(chosen)[best], -1)
        if cost is None:
            return None, top
        return float(won @ free) + cost + sum(float(self.catalogue.bonus[item, slot]) for item in chosen), top

    def assign(self, slot: int, chosen: tuple[int, ...]) -> float | None:
        """Return minus the priced overflow of a set with its best rooms (left in `scratch.match[2]`), None without."""
        items, these = self.items, list(chosen)
        pulls = items.marks[items.session[these]].astype(np.float64) * items.pull[these, None]
        share = self._free(slot, chosen) / np.maximum(1.0, pulls.sum(axis=0))
        excess = np.maximum((pulls @ share)[:, None] - items.capacity[None, :], 0.0) * items.overflow
        keeps = items.keeps_room[these, slot][:, None]
        moved = (keeps >= 0) & (keeps != np.arange(items.capacity.size)[None, :])
        cost = np.where(items.allowed[these, slot] == 1, excess + moved * items.room_price[these, None], FORBIDDEN)
        total = assign_rooms(cost, len(these), items.capacity.size, self.scratch.dual, self.scratch.match)
        return None if total >= FORBIDDEN else -float(total)

    def _free(self, slot: int, chosen: tuple[int, ...]) -> np.ndarray:
        items = self.items
        free = items.presence[slot].astype(np.float64)
        for item in chosen:
            s = items.session[item]
            free[items.host_person[items.host_start[s] : items.host_start[s + 1]]] = 0.0
        return free

    def _person_row(self, item: int, person: int) -> int:
        key = (item, person)
        if key not in self.person_rows:
            self.person_rows[key] = self.master.add_row(Row(0.0, price=self.least_loss(item, person)))
        return self.person_rows[key]

    def least_loss(self, item: int, person: int) -> float:
        """Return the least a person loses by attending an item once less: its weight minus the next smaller wish."""
        weight = float(self.catalogue.full[item, person])
        return weight - max((float(w) for w, _ in self.index.wishes[person] if w < weight), default=0.0)

    def _classes(self, model: Model) -> list[list[int]]:
        found: dict[bytes, list[int]] = {}
        for t in range(model.frozen.size):
            parts = (self.items.presence[t], self.items.allowed[:, t], self.items.keeps_room[:, t])
            found.setdefault(b"".join(part.tobytes() for part in parts), []).append(t)
        return list(found.values())
