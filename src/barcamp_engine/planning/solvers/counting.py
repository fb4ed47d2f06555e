"""A bound by counting: wishes against cells, and everybody's free slots against what they host. Milliseconds.

Nobody attends more than their wishes that take place, nor more than fit into the slots in which they are present
and do not host. Whatever part of each person is counted the first way and the rest the second, what is left is to
choose the proposals that take place, and a fractional knapsack of the cells bounds that (Dantzig 1957,
"Discrete-variable extremum problems"). Subgradient steps choose the parts (Held, Wolfe and Crowder 1974). It knows
nothing of who collides with whom, and counts wishes alone: overflow and moves only make a plan worth less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from barcamp_engine.planning.indexed import IndexedProblem

STEPS = 60
FIRST_STEP = 2.0  # how far the part of the person furthest off changes
FADING = 0.95
SAFETY = 1e-6  # rounding, in wishes per wish of the bound


@dataclass(frozen=True)
class Count:
    """Marks and hosts as lists of equal length, and what is known of each person and proposal."""

    wanted: np.ndarray  # proposal of each mark
    wanting: np.ndarray  # person of each mark
    weight: np.ndarray  # of each mark
    hosted: np.ndarray  # proposal of each (proposal, host)
    hosting: np.ndarray  # host of each
    personal: np.ndarray  # most a person can attend in the slots present
    last: np.ndarray  # weight of the wish in the last of these slots, 0 when one stays empty
    length: np.ndarray
    may_stand: np.ndarray
    cells: int

    def value(self, part: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the bound when `part` of each person is counted by slots, and how far each proposal takes place."""
        gain = np.bincount(self.wanted, self.weight * (1.0 - part[self.wanting]), self.length.size)
        gain -= np.bincount(self.hosted, (part * self.last)[self.hosting], self.length.size)
        placed = self._fill(gain)
        return float(part @ self.personal + gain @ placed), placed

    def slope(self, placed: np.ndarray) -> np.ndarray:
        """Return how the bound changes with each person's part."""
        by_wishes = np.bincount(self.wanting, self.weight * placed[self.wanted], self.personal.size)
        busy = np.bincount(self.hosting, placed[self.hosted], self.personal.size)
        return self.personal - self.last * busy - by_wishes

    def _fill(self, gain: np.ndarray) -> np.ndarray:
        """Return the best fractional choice of proposals for the cells: by gain per cell."""
        placed = np.zeros(gain.size)
        order = np.argsort(-gain / self.length, kind="stable")
        order = order[(gain[order] > 0.0) & self.may_stand[order]]
        before = np.cumsum(self.length[order]) - self.length[order]
        placed[order] = np.clip((self.cells - before) / self.length[order], 0.0, 1.0)
        return placed


def counting_bound(index: IndexedProblem) -> float:
    """Return a bound on the attended wishes of every plan, and so on its value. Required proposals may be out, too."""
    if not any(index.wishes):
        return 0.0
    count = _count(index)
    part = np.where(count.personal < np.bincount(count.wanting, count.weight, count.personal.size), 1.0, 0.0)
    is_open = count.last > 0.0
    least, step = np.inf, FIRST_STEP
    for _ in range(STEPS):
        bound, placed = count.value(part)
        least = min(least, bound)
        slope = np.where(is_open, count.slope(placed), 0.0)
        part = np.clip(part - step * slope / max(1.0, float(np.abs(slope).max())), 0.0, 1.0)
        step *= FADING
    least *= 1.0 + SAFETY
    return float(np.floor(least)) if np.all(count.weight == np.round(count.weight)) else least


def _count(index: IndexedProblem) -> Count:
    slots = len(index.problem.slots)
    marks = [(s, person, weight) for person, wishes in enumerate(index.wishes) for weight, s in wishes]
    hosts = [(s, host) for s, those in enumerate(index.hosts) for host in those]
    personal, last = np.zeros(len(index.wishes)), np.zeros(len(index.wishes))
    for person, (wishes, away) in enumerate(zip(index.wishes, index.away, strict=True)):
        free = slots - away.bit_count()
        heaviest = sorted((weight for weight, _ in wishes), reverse=True)[:free]
        personal[person] = sum(heaviest)
        last[person] = heaviest[-1] if heaviest and len(heaviest) == free else 0.0
    stood = {s for s, _, _ in index.previous}
    return Count(
        wanted=np.array([s for s, _, _ in marks], np.int64),
        wanting=np.array([person for _, person, _ in marks], np.int64),
        weight=np.array([weight for _, _, weight in marks], np.float64),
        hosted=np.array([s for s, _ in hosts], np.int64),
        hosting=np.array([host for _, host in hosts], np.int64),
        personal=personal,
        last=last,
        length=np.array(index.length, np.int64),
        may_stand=np.array([bool(index.open_cells[s]) or s in stood for s in range(len(index.length))]),
        cells=_cells(index),
    )


def _cells(index: IndexedProblem) -> int:
    """Return how many cells can hold something: those not blocked, or taken by the plan that stands."""
    taken = {(t, r) for s, start, r in index.previous for t in index.slots_covered(s, start)}
    return len(index.problem.slots) * len(index.problem.rooms) - len(index.blocked - taken)
