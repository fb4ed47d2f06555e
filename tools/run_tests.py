"""``make test``, second half: all tests, on SQLite and on PostgreSQL, and how many ran on which.

Three runs: the pure parts (engine, documents, tools; no database) with their coverage gate; everything with a
database on SQLite, real browser included; the same on a PostgreSQL cluster that exists for the run only, without the
sweep of single pages, which looks at HTML and not at the database.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from postgres import throw_away_cluster

ROOT = Path(__file__).resolve().parent.parent
PARALLEL = ("-n2", "--dist=loadgroup")
"""Two workers; tests of one site stay with one of them, so that it is started once."""
PURE = ("tests/engine",)
SWEEP = ("tests/sweep",)
COMPLETE = (
    "src/barcamp_engine/voting/*",
    "src/barcamp_engine/planning/constraints.py",
    "src/barcamp_engine/planning/value.py",
    "src/barcamp_engine/planning/violations.py",
    "src/barcamp_engine/planning/solvers/counting.py",
)
"""Every branch of these is taken by a test."""


@dataclass(frozen=True)
class Count:
    """What one run of pytest counted."""

    title: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    status: int


def pytest(title: str, *words: str, database: str = "") -> Count:
    """Run pytest with its output on the screen and count from its report."""
    print(f"\n── {title}", flush=True)
    with tempfile.TemporaryDirectory(prefix="politoscope-report-") as folder:
        report = Path(folder) / "report.xml"
        environment = {**os.environ, **({"DATABASE_URL": database} if database else {})}
        started = time.monotonic()
        call = [sys.executable, "-m", "pytest", f"--junitxml={report}", "-rs", *words]
        status = subprocess.run(call, cwd=ROOT, env=environment, check=False).returncode
        seconds = time.monotonic() - started
        suites = list(ElementTree.parse(report).getroot()) if report.exists() else []
    total = {
        name: sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    }
    failed = total["failures"] + total["errors"]
    return Count(title, total["tests"] - failed - total["skipped"], failed, total["skipped"], seconds, status)


def coverage_gate() -> bool:
    """Tell whether every branch of the parts that must be complete was taken."""
    print(
        "\n── coverage: every branch of the voting core, the planning constraints, the value and the bound", flush=True
    )
    call = [sys.executable, "-m", "coverage", "report", "--skip-covered", "--show-missing", "--fail-under=100"]
    return subprocess.run([*call, f"--include={','.join(COMPLETE)}"], cwd=ROOT, check=False).returncode == 0


def main() -> int:
    """Run all of it; the exit status is 0 only when everything passed."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ.pop("DATABASE_URL", None)
    pure = [*PURE, "--cov=barcamp_engine", "--cov-branch", "--cov-report="]
    counts = [pytest("pure parts, no database", *pure, *PARALLEL)]
    is_covered = coverage_gate()
    beside = [f"--ignore={path}" for path in PURE]
    counts.append(pytest("SQLite", "tests", *beside, *PARALLEL))
    with throw_away_cluster() as address:
        beside += [f"--ignore={path}" for path in SWEEP]
        counts.append(pytest("PostgreSQL", "tests", *beside, *PARALLEL, database=address))
    print()
    for count in counts:
        numbers = f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped"
        print(f"{count.title}: {numbers} in {count.seconds:.0f} s")
    passed, failed, skipped = (
        sum(getattr(count, name) for count in counts) for name in ("passed", "failed", "skipped")
    )
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if is_covered and not failed and all(count.status == 0 for count in counts) else 1


if __name__ == "__main__":
    raise SystemExit(main())
