"""Runs of the planner and its peers, each in a process of its own, judged by the independent verifier and kept."""

from __future__ import annotations

import importlib
import importlib.util
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "planning"
PEERS = ("simple.by_chance", "simple.by_popularity", "simple_unconference", "slotmachine", "conference_scheduler")
PEERS += ("sessionizer",)
PATIENCE = 3.0  # a peer that builds its model this many times longer than its limit is stopped


@dataclass(frozen=True)
class Run:
    """One plan of one planner. `planner` is "politoscope" or the name of a peer; `broken` counts broken rules."""

    planner: str
    name: str
    seconds: float
    load: float
    objective: float | None
    broken: int
    wall: float
    bound: float = 0.0
    gap: float = 0.0
    first: float = 0.0
    to_best: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0
    false_claims: int = 0
    course: tuple[tuple[float, float, float], ...] = ()

    @property
    def key(self) -> tuple[str, str, float]:
        """What makes two runs the same measurement."""
        return self.planner, self.name, self.seconds


class Records:
    """Runs kept in a file, one per line, so that a benchmark can be made in parts and continued."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.runs: dict[tuple[str, str, float], Run] = {}
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                run = Run(**json.loads(line))
                self.runs[run.key] = run

    def keep(self, run: Run) -> None:
        """Remember a run; a newer one of the same measurement counts."""
        self.runs[run.key] = run
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(run)) + "\n")

    def of(self, planner: str) -> Iterator[Run]:
        """Yield the runs of one planner by instance and time."""
        yield from (run for key, run in sorted(self.runs.items()) if key[0] == planner)


def load_verifier() -> Any:
    """Return the independent verifier."""
    spec = importlib.util.spec_from_file_location("verifier", SHARED / "check.py")
    if spec is None or spec.loader is None or not (SHARED / "check.py").exists():
        raise SystemExit("the shared planning data (../shared/data/planning) is not next to the repository")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_planner(path: Path, seconds: float, judge: Any, without_deadline: bool = False) -> Run:
    """Run the command once, as a user starts it, and have its claims judged."""
    load = os.getloadavg()[0]
    with tempfile.NamedTemporaryFile(suffix=".json") as out, Path(os.devnull).open("w") as silence:
        command = [sys.executable, "-m", "politoscope.cli", "plan", str(path), "--seconds", str(seconds)]
        command += ["--no-deadline"] if without_deadline else []
        begin = time.perf_counter()
        child = os.posix_spawn(
            sys.executable,
            [*command, "--out", out.name, "--json"],
            {**os.environ, "PYTHONPATH": str(ROOT / "src")},
            file_actions=[(os.POSIX_SPAWN_DUP2, silence.fileno(), 1)],
        )
        _, _, usage = os.wait4(child, 0)
        wall = time.perf_counter() - begin
        document = json.loads(Path(out.name).read_text("utf-8"))
    report = judge.check(json.loads(path.read_text("utf-8")), document)
    course = tuple((at, value, bound) for at, value, bound in document["course"])
    return Run(
        planner="politoscope",
        name=path.stem,
        seconds=seconds,
        load=load,
        objective=report["objective"],
        broken=len(report["violations"]),
        wall=wall,
        bound=document["claimed_bound"],
        gap=document["gap"],
        first=course[0][0] if course else 0.0,
        to_best=document["seconds"] or 0.0,
        cpu=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / 1024,
        false_claims=len(report["false_claims"]),
        course=course,
    )


def run_peer(peer: str, path: Path, seconds: float, judge: Any) -> Run:
    """Run a peer in a process that is stopped when it takes far too long; no plan counts as None."""
    load = os.getloadavg()[0]
    instance = json.loads(path.read_text("utf-8"))
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=_plan_as, args=(there, peer, instance, seconds))
    begin = time.perf_counter()
    child.start()
    there.close()
    lines: list[tuple[int, int, int]] = []
    try:
        if here.poll(seconds * PATIENCE + 5):
            lines = here.recv()
    except EOFError:
        pass  # it died: no plan
    wall = time.perf_counter() - begin
    child.kill()
    child.join()
    keys = ("session", "slot", "room")
    report = judge.check(instance, {"assignments": [dict(zip(keys, line, strict=True)) for line in lines]})
    objective = report["objective"] if lines else None
    return Run(peer, path.stem, seconds, load, objective, len(report["violations"]) if lines else 0, wall)


def _plan_as(there: Any, peer: str, instance: dict[str, Any], seconds: float) -> None:
    module, _, function = peer.partition(".")
    plan = getattr(importlib.import_module(f"planning_peers.{module}"), function or "plan")
    there.send(plan(instance, seconds, 0))
