"""`politoscope plan`: from a file of sessions and marks to the session plan, with bound and reasons.

Status 0: a plan that keeps every rule. 1: the best partial plan, with what is in the way. 2: the input is wrong.
Interrupted (Ctrl-C, SIGTERM), it ends with the best plan so far. A plan file is replaced at once or not at all.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from barcamp_engine.planning import PlanError, Problem, Progress, Result, solve
from barcamp_engine.planning.instance_file import read_instance, read_plan, with_previous
from barcamp_engine.planning.instance_out import write_assignments


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "instance", type=Path, help="barcamp-instance/1 (JSON), or a folder with sessions.csv, rooms.csv, slots.csv"
    )
    parser.add_argument("--seconds", type=_positive(float), default=1.0, help="time to plan (default 1)")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same plan (default 0)")
    parser.add_argument("--workers", type=_positive(int), default=2, help="cores to use (default 2)")
    parser.add_argument(
        "--no-deadline", action="store_true", help="do all the work of --seconds, however long this machine takes"
    )
    parser.add_argument("--previous", type=Path, help="a plan that stands: change as little as worthwhile")
    parser.add_argument("--out", type=Path, help="write the plan here")
    parser.add_argument("--progress", action="store_true", help="say what is found on the way (at a terminal: always)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Plan and print."""
    atexit.register(gc.freeze)  # a process that ends need not look for garbage: 0.15 s (measured)
    try:
        problem = _problem(arguments)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        print(f"politoscope plan: {_in_one_line(error)}", file=sys.stderr)
        return 2
    with _interruptible() as is_interrupted:
        result = solve(
            problem,
            seconds=arguments.seconds,
            seed=arguments.seed,
            workers=arguments.workers,
            clock=None if arguments.no_deadline else time.monotonic,
            cancelled=is_interrupted,
            on_progress=_show_progress(arguments.progress or sys.stderr.isatty()),
        )
    if result.trouble:
        print(
            f"politoscope plan: a solver failed ({result.trouble}); this is the best plan until then", file=sys.stderr
        )
    document = plan_document(result)
    print(json.dumps(document, indent=1) if arguments.json else _table(result))
    if arguments.out is not None:
        try:
            _replace_file(arguments.out, json.dumps(document, indent=1) + "\n")
        except OSError as error:
            print(f"politoscope plan: {_in_one_line(error)}", file=sys.stderr)
            return 2
    return 1 if result.violations else 0


def plan_document(result: Result) -> dict[str, Any]:
    """Return what a plan file holds: the lines, the claims that a verifier can test, how it came about."""
    return {
        "assignments": write_assignments(result.problem, result.plan),
        "claimed_objective": round(result.value.objective, 6),
        "claimed_attended": result.value.attended,
        "claimed_bound": result.bound.value,
        "bound_kind": result.bound.kind.value,
        "gap": result.gap,
        "seconds": result.seconds_to_best,
        "seed": result.seed,
        "course": [list(step) for step in result.steps],
        "stopped_by": result.stopped_by,
        "compiled": result.is_compiled,
        "violations": [violation.code.value for violation in result.violations],
        "hindrances": [hindrance.as_data() for hindrance in result.hindrances],
    }


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Let the first SIGINT or SIGTERM end the search instead of the process; the plan so far is not lost."""
    interrupted = threading.Event()
    before = {number: signal.signal(number, lambda *_: interrupted.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupted.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _replace_file(path: Path, text: str) -> None:
    """Write beside the file and rename: whoever is killed meanwhile leaves the plan that stood."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _problem(arguments: argparse.Namespace) -> Problem:
    source: Path = arguments.instance
    if source.is_dir():
        from barcamp_engine.planning.tables import read_tables

        names = ("slots", "rooms", "sessions", "marks")
        files = {name: source / f"{name}.csv" for name in names}
        problem = read_tables({name: path.read_text("utf-8-sig") for name, path in files.items() if path.exists()})
    else:
        problem = read_instance(_json(source))
    if arguments.previous is not None:
        problem = with_previous(problem, read_plan(problem, _json(arguments.previous)))
    return problem


def _json(path: Path) -> object:
    try:
        return json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise PlanError(
            "broken_json", f"{path}, line {error.lineno}, column {error.colno}", f"{error.msg}: correct the file"
        ) from error
    except RecursionError as error:
        raise PlanError("broken_json", str(path), "the file is nested too deeply") from error


def _in_one_line(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, UnicodeDecodeError):
        return f"the file is not UTF-8 text (byte {error.start}); save it as UTF-8"
    return " ".join(str(error).split())


def _positive(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        value = kind(text)
        if not 0 < value < 10**6:
            raise argparse.ArgumentTypeError(f"{text} is not above 0")
        return value

    return read


def _show_progress(is_wanted: bool) -> Callable[[Progress], None]:
    def show(progress: Progress) -> None:
        if is_wanted:
            reached = f"{progress.value.objective:g} of at most {progress.bound.value:g}"
            print(f"{progress.phase}: {reached}", file=sys.stderr, flush=True)

    return show


def _table(result: Result) -> str:
    problem, plan = result.problem, result.plan
    by_cell = {(line.slot, line.room): line.proposal for line in plan}
    width = max(6, *(len(proposal.id) + 1 for proposal in problem.proposals), 6)
    head = "slot".ljust(16) + "".join(f"room {room.id}"[:width].ljust(width + 1) for room in problem.rooms)
    lines = [head]
    for slot in problem.slots:
        clock = "" if slot.starts_minute is None else f"{slot.starts_minute // 60:02d}:{slot.starts_minute % 60:02d}"
        name = f"{slot.day} {clock}".strip() or slot.id
        cells = (by_cell.get((slot.id, room.id), "·") for room in problem.rooms)
        lines.append(name[:15].ljust(16) + "".join(cell[:width].ljust(width + 1) for cell in cells))
    value = result.value
    lines += [
        "",
        f"value {value.objective:g}: {value.attended:g} wishes met, {value.overflow:.2f} people without a seat, "
        f"{value.moved_slot} sessions in another slot, {value.moved_room} in another room",
        f"no plan can be worth more than {result.bound.value:.3f}: this one is "
        + ("proven to be the best" if result.is_proven_best else f"at most {result.gap:.2%} below the best"),
    ]
    lines += [hindrance.sentence() for hindrance in result.hindrances]
    if not result.is_compiled:
        lines.append(
            "searched without compiled code; run `python -m barcamp_engine.planning.solvers.warm_up` once for better "
            "plans"
        )
    return "\n".join(lines)
