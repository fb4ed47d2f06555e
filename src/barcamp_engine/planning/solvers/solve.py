"""One entrance to all solvers: first plan, search on every core, bound and proof."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

from barcamp_engine.planning.constraints import compatible
from barcamp_engine.planning.fairness import fairer_plan
from barcamp_engine.planning.indexed import IndexedProblem
from barcamp_engine.planning.leave_out import require, wanted_by_rank
from barcamp_engine.planning.problem import LeaveOut, Problem
from barcamp_engine.planning.result import BoundKind, Result
from barcamp_engine.planning.solvers.compiled_code import is_warm
from barcamp_engine.planning.solvers.plain import plain_plan
from barcamp_engine.planning.solvers.standing import Listener, Standing
from barcamp_engine.planning.solvers.stopping import Stop

if TYPE_CHECKING:
    from barcamp_engine.planning.solvers.kernels.model import Model
    from barcamp_engine.planning.solvers.local_search import Searcher

SEARCH_SHARE = 0.12  # of the work goes into the first search …
NEAREST_SHARE = 0.7  # of a repair goes into the fewest moves at most
BOUND_SHARE = 0.5  # … and into the first bound at most, as of the time that is left into each
BESIDE_SHARE = 0.4  # of a round on the bound: one searcher goes on while the linear programme leaves a core idle
SELECT_SHARE = 0.6  # of the time that is left then may go into the best plan among the columns
PROOF_SHARE = 0.7  # of the work goes into bounds and proofs; what is left goes into more search
FIRST_ROUND_SECONDS = 2.0  # of work on the bound before a proof is tried; each round takes twice as long
COLUMNS_UP_TO = (100, 12)  # proposals, or side by side: columns win at 60 and 9, nothing at 134 and 16 (measured)


def solve(
    problem: Problem,
    *,
    seconds: float = 1.0,
    seed: int = 0,
    workers: int = 2,
    clock: Callable[[], float] | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_progress: Listener | None = None,
    fairness: float | None = None,
    has_fewest_moves: bool = False,
) -> Result:
    """Return the best plan found with so much work, beginning with the plan that stands.

    With `has_fewest_moves` CP-SAT first looks for the plan nearest to the previous one, and the search begins there.
    With `fairness` the plan may give up so many wishes for the worst-off (0: only among equally good plans).

    `seconds` is nominal work (see :class:`Stop`); with `clock` (for example `time.monotonic`) it is a deadline as
    well, counted from the moment the compiled code is loaded. The same problem, seed, seconds and workers give the
    same plan unless the deadline cut the work short.
    """
    compiled = is_warm()
    if compiled:
        load_compiled_code(is_for_columns(problem.indexed))
    stop = Stop.after(seconds, clock, cancelled) if cancelled else Stop.after(seconds, clock)
    wanted = wanted_by_rank(problem.indexed) if problem.leave_out is LeaveOut.BY_RANK else ()
    strict = require(problem, wanted)
    standing = Standing(strict, stop, on_progress)
    index = strict.indexed
    if not problem.proposals:
        standing.offer((), "nothing")
    elif compiled:
        try:
            search_compiled(index, standing, stop, seed, max(1, workers), wanted, has_fewest_moves)
        except Exception as error:
            standing.trouble, standing.has_failed = f"{type(error).__name__}: {error}", True
            if not standing.cells:
                _plan_plainly(index, standing, Stop(seconds))
    else:
        _plan_plainly(index, standing, stop)
    plan = index.plan_of(standing.cells)
    if fairness is not None and standing.merit[0] == 0 and not standing.has_failed:
        plan = fairer_plan(problem, plan, tolerance=fairness, seed=seed, is_over=stop.cancelled)
    return Result(
        problem=problem,
        plan=plan,
        bound=standing.bound,
        stopped_by=_stopped_by(standing, stop),
        seed=seed,
        is_compiled=compiled,
        seconds_to_best=standing.seconds_to_best,
        steps=tuple(standing.steps),
        trouble=standing.trouble,
        least_moves=standing.least_moves,
    )


def _plan_plainly(index: IndexedProblem, standing: Standing, stop: Stop) -> None:
    """Plan without compiled code. What can stay of the plan that stands is there before, and goes only for better."""
    standing.offer(compatible(index, index.previous), "standing")
    standing.offer(plain_plan(index, stop), "plain")


@cache
def load_compiled_code(has_columns: bool = True) -> None:
    """Load the kernels once per process, so that start-up does not eat into the search."""
    from barcamp_engine.planning.solvers.warm_up import touch_kernels

    touch_kernels(has_columns)


def search_compiled(
    index: IndexedProblem,
    standing: Standing,
    stop: Stop,
    seed: int,
    workers: int,
    wanted: tuple[int, ...] = (),
    has_fewest_moves: bool = False,
) -> None:
    """Search on every core, bound what is possible, try to prove; then search on with what is left."""
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.counting import counting_bound
    from barcamp_engine.planning.solvers.local_search import Searcher

    model = build_model(index, wanted)
    searchers = [Searcher(index, model, seed * 1000 + number) for number in range(workers)]
    searchers[0].start(index.previous)
    standing.offer(searchers[0].cells(), "construct")
    standing.offer_bound(counting_bound(index), BoundKind.COUNTING)
    for searcher in searchers[1:]:
        searcher.start()
    if has_fewest_moves:
        _move_fewest(index, searchers, standing, stop)
    if is_for_columns(index) and not stop.reached():
        threading.Thread(target=_load_proof).start()
    _search(searchers, standing, stop.part(SEARCH_SHARE * 1.2), stop.seconds * SEARCH_SHARE)
    if standing.merit[0] < 0 and not stop.reached():
        _keep_rules(index, searchers, standing, stop)
    if not standing.is_closed() and not stop.reached() and is_for_columns(index):
        _try_to_bound(index, model, searchers, standing, stop)
    if not standing.is_closed() and not stop.reached():
        _search(searchers, standing, stop, stop.seconds * (1 - SEARCH_SHARE) - standing.spent)
    _complete(searchers[0], standing)


def _search(searchers: list[Searcher], standing: Standing, stop: Stop, seconds: float) -> None:
    from barcamp_engine.planning.solvers.local_search import anneal_rounds

    def run(searcher: Searcher) -> None:
        anneal_rounds(searcher, seconds, stop, lambda: standing.offer(searcher.cells(), "search"))

    with ThreadPoolExecutor(len(searchers)) as pool:
        list(pool.map(run, searchers))


def _load_proof() -> None:
    """Load CP-SAT beside the first search, which runs without the interpreter's lock: a quarter of a second."""
    import barcamp_engine.planning.solvers.proof  # noqa: F401


def _move_fewest(index: IndexedProblem, searchers: list[Searcher], standing: Standing, stop: Stop) -> None:
    """Go on from the plan that is nearest to the previous one, and note how few moves there must be at least."""
    from barcamp_engine.planning.solvers.nearest import nearest_plan

    work = stop.seconds * NEAREST_SHARE
    found = nearest_plan(index, stop.part(NEAREST_SHARE), work=work)
    if found is not None:
        standing.least_moves = found.least
        standing.offer(found.cells, "nearest")
        for searcher in searchers:
            searcher.adopt(found.cells)


def _keep_rules(index: IndexedProblem, searchers: list[Searcher], standing: Standing, stop: Stop) -> None:
    """Where annealing left a rule broken: let CP-SAT find a plan that keeps all, and go on from there."""
    from barcamp_engine.planning.solvers.nearest import nearest_plan

    found = nearest_plan(index, stop.part(0.6))
    if found is not None and standing.offer(found.cells, "rules"):
        for searcher in searchers:
            searcher.adopt(found.cells)


def _complete(searcher: Searcher, standing: Standing) -> None:
    """Add to the best plan whoever can be added without a loss: the second aim is to place more sessions."""
    searcher.adopt(standing.cells)
    searcher.complete()
    if (cells := searcher.cells()) != standing.cells:
        standing.offer(cells, "search")


def is_for_columns(index: IndexedProblem) -> bool:
    """Whether work on columns can pay: in many proposals, many of them side by side, it never got below counting."""
    most, most_per_slot = COLUMNS_UP_TO
    per_slot = min(len(index.problem.rooms), sum(index.length) / max(1, len(index.problem.slots)))
    return len(index.length) <= most or per_slot <= most_per_slot


def _try_to_bound(
    index: IndexedProblem, model: Model, searchers: list[Searcher], standing: Standing, stop: Stop
) -> None:
    """Bound, and search on without when the linear programme loses its numerical footing."""
    try:
        bound_and_prove(index, model, searchers, standing, stop)
    except ArithmeticError as error:
        standing.trouble = str(error)


def bound_and_prove(
    index: IndexedProblem, model: Model, searchers: list[Searcher], standing: Standing, stop: Stop
) -> None:
    """Generate columns for the bound, look for the best plan among them, then for a proof; again with more work."""
    from barcamp_engine.planning.solvers.columns import ColumnPool
    from barcamp_engine.planning.solvers.generation import Generation
    from barcamp_engine.planning.solvers.local_search import anneal_rounds
    from barcamp_engine.planning.solvers.proof import prove, select_plan

    pool = ColumnPool(index, model)
    for searcher in searchers:
        pool.add_plan(searcher.cells())
        for cells in searcher.plans_on_the_way():
            pool.add_plan(cells)
    generation = Generation(pool, len(searchers))
    workers, length = len(searchers), min(FIRST_ROUND_SECONDS, BOUND_SHARE * stop.seconds)
    while True:
        work = generation.nodes + int(length / generation.node_seconds * workers)
        is_last = length >= BOUND_SHARE * stop.seconds
        part = stop if is_last else stop.within(BOUND_SHARE)
        with ThreadPoolExecutor(1) as beside:
            annealing = beside.submit(anneal_rounds, searchers[-1], BESIDE_SHARE * length, part)
            generation.run(part, work, standing.objective)
            annealing.result()
        standing.offer(searchers[-1].cells(), "search")
        standing.offer_bound(generation.best, BoundKind.COLUMNS)
        if standing.is_closed() or stop.reached():
            break
        select_plan(pool, standing, stop.within(SELECT_SHARE), workers, length / 2)
        searchers[0].adopt(standing.cells)
        is_over = standing.is_closed() or stop.reached() or prove(generation, standing, stop, workers, length)
        standing.spent = generation.nodes * generation.node_seconds / workers
        length *= 2
        if is_over or standing.spent + length / 2 > PROOF_SHARE * stop.seconds:
            break
    standing.spent = min(PROOF_SHARE * stop.seconds, generation.nodes * generation.node_seconds / workers)


def _stopped_by(standing: Standing, stop: Stop) -> str:
    if standing.is_closed():
        return "proof"
    if standing.has_failed:
        return "failure"
    if stop.cancelled():
        return "cancelled"
    return "clock" if stop.left() <= 0 else "work"
