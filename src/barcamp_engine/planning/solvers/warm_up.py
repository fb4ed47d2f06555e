"""Compile every kernel now, so that nobody waits later: `python -m barcamp_engine.planning.solvers.warm_up`.

Part of setting a machine up. Running it again takes a second.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from barcamp_engine.planning.problem import Participant, Problem, Proposal, Room, Slot
from barcamp_engine.planning.solvers.compiled_code import folder, mark_warm


def example() -> Problem:
    """Return a tiny problem that reaches every kernel."""
    slots = tuple(Slot(name) for name in ("a", "b"))
    rooms = (Room("x", 2), Room("y", 2))
    people = tuple(Participant(f"p{n}", ("1", "2", "3")[n % 2 :], (2.0, 1.0, 1.0)[n % 2 :]) for n in range(4))
    proposals = (Proposal("1", max_occurrences=2), Proposal("2"), Proposal("3"), Proposal("4", length=2))
    return Problem(slots, rooms, proposals, people)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Look for no garbage meanwhile: what is loaded stays, and looking took a sixth of the time (measured)."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@without_collecting()
def touch_kernels(has_columns: bool = True) -> None:
    """Call every kernel once, those for columns if asked: compiles it, or loads it when it is compiled."""
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.local_search import Searcher
    from barcamp_engine.planning.solvers.stopping import Stop

    index = example().indexed
    model = build_model(index)
    searcher = Searcher(index, model, 0)
    searcher.start()
    searcher.run(0.0, Stop(1.0))
    if not has_columns:
        return
    from barcamp_engine.planning.solvers.closing import Closing
    from barcamp_engine.planning.solvers.columns import ColumnPool
    from barcamp_engine.planning.solvers.enumeration import Enumeration
    from barcamp_engine.planning.solvers.generation import Generation
    from barcamp_engine.planning.solvers.joining import Joining

    pool = ColumnPool(index, model)
    pool.add_plan(searcher.cells())
    generation = Generation(pool, 1)
    generation.run(Stop(1.0), 10**9, 0.0)
    candidates = Enumeration(generation, searcher.best, 10**6, Stop(1.0)).run()
    assert candidates is not None
    closing = Closing(candidates, Stop(1.0))
    closing.run()
    Joining(candidates, closing.prices, 1).run(10**6, Stop(1.0))


def warm_up() -> None:
    """Compile everything, then note it. Raises: ImportError without numba."""
    touch_kernels()
    mark_warm()


def main() -> int:
    """Run as a command."""
    if folder() is None:
        print("politoscope: no folder for compiled code can be written; set NUMBA_CACHE_DIR", file=sys.stderr)
        return 1
    warm_up()
    print(f"compiled code is ready in {folder()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
