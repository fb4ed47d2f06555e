"""Finding every column that a better plan could use: branch and bound, class by class, with all above a threshold.

At valid prices a plan worth more than the best known one can only use columns whose reduced value is within the gap of
the best column of their slot (Baldacci, Christofides and Mingozzi 2008, section 4). A class that is done has an exact
limit, which narrows the gap for the next.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from barcamp_engine.planning.solvers.attendance import Attendance, attendance_of, given_back, split_items
from barcamp_engine.planning.solvers.candidates import Candidates, Prices
from barcamp_engine.planning.solvers.generation import EVERY, SAFETY, Generation
from barcamp_engine.planning.solvers.items import build_scratch
from barcamp_engine.planning.solvers.kernels.pricing import price_slot
from barcamp_engine.planning.solvers.stopping import Stop

FIRST_NODES = 100_000  # of an enumeration; each further try takes GROWTH times as many
GROWTH = 8
MOST_CANDIDATES = 600_000  # of a class; more take too long to look at again and again …
MOST_IN_ALL = 2_000_000  # … and too much memory


@dataclass(frozen=True)
class Found:
    """The columns of one class within the gap."""

    sets: np.ndarray  # [N, R] int16, the number of items where there is none
    value: np.ndarray  # [N] at the prices of the search
    least: float  # all others are worth no more

    @property
    def limit(self) -> float:
        """Return a limit on every column of the class."""
        return float(self.value.max(initial=self.least)) + SAFETY


class Enumeration:
    """Finds all columns within the gap, class by class, as far as nodes and time go."""

    def __init__(self, generation: Generation, least: float, nodes: int, stop: Stop) -> None:
        self.generation, self.least, self.stop = generation, least, stop
        self.pool = generation.pool
        self.nodes = nodes
        self.limits = np.array(generation.limits)
        self.slots = np.array([len(slots) for slots in self.pool.groups])
        self.rate = 1.0 / generation.node_seconds

    def run(self) -> Candidates | None:
        """Return all candidates, or None when they are too many or time ran out."""
        generation, pool = self.generation, self.pool
        if generation.centre is None:
            return None
        self.prices = np.concatenate([generation.centre, np.zeros(len(pool.master.rows) - generation.centre.size)])
        self.base = pool.set_prices(self.prices)
        order = sorted(range(len(pool.groups)), key=lambda group: (generation.pricers[group].last, group))
        found: dict[int, Found] = {}
        with ThreadPoolExecutor(generation.workers) as threads:
            for first in range(0, len(order), generation.workers):
                batch = order[first : first + generation.workers]
                gap = self.bound - self.least
                results = list(threads.map(self._find, batch, [gap] * len(batch)))
                for group, result in zip(batch, results, strict=True):
                    if result is None:
                        return None
                    found[group] = result
                    self.limits[group] = min(self.limits[group], result.limit)
                if sum(part.value.size for part in found.values()) > MOST_IN_ALL or self.stop.reached():
                    return None
        return self._gather(found)

    @property
    def bound(self) -> float:
        """Return the bound with the limits so far."""
        return self.base + SAFETY + float(self.limits @ self.slots)

    def _find(self, group: int, gap: float) -> Found | None:
        """Enumerate a class with more and more nodes: whether it is worth going on is seen from the clock between."""
        items, slot = self.pool.items, self.pool.groups[group][0]
        rooms, scratch = items.capacity.size, build_scratch(items)
        found = np.empty((MOST_CANDIDATES, rooms + 1), np.int64)
        size, value = np.zeros(MOST_CANDIDATES, np.int64), np.zeros(MOST_CANDIDATES)
        threshold = float(self.limits[group]) - gap - 2 * SAFETY
        nodes = FIRST_NODES
        while nodes < self.nodes * GROWTH and not self.stop.reached():
            most, before = min(nodes, self.nodes), self.stop.left()
            if before < most / self.rate:
                return None
            count, _, used = price_slot(items, scratch, slot, threshold, True, most, EVERY, found, size, value)
            self.generation.nodes += int(used)
            if 0.0 < before - self.stop.left() < np.inf and used > FIRST_NODES / 2:
                self.rate = used / (before - self.stop.left())
            if count < 0:
                return None
            if used < most:
                has_item = np.arange(rooms)[None, :] < size[:count, None]
                sets = np.where(has_item, found[:count, :rooms], items.session.size).astype(np.int16)
                return Found(sets, value[:count].copy(), max(0.0, threshold))
            nodes *= GROWTH
        return None

    def _gather(self, found: dict[int, Found]) -> Candidates:
        """Put the classes together, each with the empty set, and give all prices back."""
        pool, items = self.pool, self.pool.items
        order = sorted(found)
        empty = np.full((1, items.capacity.size), items.session.size, np.int16)
        group = np.concatenate([np.full(found[g].value.size + 1, g, np.int16) for g in order])
        sets = np.concatenate([part for g in order for part in (found[g].sets, empty)])
        value = np.concatenate([part for g in order for part in (found[g].value, np.zeros(1))])
        slot = np.array([slots[0] for slots in pool.groups])[group]
        back = np.hstack([items.price + pool.catalogue.bonus.T, np.zeros((items.price.shape[0], 1))])
        for place in range(sets.shape[1]):
            value += back[slot, sets[:, place]]
        value += given_back(pool, sets, slot)
        attendance = [attendance_of(pool, item, sets, slot) for item in split_items(pool)]
        return Candidates(pool, self.least, self.bound, group, sets, value, attendance, self._start(attendance))

    def _start(self, attendance: list[Attendance]) -> Prices:
        """Return the prices of the search."""
        pool, prices = self.pool, self.prices
        own = prices[pool.proposal_rows]
        required = [proposal.is_required for proposal in pool.index.problem.proposals]
        people = []
        for those in attendance:
            rows = [pool.person_rows.get((those.item, int(person))) for person in those.people]
            paid = np.array([0.0 if row is None else float(prices[row]) for row in rows])
            people.append(np.clip(paid, 0.0, those.most))
        return Prices(np.where(required, own, np.maximum(own, 0.0)), people, np.zeros(0))
