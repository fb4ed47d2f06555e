"""What a run knows so far: its best plan and its best bound."""

from __future__ import annotations

import threading
from collections.abc import Callable

from barcamp_engine.planning.constraints import check
from barcamp_engine.planning.indexed import Cell
from barcamp_engine.planning.problem import Problem
from barcamp_engine.planning.result import Bound, BoundKind, Progress
from barcamp_engine.planning.solvers.stopping import Stop
from barcamp_engine.planning.value import personal_bound, value_of_cells

Listener = Callable[[Progress], None]


class Standing:
    """The best plan and the best bound so far. Shared by threads; a failing solver cannot take them away."""

    def __init__(self, problem: Problem, stop: Stop, listener: Listener | None) -> None:
        self.index = problem.indexed
        self.stop = stop
        self.listener = listener
        self.began = None if stop.clock is None else stop.clock()
        self.lock = threading.Lock()
        self.cells: tuple[Cell, ...] = ()
        self.bound = Bound(float(personal_bound(problem)), BoundKind.PERSONAL)
        self.merit = (-(10**9), float("-inf"), 0)
        self.objective = float("-inf")
        self.seconds_to_best: float | None = None
        self.trouble = ""
        self.least_moves: int | None = None
        self.has_failed = False
        self.spent = 0.0  # nominal seconds that went into the bound
        self.steps: list[tuple[float, float, float]] = []

    def offer(self, cells: tuple[Cell, ...], phase: str) -> bool:
        """Take a plan if it is better: fewer broken rules first, then the value, then more sessions.

        Of equal plans the one with the smaller cells is taken, so that it does not matter which thread comes first.
        """
        cells = tuple(sorted(cells))
        value = value_of_cells(self.index, cells)
        plan = self.index.plan_of(cells)
        merit = (-len(check(self.index.problem, plan)), round(value.objective, 8), len({s for s, _, _ in cells}))
        with self.lock:
            if merit < self.merit or (merit == self.merit and cells >= self.cells):
                return False
            is_better = merit > self.merit
            self.merit, self.cells, self.objective = merit, cells, value.objective
            if is_better:
                self._note(phase)
            if self.listener is not None:
                self.listener(Progress(plan, value, self.bound, phase))
            return True

    def offer_bound(self, value: float, kind: BoundKind) -> None:
        """Take a bound if it is lower."""
        with self.lock:
            if value < self.bound.value - 1e-9:
                self.bound = Bound(value, kind)
                self._note("bound")

    def is_closed(self) -> bool:
        """Whether plan and bound have met."""
        return self.merit[0] == 0 and self.bound.value <= self.objective + 1e-6

    def _note(self, phase: str) -> None:
        if self.stop.clock is not None and self.began is not None:
            now = self.stop.clock() - self.began
            if phase != "bound":
                self.seconds_to_best = now
            self.steps.append((now, self.objective, self.bound.value))
