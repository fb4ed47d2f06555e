"""The plan that keeps every rule and moves the fewest sessions of the plan that stands, by CP-SAT, with a proof.

Wishes are not looked at: only where sessions may stand, hosts, cells, pins and what is frozen. Small enough to be
solved to the end at camp size within a fraction of a second. Used for repairs, and when annealing leaves a rule broken.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from ortools.sat.python import cp_model

from barcamp_engine.planning.constraints import meets_pin
from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.repair import SLOT_PRICE
from barcamp_engine.planning.solvers.stopping import Stop

MOST_PLACES = 60_000  # variables; beyond, building the programme takes longer than searching
MISSING_PRICE = 10**6  # of a required session without a place, in the unit of the prices of moves


@dataclass(frozen=True)
class Nearest:
    """The cells, what they cost (missing required sessions and moves, priced), and what every plan costs at least."""

    cells: tuple[Cell, ...]
    cost: int
    least: int


def nearest_plan(
    index: IndexedProblem,
    stop: Stop,
    *,
    work: float = 1.0,
    slot_price: int = SLOT_PRICE,
    room_price: int = 1,
) -> Nearest | None:
    """Return the plan nearest to `index.previous`, or None when the problem is too large or time ran out.

    `work` is CP-SAT's deterministic time. A session that moved to another slot (or vanished) costs `slot_price`, one
    that only changed rooms `room_price`. Required sessions that find no place are left out at the highest price.
    """
    programme = Programme(index, slot_price, room_price)
    if programme.size > MOST_PLACES:
        return None
    programme.build()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # more would not be the same twice
    solver.parameters.linearization_level = 2  # its bounds prove in a tenth of the time (measured on the camps)
    solver.parameters.max_deterministic_time = work
    solver.parameters.random_seed = 0
    if stop.left() < float("inf"):
        solver.parameters.max_time_in_seconds = max(0.01, stop.left())
    if solver.solve(programme.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    cells = tuple(sorted(cell for cell, used in programme.at.items() if solver.value(used)))
    return Nearest(cells, round(solver.objective_value), max(0, round(solver.best_objective_bound)))


class Programme:
    """One variable per session and cell in which it may begin."""

    def __init__(self, index: IndexedProblem, slot_price: int = SLOT_PRICE, room_price: int = 1) -> None:
        self.index = index
        self.prices = slot_price, room_price
        self.model = cp_model.CpModel()
        self.at: dict[Cell, cp_model.IntVar] = {}
        self.cost: list[cp_model.LinearExprT] = []
        self.missing: dict[int, cp_model.IntVar] = {}

    @cached_property
    def places(self) -> list[list[tuple[int, int]]]:
        """Where each session may begin: what a frozen slot holds stays, nothing else begins there.

        Sessions that stood nowhere and are not required cannot lower the price; they are left to the search.
        """
        index = self.index
        concerned = {s for s, _, _ in index.previous}
        concerned.update(s for s, proposal in enumerate(index.problem.proposals) if proposal.is_required)
        frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
        held = {cell for cell in index.previous if frozen.intersection(index.slots_covered(cell[0], cell[1]))}
        return [
            sorted(
                {(t, r) for who, t, r in held if who == s}
                | {(t, r) for t, r in index.open_cells[s] if frozen.isdisjoint(index.slots_covered(s, t))}
            )
            if s in concerned
            else []
            for s in range(len(index.length))
        ]

    @property
    def size(self) -> int:
        """How many variables there are."""
        return sum(map(len, self.places))

    def build(self) -> None:
        """Put the rules and the price in."""
        index = self.index
        before = set(index.previous)
        for s, places in enumerate(self.places):
            for t, r in places:
                self.at[s, t, r] = self.model.new_bool_var("")
                self.model.add_hint(self.at[s, t, r], (s, t, r) in before)
        self._keep_frozen()
        self._one_per_cell_and_host()
        for s in range(len(index.length)):
            self._count_occurrences(s)
        if index.previous:
            self._price_moves()
        self.model.minimize(sum(self.cost))

    def _keep_frozen(self) -> None:
        index = self.index
        for slot in index.problem.frozen_slots:
            for s, t, r in index.previous:
                if index.slot_at[slot] in index.slots_covered(s, t):
                    self.model.add(self.at[s, t, r] == 1)

    def _one_per_cell_and_host(self) -> None:
        index = self.index
        cells: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        hosted: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        at_a_time: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        busy = [person for hosts in index.hosts for person in hosts]
        several = {person for person in set(busy) if busy.count(person) > 1}
        for (s, start, r), used in self.at.items():
            for t in index.slots_covered(s, start):
                cells[t, r].append(used)
                at_a_time[s, t].append(used)
                for person in several.intersection(index.hosts[s]):
                    hosted[person, t].append(used)
        for groups in (cells, at_a_time, hosted):
            for those in groups.values():
                if len(those) > 1:
                    self.model.add_at_most_one(those)

    def _count_occurrences(self, s: int) -> None:
        proposal = self.index.problem.proposals[s]
        mine = {cell: self.at[s, *cell] for cell in self.places[s]}
        times = sum(mine.values())
        if len(mine) > proposal.max_occurrences:
            self.model.add(times <= proposal.max_occurrences)
        if proposal.is_required:
            self.missing[s] = self.model.new_bool_var("")
            self.model.add(times + self.missing[s] >= 1)
            self.cost.append(MISSING_PRICE * self.missing[s])
        if proposal.pin is not None and proposal.max_occurrences > 1:
            pinned = sum(used for (t, r), used in mine.items() if meets_pin(self.index, proposal.pin, (s, t, r)))
            self.model.add(times <= proposal.max_occurrences * pinned)

    def _price_moves(self) -> None:
        index = self.index
        before: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for s, t, r in index.previous:
            before[s].add((t, r))
        slot_price, room_price = self.prices
        for s, cells in before.items():
            stays, same = self.model.new_bool_var(""), self.model.new_bool_var("")
            slots = {t for t, _ in cells}
            for t in slots:
                self.model.add(stays <= sum(self.at[s, t, r] for start, r in self.places[s] if start == t))
            for (t, r), used in ((cell, self.at[s, *cell]) for cell in self.places[s]):
                if t not in slots:
                    self.model.add_implication(stays, ~used)
                elif (t, r) not in cells:
                    self.model.add_implication(same, ~used)
            self.model.add_implication(same, stays)
            self.cost.append(slot_price - (slot_price - room_price) * stays - room_price * same)
