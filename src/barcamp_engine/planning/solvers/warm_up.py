"""Compile every kernel now, so that nobody waits later: `python -m barcamp_engine.planning.solvers.warm_up`.

Part of setting a machine up. Running it again takes a second.
"""

from __future__ import annotations

import sys

from barcamp_engine.planning.problem import Participant, Problem, Proposal, Room, Slot
from barcamp_engine.planning.solvers.compiled_code import folder, mark_warm


def example() -> Problem:
    """Return a tiny problem that reaches every kernel."""
    slots = tuple(Slot(name) for name in ("a", "b"))
    rooms = (Room("x", 2), Room("y", 1))
    people = tuple(Participant(f"p{n}", ("1", "2", "3")[n % 2 :], (2.0, 1.0, 1.0)[n % 2 :]) for n in range(4))
    return Problem(slots, rooms, (Proposal("1", max_occurrences=2), Proposal("2"), Proposal("3")), people)


def warm_up() -> None:
    """Compile, then note it. Raises: ImportError without numba."""
    from barcamp_engine.planning.solvers.solve import Standing, search_compiled
    from barcamp_engine.planning.solvers.stopping import Stop

    problem = example()
    stop = Stop(0.01)
    search_compiled(problem.indexed, Standing(problem, stop, None), stop, 0, 1)
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
