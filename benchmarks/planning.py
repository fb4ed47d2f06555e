"""Plans every shared instance and prints value, bound, gap and memory, beside the peers, as a table and a picture.

    python benchmarks/planning.py [--seconds 0.1 1 10 60] [--only PATTERN] [--peers] [--out docs/benchmarks/planning.md]

Each run is the command `politoscope plan` in a process of its own, as a user starts it; every plan and claim is
judged by the independent verifier. Wall time includes start-up; memory is the largest resident set. The machine's load
is printed, because a busy machine makes every figure worse. Peers are re-implementations (see `planning_peers`).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planning_peers import sessionizer, simple

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "planning"
PICTURE = ROOT / "docs" / "planning" / "value-over-time.svg"


@dataclass(frozen=True)
class Run:
    """One call of the command."""

    name: str
    seconds: float
    objective: float
    bound: float
    gap: float
    to_best: float
    wall: float
    cpu: float
    megabytes: float
    is_good: bool
    course: list[list[float]]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, nargs="+", default=[0.1, 1, 10, 60])
    parser.add_argument("--only", default="", help="instances whose name contains this")
    parser.add_argument(
        "--no-deadline", action="store_true", help="fixed work instead of time: comparable on any machine"
    )
    parser.add_argument("--peers", action="store_true", help="run the peers as well, ten seconds each")
    parser.add_argument("--out", type=Path, help="write the table here, and the picture beside the docs")
    arguments = parser.parse_args()
    judge = load_verifier()
    paths = [path for path in sorted((SHARED / "instances").glob("*.json")) if arguments.only in path.stem]
    lines = [
        f"Load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        "",
        "| instance | s | J | bound | gap | s to best | wall s | cpu s | MB | verifier |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    runs = []
    for path in paths:
        for seconds in arguments.seconds:
            run = plan(path, seconds, judge, arguments.no_deadline)
            runs.append(run)
            lines.append(
                f"| {run.name} | {seconds:g} | {run.objective:.2f} | {run.bound:.2f} | {run.gap:.2%} "
                f"| {run.to_best:.2f} | {run.wall:.2f} | {run.cpu:.2f} | {run.megabytes:.0f} "
                f"| {'ok' if run.is_good else 'BROKEN'} |"
            )
            print(lines[-1], flush=True)
    for seconds in arguments.seconds:
        gaps = [run.gap for run in runs if run.seconds == seconds]
        lines.append(
            f"\n{seconds:g} s: mean gap {statistics.mean(gaps):.2%}, proven {sum(g == 0 for g in gaps)} of {len(gaps)}."
        )
    if arguments.peers:
        lines += ["", *compare(paths, judge)]
    lines.append(f"\nLoad at the end: {os.getloadavg()[0]:.1f}.")
    print("\n".join(lines))
    if arguments.out:
        command = " ".join(["python", "benchmarks/planning.py", *sys.argv[1:]])
        arguments.out.write_text(f"# Planning, measured\n\n`{command}`\n\n" + "\n".join(lines) + "\n", "utf-8")
        PICTURE.write_text(picture(runs), "utf-8")


def load_verifier() -> Any:
    """Return the independent verifier."""
    spec = importlib.util.spec_from_file_location("verifier", SHARED / "check.py")
    if spec is None or spec.loader is None:
        raise SystemExit("the shared planning data (../shared/data/planning) is not next to the repository")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plan(path: Path, seconds: float, judge: Any, without_deadline: bool = False) -> Run:
    """Run the command once and have its claims judged."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out, Path(os.devnull).open("w") as silence:
        command = [sys.executable, "-m", "politoscope.cli", "plan", str(path), "--seconds", str(seconds)]
        command += ["--no-deadline"] if without_deadline else []
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        begin = time.perf_counter()
        child = os.posix_spawn(
            sys.executable,
            [*command, "--out", out.name, "--json"],
            environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, silence.fileno(), 1)],
        )
        _, _, usage = os.wait4(child, 0)
        wall = time.perf_counter() - begin
        document = json.loads(Path(out.name).read_text("utf-8"))
    report = judge.check(json.loads(path.read_text("utf-8")), document)
    return Run(
        name=path.stem,
        seconds=seconds,
        objective=report["objective"],
        bound=document["claimed_bound"],
        gap=document["gap"],
        to_best=document["seconds"] or 0.0,
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / 1024,
        is_good=report["feasible"] and not report["false_claims"],
        course=document["course"],
    )


def compare(paths: list[Path], judge: Any) -> list[str]:
    """Return a table of what the peers reach in ten seconds, by the verifier; (n) counts broken rules."""
    lines = ["| instance | chance | by popularity | sessionizer (re-implemented) |", "|---|---:|---:|---:|"]
    for path in paths:
        instance = json.loads(path.read_text("utf-8"))
        plans = [
            simple.by_chance(instance, 0),
            simple.by_popularity(instance),
            sessionizer.plan(instance, 10.0, 0),
        ]
        cells = []
        for lines_of_plan in plans:
            keys = ("session", "slot", "room")
            document = {"assignments": [dict(zip(keys, line, strict=True)) for line in lines_of_plan]}
            report = judge.check(instance, document)
            broken = len(report["violations"])
            cells.append(f"{report['objective']:.1f}" + (f" ({broken})" if broken else ""))
        lines.append(f"| {path.stem} | " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
    return lines


def picture(runs: list[Run]) -> str:
    """Return value and bound over time as SVG, in per cent of the best plan, for the longest run per instance."""
    width, height, left = 720, 320, 60
    longest: dict[str, Run] = {}
    for run in runs:
        if run.course and run.seconds >= longest.get(run.name, run).seconds:
            longest[run.name] = run
    end = max((run.seconds for run in longest.values()), default=1.0)

    def point(seconds: float, share: float) -> str:
        x = left + (width - left - 20) * max(0.0, min(1.0, seconds / end)) ** 0.5
        y = height - 40 - (height - 60) * (max(0.9, min(1.1, share)) - 0.9) / 0.2
        return f"{x:.1f},{y:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>Value and bound over time, in per cent of the best plan found</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for share in (0.9, 0.95, 1.0, 1.05, 1.1):
        x, y = point(0, share).split(",")
        parts.append(
            f'<path d="M{x},{y}H{width - 20}" stroke="#ccc"/><text x="8" y="{y}" font-size="12">{share:.0%}</text>'
        )
    for run in longest.values():
        for column, colour in ((1, "#1a56a0"), (2, "#b3541e")):
            steps = [(seconds, (value, bound)[column - 1] / run.objective) for seconds, value, bound in run.course]
            line = " ".join(point(seconds, share) for seconds, share in steps if abs(share) < 10)
            parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" opacity=".6"/>')
    legend = f"0 to {end:g} s (square root scale); blue: plan, brown: bound"
    parts.append(f'<text x="{left}" y="{height - 12}" font-size="12">{legend}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
