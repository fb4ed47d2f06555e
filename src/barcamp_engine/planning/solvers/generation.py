"""The bound: column generation with prices held steady, and Lagrangian rounding.

Any prices give a valid bound: the prices of all proposals plus, slot by slot, the best column at these prices
(Geoffrion 1974, "Lagrangean relaxation for integer programming"). The linear programme proposes prices (Gilmore and
Gomory 1961); they are mixed with the best ones so far, which needs far fewer rounds (Wentges 1997). Overflow, moves
and repeats are inside the values, so it is a bound on J.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from barcamp_engine.planning.solvers.columns import ColumnPool
from barcamp_engine.planning.solvers.items import build_scratch
from barcamp_engine.planning.solvers.kernels.pricing import Items, price_slot
from barcamp_engine.planning.solvers.stopping import Stop

SAFETY = 2e-4  # rounding of single precision sums, in wishes; added to every bound
STEADY = 0.5  # weight of the best prices so far
SLACK = 0.5  # wishes below the best known column from which new ones are still collected
PATIENCE = 5  # rounds of quick, incomplete searches before thorough ones
KEEP = 48  # columns remembered per slot and round


@dataclass
class Pricer:
    """Searches one class of slots for columns, with buffers of its own."""

    pool: ColumnPool
    group: int

    def __post_init__(self) -> None:
        rooms = self.pool.items.capacity.size
        self.scratch = build_scratch(self.pool.items)
        self.found = np.zeros((KEEP, rooms + 1), np.int64)
        self.size = np.zeros(KEEP, np.int64)
        self.value = np.zeros(KEEP)
        self.used = 0

    def search(self, threshold: float, nodes: int) -> tuple[list[tuple[int, ...]], float]:
        """Return columns worth more than the threshold and a bound on every column of the class."""
        slot = self.pool.groups[self.group][0]
        at_root = sharpen_credit(self.pool.items, slot)
        count, limit, self.used = price_slot(
            self.pool.items, self.scratch, slot, threshold, False, nodes, self.found, self.size, self.value
        )
        sets = [tuple(sorted(int(i) for i in self.found[k, : self.size[k]])) for k in range(min(count, self.size.size))]
        return sets, max(0.0, threshold, min(float(limit), at_root + SAFETY))  # a slot may stay empty


def node_seconds(items: Items) -> float:
    """Return the nominal price of one node: a fixed formula, fitted on one machine, the same on all."""
    return 3e-7 + 1.2e-10 * items.session.size * items.marks.shape[1]


def sharpen_credit(items: Items, slot: int, rounds: int = 60) -> float:
    """Improve the credits of a slot by subgradient steps on the bound at the root; return that bound."""
    open_items = np.nonzero(items.open_slot[:, slot])[0]
    if not open_items.size:
        return 0.0
    worth, price = items.worth[open_items], items.price[slot, open_items]
    here, rooms = items.presence[slot], items.capacity.size
    credit = items.credit[slot].copy()
    best, least, step = credit, np.inf, np.float32(0.3)
    for _ in range(rounds):
        above = np.maximum(worth - credit, np.float32(0.0))
        gain = above @ here - price
        order = np.argsort(-gain)[:rooms]
        order = order[gain[order] > 0]
        limit = float(here @ credit + gain[order].sum())
        if limit < least:
            best, least = credit, limit
        credit = np.maximum(credit - step * here * (1 - (above[order] > 0).sum(axis=0)), 0.0).astype(np.float32)
        step *= np.float32(0.95)
    items.credit[slot] = best
    return float(least)


class Generation:
    """Column generation that can be continued. `best` is the least bound proven so far."""

    def __init__(self, pool: ColumnPool, workers: int) -> None:
        self.pool = pool
        self.workers = workers
        self.pricers = [Pricer(pool, group) for group in range(len(pool.groups))]
        self.best = np.inf
        self.value = -np.inf
        self.centre: np.ndarray | None = None
        self.rounds = 0
        self.nodes = 0
        self.is_complete = False
        self.node_seconds = node_seconds(pool.items)
        self.limits: list[float] = []

    def run(self, stop: Stop, nodes: int, work: int, target: float) -> None:
        """Generate until no column is missing, the bound meets `target`, or `work` nodes are used.

        `nodes` limits one search; a limited search still gives a valid bound, only a weaker one.
        """
        effort = min(2000, nodes)
        with ThreadPoolExecutor(self.workers) as threads:
            while not self.is_complete and not stop.reached() and self.nodes < work and self.best > target:
                self.value, prices = self.pool.master.solve()
                self.value -= self.pool.catalogue.constant
                mixed = self._mix(prices)
                added, exact = self._round(mixed, effort, threads, stop)
                if not added and mixed is not prices:
                    added, exact = self._round(prices, effort, threads, stop)
                if not added:
                    self.is_complete = exact or self.best <= self.value + 2 * SAFETY
                    if effort >= nodes:
                        return
                if not exact and (not added or self.rounds > PATIENCE):
                    effort = min(nodes, effort * 5)

    def affordable(self, stop: Stop, nodes: int) -> int:
        """Return how many nodes one search may use before the clock runs out."""
        left = stop.left()
        return nodes if left == np.inf else max(1, min(nodes, int(left / self.node_seconds)))

    def _mix(self, prices: np.ndarray) -> np.ndarray:
        if self.centre is None:
            return prices
        centre = np.concatenate([self.centre, np.zeros(prices.size - self.centre.size)])
        return STEADY * centre + (1 - STEADY) * prices

    def _round(self, prices: np.ndarray, effort: int, threads: ThreadPoolExecutor, stop: Stop) -> tuple[int, bool]:
        """Price every class once; return how many columns are new, and whether every search was complete."""
        self.rounds += 1
        pool = self.pool
        base = pool.set_prices(prices)
        known = pool.master.worth_at(np.where(_is_group(pool, prices.size), 0.0, prices))
        group = np.array([column.group for column in pool.columns])
        starts = [max(0.0, float(known[group == g].max(initial=0.0))) for g in range(len(self.pricers))]
        results = list(
            threads.map(
                lambda job: job[0].search(job[1] - SLACK, self.affordable(stop, effort)),
                zip(self.pricers, starts, strict=True),
            )
        )
        bound = base + SAFETY
        exact = True
        fresh = len(pool.columns)
        for pricer, (sets, limit) in zip(self.pricers, results, strict=True):
            bound += limit * len(pool.groups[pricer.group])
            exact = exact and pricer.used < effort
            self.nodes += pricer.used
            for chosen in sets:
                pool.add(pricer.group, chosen)
        if bound < self.best:
            self.best = bound
            self.centre = prices
            self.limits = [limit for _, limit in results]
        return len(pool.columns) - fresh, exact


def _is_group(pool: ColumnPool, size: int) -> np.ndarray:
    flags = np.zeros(size, bool)
    flags[pool.group_rows] = True
    return flags
