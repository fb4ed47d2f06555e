"""One entrance to all solvers: first plan, search on every core, bound and proof."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from barcamp_engine.planning.constraints import check
from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.leave_out import wanted_by_rank
from barcamp_engine.planning.problem import LeaveOut, Problem
from barcamp_engine.planning.result import Bound, BoundKind, Progress, Result
from barcamp_engine.planning.solvers.compiled_code import is_warm
from barcamp_engine.planning.solvers.plain import plain_plan
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
        self.merit = (-(10**9), float("-inf"))
        self.objective = float("-inf")
        self.seconds_to_best: float | None = None
        self.steps: list[tuple[float, float, float]] = []

    def offer(self, cells: tuple[Cell, ...], phase: str) -> bool:
        """Take a plan if it is better: fewer broken rules first, then the value."""
        value = value_of_cells(self.index, cells)
        plan = self.index.plan_of(cells)
        merit = (-len(check(self.index.problem, plan)), value.objective)
        with self.lock:
            if merit <= self.merit or (merit[0] == self.merit[0] and merit[1] <= self.merit[1] + 1e-9):
                return False
            self.merit, self.cells, self.objective = merit, tuple(sorted(cells)), value.objective
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


def solve(
    problem: Problem,
    *,
    seconds: float = 1.0,
    seed: int = 0,
    workers: int = 2,
    clock: Callable[[], float] | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_progress: Listener | None = None,
) -> Result:
    """Return the best plan found with so much work.

    `seconds` is nominal work (see :class:`Stop`); with `clock` (for example `time.monotonic`) it is a deadline as
    well. The same problem, seed, seconds and workers give the same plan unless the deadline cut the work short.
    """
    stop = Stop.after(seconds, clock, cancelled) if cancelled else Stop.after(seconds, clock)
    standing = Standing(problem, stop, on_progress)
    index = problem.indexed
    compiled = is_warm()
    if compiled:
        search_compiled(index, standing, stop, seed, max(1, workers))
    else:
        standing.offer(plain_plan(index, stop), "plain")
    return Result(
        problem=problem,
        plan=index.plan_of(standing.cells),
        bound=standing.bound,
        stopped_by=_stopped_by(standing, stop),
        seed=seed,
        is_compiled=compiled,
        seconds_to_best=standing.seconds_to_best,
        steps=tuple(standing.steps),
    )


def search_compiled(index: IndexedProblem, standing: Standing, stop: Stop, seed: int, workers: int) -> None:
    """Search on every core with compiled moves."""
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.local_search import Searcher, anneal_rounds

    wanted = wanted_by_rank(index) if index.problem.leave_out is LeaveOut.BY_RANK else ()
    model = build_model(index, _anchors(index, stop), wanted)
    searchers = [Searcher(index, model, seed * 1000 + number) for number in range(workers)]
    searchers[0].start(index.previous)
    standing.offer(searchers[0].cells(), "construct")

    def work(searcher: Searcher) -> None:
        if searcher is not searchers[0]:
            searcher.start()
        anneal_rounds(searcher, stop.seconds * 0.4, stop, lambda: None)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, searchers))
    for searcher in searchers:
        standing.offer(searcher.cells(), "search")


def _anchors(index: IndexedProblem, stop: Stop) -> dict[int, tuple[int, int]]:
    """Return where sessions over several slots begin."""
    if max(index.length, default=1) == 1:
        return {}
    return {s: (t, r) for s, t, r in plain_plan(index, stop) if index.length[s] > 1}


def _stopped_by(standing: Standing, stop: Stop) -> str:
    if standing.is_closed():
        return "proof"
    if stop.cancelled():
        return "cancelled"
    return "clock" if stop.left() <= 0 else "work"
