"""The engine in a process of its own: questions come in as pickles on standard input, answers leave the same way.

Run as ``python -m politoscope.planning.bridge.child``. It loads the engine and no Django, warms it up while nobody
waits, ends when its input ends or after ten idle minutes, and may be killed at any time.
"""

from __future__ import annotations

import pickle
import select
import sys
import time
from dataclasses import dataclass
from typing import BinaryIO

from barcamp_engine.planning import Problem, Progress, Result, solve

IDLE_SECONDS = 600
WORKERS = 2


@dataclass(frozen=True)
class Job:
    """What is asked: the problem, and how long it may take."""

    problem: Problem
    seconds: float
    seed: int = 0
    wants_reasons: bool = False


def main() -> int:
    """Answer questions until nobody asks any more."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but answers leaves by the pipe
    warm_up()
    send(target, "ready", None)
    while select.select([source], [], [], IDLE_SECONDS)[0]:
        try:
            job = pickle.load(source)  # nosec B301: written by our own parent process
        except EOFError:
            return 0
        try:
            result = run(job, target)
            send(target, "answer", result)
            if job.wants_reasons:
                send(target, "reasons", result.reasons)
            send(target, "done", None)
        except Exception as error:  # the parent has to hear of it; this process goes on
            send(target, "failure", f"{type(error).__name__}: {error}")
    return 0


def run(job: Job, target: BinaryIO) -> Result:
    """Solve one problem; every better plan is sent at once, so that a cancelled run loses nothing."""

    def tell(progress: Progress) -> None:
        send(target, "progress", progress)

    return solve(
        job.problem, seconds=job.seconds, seed=job.seed, workers=WORKERS, clock=time.monotonic, on_progress=tell
    )


def warm_up() -> None:
    """Load compiled code by a question too small to take time."""
    from barcamp_engine.planning.solvers.warm_up import example

    solve(example(), seconds=0.01)


def send(target: BinaryIO, kind: str, content: object) -> None:
    """Write one message. A parent that went away ends this process."""
    pickle.dump((kind, content), target)
    target.flush()


if __name__ == "__main__":
    raise SystemExit(main())
