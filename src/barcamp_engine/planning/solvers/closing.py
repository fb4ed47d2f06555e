"""The linear programme over all candidates with cuts: solve, look at every candidate, drop, cut, again.

All columns of a better plan are among the candidates, so a linear programme over them bounds every better plan, with
any cuts that hold for plans. Its prices drop candidates, which takes from the next programme what it mixed plans from.
Source: Contardo and Martinelli 2014, "A new exact algorithm for the multi-depot vehicle routing problem under capacity
and route length constraints", sections 4 and 5 (pricing by inspection); Pecin, Pessoa, Poggi and Uchoa 2017 (cuts).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from barcamp_engine.planning.solvers.candidates import Candidates, Prices
from barcamp_engine.planning.solvers.columns import MISSING_PRICE
from barcamp_engine.planning.solvers.cuts import find_cuts
from barcamp_engine.planning.solvers.master import Master, Row
from barcamp_engine.planning.solvers.stopping import Stop

START = 150  # candidates of a class that a programme begins with
ENTER = 60  # candidates of a class that enter at once
STALL = 4  # rounds of cuts in a row that may do little
LITTLE = 0.01  # of the gap
ACTIVE = 1e-6
ENOUGH = 3000  # candidates; the search for plans among them takes no time


class Closing:
    """Closes in on the best plan among candidates. Stoppable after each look."""

    def __init__(self, candidates: Candidates, stop: Stop, enough: int = ENOUGH) -> None:
        self.candidates, self.stop, self.enough = candidates, stop, enough
        self.first = np.zeros(0, np.int64)  # candidates of the last programme that are still there
        self.prices = candidates.prices
        self.looks = 0

    def run(self) -> None:
        """Cut until few enough candidates are left, cuts help no more, or time is over."""
        idle = 0
        while not self.stop.reached():
            before = self.candidates.bound
            chosen = self.solve()
            gap = self.candidates.bound - self.candidates.least
            if self.candidates.size <= self.enough or self.stop.reached():
                return
            idle = idle + 1 if before - self.candidates.bound < LITTLE * gap and self.candidates.cuts else 0
            if idle >= STALL or not self._cut(*chosen):
                return

    def solve(self) -> tuple[np.ndarray, np.ndarray]:
        """Solve the programme over all candidates; return the columns used and how much of each."""
        candidates = self.candidates
        master, numbers = self._programme()
        while True:
            _, duals = master.solve()
            prices = self._prices(duals)
            reduced, limits, bound = candidates.judge(prices)
            self.looks += 1
            group_prices = np.maximum(duals[self.group_row : self.person_row], 0.0)
            entering = self._entering(reduced, group_prices, numbers)
            moved = candidates.drop(reduced, limits, bound)
            if moved is not None:
                numbers = np.where(numbers >= 0, moved[numbers], -1)
                entering = moved[entering]
                entering = entering[entering >= 0]
            if not entering.size or self.stop.reached():
                break
            self._enter(master, entering)
            numbers = np.concatenate([numbers, entering])
        self.prices = prices
        self.first = numbers[numbers >= 0]
        activity = master.activity()
        used = (activity > ACTIVE) & (numbers >= 0)
        return numbers[used], activity[used]

    def _prices(self, duals: np.ndarray) -> Prices:
        """Return valid prices from those of the rows."""
        candidates = self.candidates
        own = duals[: self.group_row]
        proposals = np.where(candidates.required, own, np.maximum(own, 0.0))
        people, row = [], self.person_row
        for those in candidates.attendance:
            people.append(np.clip(duals[row : row + those.people.size], 0.0, those.most))
            row += those.people.size
        return Prices(proposals, people, np.maximum(duals[self.cut_row :], 0.0))

    def _programme(self) -> tuple[Master, np.ndarray]:
        """Begin with the best candidates at the last prices, and whatever the last programme held of what is left."""
        candidates = self.candidates
        master = Master()
        for is_required in candidates.required:
            master.add_row(Row(1.0, bool(is_required), MISSING_PRICE if is_required else None))
        self.group_row = len(master.rows)
        for slots in candidates.slots:
            master.add_row(Row(float(slots)))
        self.person_row = len(master.rows)
        for those in candidates.attendance:
            for most in those.most:
                master.add_row(Row(0.0, price=float(most)))
        self.cut_row = len(master.rows)
        for _ in candidates.cuts:
            master.add_row(Row(1.0))
        numbers = self.first
        if not numbers.size:
            numbers = self._best(candidates.reduced(self.prices), START)
        self._enter(master, numbers)
        return master, numbers

    def _best(self, reduced: np.ndarray, most: int) -> np.ndarray:
        picked = []
        for group in range(self.candidates.slots.size):
            mine = np.nonzero(self.candidates.group == group)[0]
            if mine.size > most:
                mine = mine[np.argpartition(-reduced[mine], most)[:most]]
            picked.append(np.sort(mine))
        return np.concatenate(picked)

    def _entering(self, reduced: np.ndarray, groups: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        profit = reduced - groups[self.candidates.group]
        profit[numbers[numbers >= 0]] = 0.0
        best = self._best(profit, ENTER)
        return best[profit[best] > 1e-5]

    def _enter(self, master: Master, numbers: np.ndarray) -> None:
        """Put candidates into the programme."""
        candidates = self.candidates
        share, session = candidates.pool.catalogue.share, candidates.pool.items.session
        paying = np.array([np.isin(numbers, hit) for hit in candidates.hits])
        places = [np.searchsorted(those.where, numbers) for those in candidates.attendance]
        for order, number in enumerate(numbers.tolist()):
            chosen = [int(item) for item in candidates.items[number] if item < session.size]
            entries = [(int(session[item]), float(share[item])) for item in chosen]
            entries.append((self.group_row + int(candidates.group[number]), 1.0))
            row = self.person_row
            for those, place in zip(candidates.attendance, places, strict=True):
                if those.item in chosen:
                    parts = those.attends[place[order]] - share[those.item]
                    entries += [(row + k, float(part)) for k, part in enumerate(parts)]
                row += those.people.size
            entries += [(self.cut_row + k, 1.0) for k in range(len(paying)) if paying[k][order]]
            master.add_column(float(candidates.value[number]), entries)

    def _cut(self, numbers: np.ndarray, activity: np.ndarray) -> bool:
        """Add the most violated cuts, forget those that cost nothing; return whether there were any."""
        candidates = self.candidates
        catalogue, session = candidates.pool.catalogue, candidates.pool.items.session
        holds = np.zeros((numbers.size, candidates.required.size + 1), bool)
        whole = np.append(np.where(catalogue.share == 1.0, session, candidates.required.size), candidates.required.size)
        for row, number in enumerate(numbers):
            holds[row, whole[candidates.items[number]]] = True
        slots = np.zeros((numbers.size, candidates.slots.size), bool)
        slots[np.arange(numbers.size), candidates.group[numbers]] = True
        slots[:, candidates.slots > 1] = False
        found = find_cuts(np.hstack([holds[:, :-1], slots]), activity)
        is_kept = self.prices.cuts > ACTIVE
        candidates.keep_cuts(is_kept)
        for cut in found:
            if cut not in candidates.cuts:
                candidates.add_cut(cut)
        paid = self.prices.cuts[is_kept]
        self.prices = replace(self.prices, cuts=np.append(paid, np.zeros(len(candidates.cuts) - paid.size)))
        return bool(found)
