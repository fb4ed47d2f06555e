"""Every plan made of candidates that could be better than the best known one: slot after slot, depth first.

Each candidate loses something against the bound, and a better plan may lose no more than the gap in all. Columns of
several slots hardly ever keep apart, so the search ends although the products of their numbers are beyond counting.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from barcamp_engine.planning.indexed import Cell
from barcamp_engine.planning.solvers.candidates import Candidates, Prices
from barcamp_engine.planning.solvers.generation import SAFETY
from barcamp_engine.planning.solvers.kernels.joining import Path, Sorted, join_columns
from barcamp_engine.planning.solvers.stopping import Stop

MOST_ITEMS = 62  # bits of a set
MOST_FOUND = 20_000
STEP_SECONDS = 1e-8  # nominal price of one step
LOOK_STEPS = 2_000_000  # between two looks at the clock, about
Choice = tuple[tuple[int, int], ...]
"""A candidate for each slot: (candidate, slot)."""


class Joining:
    """Searches all choices of candidates within the gap. Stoppable; steps are counted."""

    def __init__(self, candidates: Candidates, prices: Prices, workers: int) -> None:
        self.candidates, self.workers = candidates, workers
        reduced, limits, bound = candidates.judge(prices)
        self.gap = bound - candidates.least + SAFETY * int(candidates.slots.sum())
        self.loss = limits[candidates.group] - reduced
        self.steps = 0
        self._sort()

    def run(self, steps: int, stop: Stop) -> list[Choice] | None:
        """Return every choice that may be better; None when steps or time did not suffice."""
        front, last = int(self.columns.starts[0]), int(self.columns.ends[0])
        found = [np.zeros((MOST_FOUND, self.slots.size), np.int64) for _ in range(self.workers)]
        choices: list[Choice] = []
        width = 1
        with ThreadPoolExecutor(self.workers) as threads:
            while front < last:
                if stop.reached():
                    return None
                most = int(min(steps - self.steps, stop.left() / STEP_SECONDS)) if stop.left() < np.inf else steps
                begins = [min(last, front + place * width) for place in range(self.workers + 1)]
                job = [(a, b, most, rows) for a, b, rows in zip(begins, begins[1:], found, strict=False)]
                done = list(threads.map(self._join, job))
                self.steps += sum(used for _, used in done)
                if any(count < 0 for count, _ in done) or self.steps > steps:
                    return None
                choices += [
                    self._choice(rows[k]) for (count, _), rows in zip(done, found, strict=True) for k in range(count)
                ]
                front, longest = begins[-1], max(used for _, used in done)
                width = max(1, min(4 * width, width * LOOK_STEPS // max(1, longest)))
        return choices

    def _join(self, job: tuple[int, int, int, np.ndarray]) -> tuple[int, int]:
        size = self.slots.size + 1
        path = Path(np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size), np.zeros(size))
        least = self.candidates.least + self.candidates.pool.catalogue.constant - SAFETY
        first, last, steps, found = job
        count, used = join_columns(self.columns, path, self.gap, least, first, last, steps, found)
        return int(count), int(used)

    def _choice(self, row: np.ndarray) -> Choice:
        return tuple((int(self.numbers[column]), int(slot)) for column, slot in zip(row, self.slots, strict=True))

    def _sort(self) -> None:
        """Put the classes with few candidates first, and those that lose little."""
        candidates = self.candidates
        groups = [np.nonzero(candidates.group == group)[0] for group in range(candidates.slots.size)]
        starts, ends, slots, is_same, begin = [], [], [], [], 0
        order = sorted(range(len(groups)), key=lambda group: (groups[group].size, group))
        for group in order:
            for place, slot in enumerate(candidates.pool.groups[group]):
                starts.append(begin)
                slots.append(slot)
                is_same.append(place > 0)
                ends.append(begin + groups[group].size)
            begin += groups[group].size
        self.slots = np.array(slots)
        self.numbers = np.concatenate([groups[g][np.argsort(self.loss[groups[g]], kind="stable")] for g in order])
        uses, blocks = self._bits()
        value = candidates.value[self.numbers]
        most = [value[a:b].max(initial=0.0) for a, b in zip(starts, ends, strict=True)]
        required, repeated, times = self._whole()
        self.columns = Sorted(
            starts=np.array(starts),
            ends=np.array(ends),
            is_same=np.array(is_same, np.uint8),
            uses=uses,
            blocks=blocks,
            loss=self.loss[self.numbers],
            value=value,
            most_later=np.append(np.cumsum(most[::-1])[::-1], 0.0),
            required=required,
            repeated=repeated,
            times=times,
        )

    def _bits(self) -> tuple[np.ndarray, np.ndarray]:
        """A proposal takes place in one way: its other items are blocked, and itself unless it is repeated."""
        pool = self.candidates.pool
        bits, session = _bits(pool.items.session.size), pool.items.session
        block = np.array([np.bitwise_or.reduce(bits[session == s]) for s in session])
        block = np.where(pool.catalogue.times > 1, block & ~bits, block)
        sets = self.candidates.items[self.numbers]
        return tuple(np.bitwise_or.reduce(np.append(table, 0)[sets], axis=1) for table in (bits, block))

    def _whole(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the items of each required proposal, and the repeated items with their times."""
        pool = self.candidates.pool
        bits, session, times = _bits(pool.items.session.size), pool.items.session, pool.catalogue.times
        required = [np.bitwise_or.reduce(bits[session == s]) for s in np.nonzero(self.candidates.required)[0]]
        return np.array(required, np.int64), bits[times > 1], times[times > 1].astype(np.int64)


def can_join(candidates: Candidates) -> bool:
    """Whether choices of candidates are plans: long sessions are relaxed to single slots, and bits are limited."""
    pool = candidates.pool
    return pool.items.session.size <= MOST_ITEMS and max(pool.index.length, default=1) == 1


def cells_of(candidates: Candidates, choice: Choice) -> tuple[Cell, ...]:
    """Return the plan of a choice, each set in its best rooms."""
    pool, cells = candidates.pool, []
    for number, slot in choice:
        chosen = tuple(int(item) for item in candidates.items[number] if item < pool.items.session.size)
        pool.assign(slot, chosen)
        rooms = pool.scratch.match[2].copy()
        cells += [(int(pool.items.session[item]), slot, int(rooms[k])) for k, item in enumerate(chosen)]
    return tuple(sorted(cells))


def _bits(count: int) -> np.ndarray:
    return np.left_shift(np.int64(1), np.arange(count, dtype=np.int64))
