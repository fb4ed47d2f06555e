"""Every column that a better plan could use, in memory: prices are tried on all of them by looking at each.

A set without any item is a candidate as well: a slot may stay empty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from barcamp_engine.planning.solvers.attendance import Attendance
from barcamp_engine.planning.solvers.columns import ColumnPool
from barcamp_engine.planning.solvers.cuts import Cut
from barcamp_engine.planning.solvers.generation import SAFETY


@dataclass(frozen=True)
class Prices:
    """Of proposals, of the people of each repeated item, and of cuts; none below 0 but those of required proposals."""

    proposals: np.ndarray
    people: list[np.ndarray]
    cuts: np.ndarray


@dataclass
class Candidates:
    """N columns of G classes with what they are worth without prices of proposals, and the cuts they pay for."""

    pool: ColumnPool
    least: float  # value of the best known plan
    bound: float
    group: np.ndarray  # [N]
    items: np.ndarray  # [N, R] the number of items where there is none
    value: np.ndarray  # [N]
    attendance: list[Attendance]
    prices: Prices  # the last ones tried

    def __post_init__(self) -> None:
        self.slots = np.array([len(slots) for slots in self.pool.groups])
        self.cuts: list[Cut] = []
        self.hits: list[np.ndarray] = []  # per cut the candidates that pay
        self.exact: dict[int, float] = {}  # values asked for, once no more candidates are dropped
        self.required = np.array([proposal.is_required for proposal in self.pool.index.problem.proposals])

    @property
    def size(self) -> int:
        """Return how many are left."""
        return self.value.size

    def add_cut(self, cut: Cut) -> None:
        """Let the candidates with two members of a cut pay from now on."""
        self.cuts.append(cut)
        self.hits.append(np.nonzero(self.count_members(cut) >= 2)[0].astype(np.int32))

    def count_members(self, cut: Cut) -> np.ndarray:
        """Return how many single sessions of a cut each candidate holds."""
        catalogue = self.pool.catalogue
        single = (catalogue.share == 1.0) & np.isin(self.pool.items.session, cut)
        slots = np.isin(np.arange(self.slots.size) + self.required.size, cut)
        return np.append(single, False)[self.items].sum(axis=1) + slots[self.group]

    def keep_cuts(self, is_kept: np.ndarray) -> None:
        """Forget the other cuts."""
        self.cuts = [cut for cut, kept in zip(self.cuts, is_kept, strict=True) if kept]
        self.hits = [hit for hit, kept in zip(self.hits, is_kept, strict=True) if kept]

    def reduced(self, prices: Prices) -> np.ndarray:
        """Return what each is worth minus the prices of its proposals, people and cuts."""
        price = np.append(prices.proposals[self.pool.items.session] * self.pool.catalogue.share, 0.0)
        left = self.value - price[self.items].sum(axis=1)
        for those, paid in zip(self.attendance, prices.people, strict=True):
            left[those.where] -= those.attends @ paid - self.pool.catalogue.share[those.item] * paid.sum()
        for hit, penalty in zip(self.hits, prices.cuts, strict=True):
            if penalty > 0.0:
                left[hit] -= penalty
        return left

    def limits(self, reduced: np.ndarray) -> np.ndarray:
        """Return the greatest reduced value of each class; nothing at all is worth 0."""
        most = np.zeros(self.slots.size)
        np.maximum.at(most, self.group, reduced)
        return most

    def judge(self, prices: Prices) -> tuple[np.ndarray, np.ndarray, float]:
        """Return reduced values, limits of the classes, and the bound on every better plan at valid prices."""
        reduced = self.reduced(prices)
        limits = self.limits(reduced)
        base = float(prices.proposals.sum() + prices.cuts.sum()) - self.pool.catalogue.constant
        return reduced, limits, base + float(limits @ self.slots) + SAFETY

    def drop(self, reduced: np.ndarray, limits: np.ndarray, bound: float) -> np.ndarray | None:
        """Drop what no plan better than the known one can use; return the new number of each (-1: none)."""
        self.bound = min(self.bound, bound)
        keep = reduced >= limits[self.group] - (bound - self.least) - SAFETY
        left = int(keep.sum())
        if left > 0.95 * self.size:
            return None
        numbers = np.where(keep, np.cumsum(keep) - 1, -1).astype(np.int32)
        self.group, self.items, self.value = self.group[keep], self.items[keep], self.value[keep]
        self.hits = [numbers[hit][keep[hit]] for hit in self.hits]
        for those in self.attendance:
            those.keep(keep, numbers)
        return numbers

    def chosen(self, number: int) -> tuple[int, ...]:
        """Return the items of a candidate."""
        return tuple(sorted(int(item) for item in self.items[number] if item < self.pool.items.session.size))

    def worth(self, numbers: list[int]) -> float:
        """Return what a choice of candidates is worth at most, once everybody has paid back, in double precision."""
        total = sum(self._exact(number) for number in numbers) - self.pool.catalogue.constant
        for those in self.attendance:
            rows = those.attends[np.isin(those.where, numbers)]
            twice = np.maximum(rows.sum(axis=0) - 1.0, 0.0)
            total -= float((those.most * twice).sum())
        return total

    def _exact(self, number: int) -> float:
        if number not in self.exact:
            value, _ = self.pool.judge(self.pool.groups[self.group[number]][0], self.chosen(number), in_full=True)
            self.exact[number] = -np.inf if value is None else value
        return self.exact[number]
