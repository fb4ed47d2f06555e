"""The bound: column generation with prices held steady, then a limit on every slot, halved again and again.

Any prices give a valid bound: the prices of all proposals plus, slot by slot, a limit on the best column at these
prices (Geoffrion 1974, "Lagrangean relaxation for integer programming"). The linear programme proposes prices
(Gilmore and Gomory 1961); columns are found by local search, at prices mixed with the best ones so far (Wentges
1997). When it finds none, branch and bound shows slot by slot that no column is worth more than the best known one
plus a margin; each half margin takes about four times the work, and the bound is valid after each. Overflow, moves
and repeats are inside the values, so it is a bound on J.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from barcamp_engine.planning.solvers.columns import ColumnPool
from barcamp_engine.planning.solvers.items import build_scratch
from barcamp_engine.planning.solvers.kernels.climbing import climb
from barcamp_engine.planning.solvers.kernels.items import Items
from barcamp_engine.planning.solvers.kernels.pricing import price_slot
from barcamp_engine.planning.solvers.master import Master
from barcamp_engine.planning.solvers.stopping import Stop

SAFETY = 2e-4  # rounding of single precision sums, in wishes; added to every bound
STEADY = 0.5  # weight of the best prices so far
STARTS = 3  # best known columns of a class from which local search sets out …
MOST_STARTS = 18  # … and from so many, as long as it finds nothing better
FEW = 500  # nodes; what a first search may take
LEAST_STEP = 0.1  # halvings; less is not worth a search
NARROW = 0.1  # wishes; a margin below is halved no more but closed
CLIMB_SHARE = 0.45  # of the work and of the time may go into local search
CLOSE = 0.003  # of the value; better prices are not worth looking for when estimate and programme are so close
RESTART_SHARE = 0.25  # of the work, after which better columns no longer change the prices at once
EVERY = 1_000_000  # candidates of a set
KEEP = 48  # columns remembered per slot and round


@dataclass
class Pricer:
    """Searches one class of slots for columns, with buffers of its own."""

    pool: ColumnPool
    group: int

    def __post_init__(self) -> None:
        rooms = self.pool.items.capacity.size
        self.slot = self.pool.groups[self.group][0]
        self.rooms = int((self.pool.items.seats[self.slot] >= 0).sum())
        self.scratch = build_scratch(self.pool.items)
        self.found = np.zeros((KEEP, rooms + 1), np.int64)
        self.size = np.zeros(KEEP, np.int64)
        self.value = np.zeros(KEEP)
        self.used = 0

    def begin(self, best: float) -> None:
        """Note the best known column at new prices, and limit all others roughly."""
        self.best = max(0.0, best)  # a slot may stay empty
        self.limit = max(self.best, root_limit(self.pool.items, self.slot) + SAFETY)
        self.is_stuck = False
        self.last, self.growth = FEW, 4.0

    def climb(self, starts: list[tuple[int, ...]], stop: Stop) -> list[tuple[int, ...]]:
        """Return local optima worth more than the best known column, reached from other columns."""
        self.used = 0
        better: list[tuple[float, tuple[int, ...]]] = []
        chosen = np.zeros(self.rooms + 1, np.int64)
        for number, start in enumerate(starts):
            if stop.reached() or self.rooms == 0 or (better and number >= STARTS):
                break
            chosen[: len(start)] = start
            value, size, looked = climb(
                self.pool.items, self.scratch, self.slot, chosen, min(len(start), self.rooms), self.rooms
            )
            self.used += looked
            if value > self.best + SAFETY:
                better.append((float(value), tuple(sorted(int(item) for item in chosen[:size]))))
        self.best = max([self.best, *(value for value, _ in better)])
        return [chosen_items for _, chosen_items in sorted(better, reverse=True)]

    def narrow(self, nodes: int) -> list[tuple[int, ...]]:
        """Narrow the margin between limit and best known column with so many nodes; return better columns."""
        margin = self.limit - self.best
        step = min(1.0, math.log(max(1.0, nodes / max(1, self.last))) / math.log(self.growth))  # halvings in reach
        self.is_stuck = step < LEAST_STEP
        if self.is_stuck:
            self.used = 0
            return []
        threshold = self.best + (margin * 0.5**step if margin > NARROW else 0.0)
        sets, limit = self.search(threshold, nodes)
        self.limit = min(self.limit, limit)
        self.is_stuck = self.used >= nodes or margin <= NARROW
        if self.last > FEW:
            self.growth = max(2.0, (self.used / self.last) ** (1.0 / step))
        self.last = max(self.used, FEW)
        if sets:
            self.best = max(self.best, float(self.value[: len(sets)].max()))
        return sets

    def search(self, threshold: float, nodes: int) -> tuple[list[tuple[int, ...]], float]:
        """Return columns worth more than the threshold and a limit on every column of the class."""
        count, limit, self.used = price_slot(
            self.pool.items, self.scratch, self.slot, threshold, False, nodes, EVERY, self.found, self.size, self.value
        )
        sets = [tuple(sorted(int(i) for i in self.found[k, : self.size[k]])) for k in range(min(count, self.size.size))]
        return sets, max(0.0, threshold, float(limit))


def node_seconds(items: Items) -> float:
    """Return the nominal price of one node: a fixed formula, fitted on one machine, the same on all."""
    return 1.5e-7 + 1.5e-11 * items.session.size * items.marks.shape[1]


def look_seconds(items: Items) -> float:
    """Return the nominal price of valuing one set."""
    return 4e-7 + 6e-10 * items.capacity.size * items.marks.shape[1]


def solve_seconds(master: Master) -> float:
    """Return the nominal price of solving the linear programme once more."""
    return 5e-4 + 2e-8 * len(master.rows) * len(master.values)


def root_limit(items: Items, slot: int, rounds: int = 25) -> float:
    """Return a limit on every set of a slot: credits per person, and the largest gains above them.

    Lagrangian duality of the maximum coverage problem; any credits are valid, subgradient steps choose them.
    """
    open_items = np.nonzero(items.open_slot[:, slot])[0]
    if not open_items.size:
        return 0.0
    worth, price = items.worth[open_items], items.price[slot, open_items]
    here, rooms = items.presence[slot], items.capacity.size
    credit = here * np.float32(0.5)
    least, step = np.inf, np.float32(0.3)
    for _ in range(rounds):
        above = np.maximum(worth - credit, np.float32(0.0))
        gain = above @ here - price
        order = np.argsort(-gain)[:rooms]
        order = order[gain[order] > 0]
        least = min(least, float(here @ credit + gain[order].sum()))
        credit = np.maximum(credit - step * here * (1 - (above[order] > 0).sum(axis=0)), 0.0).astype(np.float32)
        step *= np.float32(0.9)
    return least


class Generation:
    """Column generation that can be continued. `best` is the least bound proven so far."""

    def __init__(self, pool: ColumnPool, workers: int) -> None:
        self.pool = pool
        self.workers = workers
        self.pricers = [Pricer(pool, group) for group in range(len(pool.groups))]
        self.best = np.inf
        self.value = -np.inf
        self.centre: np.ndarray | None = None
        self.limits: list[float] = []
        self.nodes = 0
        self.is_complete = False
        self.node_seconds = node_seconds(pool.items)
        self.look_nodes = look_seconds(pool.items) / self.node_seconds

    def run(self, stop: Stop, work: int, target: float) -> None:
        """Generate until no column is missing, the bound meets `target`, or `work` nodes are used."""
        with ThreadPoolExecutor(self.workers) as threads:
            while self._may_go_on(stop, work, target):
                prices = self._generate(threads, stop, work)
                if stop.reached() or not self._tighten(prices, threads, stop, work, target):
                    return

    def affordable(self, stop: Stop, nodes: int) -> int:
        """Return how many nodes one search may use before the clock runs out."""
        left = stop.left()
        return nodes if left == np.inf else max(1, min(nodes, int(left / self.node_seconds)))

    def _may_go_on(self, stop: Stop, work: int, target: float) -> bool:
        return not self.is_complete and not stop.reached() and self.nodes < work and self.best > target

    def _generate(self, threads: ThreadPoolExecutor, stop: Stop, work: int) -> np.ndarray:
        """Add columns found by local search until it finds no more or hardly better ones; return the prices."""
        centre: np.ndarray | None = None
        least = np.inf
        pause = stop.within(CLIMB_SHARE)
        most = self.nodes + CLIMB_SHARE * (work - self.nodes)
        while True:
            prices = self._solve_master()
            if pause.reached() or self.nodes >= most or least - self.value <= CLOSE * abs(self.value):
                return prices
            for mixed in [prices] if centre is None else [_mix(centre, prices), prices]:
                added, estimate = self._climb(mixed, threads, stop)
                if estimate < least:
                    least, centre = estimate, mixed
                if added:
                    break
            else:
                return prices

    def _solve_master(self) -> np.ndarray:
        master = self.pool.master
        value, prices = master.solve()
        self.value = value - self.pool.catalogue.constant
        self.nodes += int(solve_seconds(master) / self.node_seconds)
        return prices

    def _climb(self, prices: np.ndarray, threads: ThreadPoolExecutor, stop: Stop) -> tuple[int, float]:
        """Search every class once; return how many columns are new, and what the bound would be were they the best."""
        base, ranked = self._set_prices(prices)
        starts = [[self.pool.columns[k].items for k in numbers[:MOST_STARTS]] for numbers in ranked]
        results = list(threads.map(lambda job: job[0].climb(job[1], stop), zip(self.pricers, starts, strict=True)))
        self.nodes += int(sum(pricer.used for pricer in self.pricers) * self.look_nodes)
        estimate = base + sum(pricer.best * len(self.pool.groups[pricer.group]) for pricer in self.pricers)
        return self._add(results), estimate

    def _tighten(self, prices: np.ndarray, threads: ThreadPoolExecutor, stop: Stop, work: int, target: float) -> bool:
        """Halve the margins at fixed prices; return whether better columns turned up."""
        base, _ = self._set_prices(prices)
        list(threads.map(lambda pricer: pricer.begin(pricer.best), self.pricers))
        self._note(base, prices)
        found = 0
        while self._may_go_on(stop, work, target):
            open_ones = [pricer for pricer in self.pricers if not pricer.is_stuck]
            if not open_ones:
                return found > 0
            nodes = self.affordable(stop, max(1000, (work - self.nodes) // len(open_ones)))
            results = list(threads.map(lambda pricer, most=nodes: pricer.narrow(most), open_ones))
            self.nodes += sum(pricer.used for pricer in open_ones)
            self._note(base, prices)
            found += self._add(results, open_ones)
            if found and self.nodes < work * RESTART_SHARE:
                return True  # early enough to begin again with better prices
        return False

    def _set_prices(self, prices: np.ndarray) -> tuple[float, list[list[int]]]:
        """Bring prices to the items; return the fixed part of the bound and the columns of each class, best first."""
        pool = self.pool
        base = pool.set_prices(prices)
        worth = pool.master.worth_at(np.where(_is_group(pool, prices.size), 0.0, prices))
        ranked: list[list[int]] = [[] for _ in self.pricers]
        for number in np.argsort(-worth, kind="stable"):
            ranked[pool.columns[number].group].append(int(number))
        for pricer, numbers in zip(self.pricers, ranked, strict=True):
            pricer.best = max(0.0, float(worth[numbers[0]])) if numbers else 0.0
        return base, ranked

    def _add(self, results: list[list[tuple[int, ...]]], pricers: list[Pricer] | None = None) -> int:
        before = len(self.pool.columns)
        for pricer, sets in zip(self.pricers if pricers is None else pricers, results, strict=True):
            for chosen in sets:
                self.pool.add(pricer.group, chosen)
        return len(self.pool.columns) - before

    def _note(self, base: float, prices: np.ndarray) -> None:
        """Take the bound of the limits if it is the least; see whether it is that of the linear programme."""
        bound = base + SAFETY + sum(pricer.limit * len(self.pool.groups[pricer.group]) for pricer in self.pricers)
        if bound < self.best:
            self.best, self.centre = bound, prices
            self.limits = [pricer.limit for pricer in self.pricers]
        self.is_complete = self.best <= self.value + len(self.pool.group_of) * SAFETY + NARROW / 100


def _pad(prices: np.ndarray, size: int) -> np.ndarray:
    """Give rows that are younger than the prices none."""
    return np.concatenate([prices, np.zeros(size - prices.size)])


def _mix(centre: np.ndarray, prices: np.ndarray) -> np.ndarray:
    return STEADY * _pad(centre, prices.size) + (1 - STEADY) * prices


def _is_group(pool: ColumnPool, size: int) -> np.ndarray:
    flags = np.zeros(size, bool)
    flags[pool.group_rows] = True
    return flags
