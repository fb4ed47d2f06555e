"""``make check``: everything that can be judged without running the product. Prints one line per check.

All checks run even when one fails; the output of those that failed comes at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(sys.executable).parent
SCRATCH = tempfile.mkdtemp(prefix="politoscope-check-")
PRODUCTION = {
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABC",
    "ALLOWED_HOSTS": "barcamp.example.org",
    "SITE_ORIGIN": "https://barcamp.example.org",
    "POLITOSCOPE_DEMO": "0",
    "POLITOSCOPE_DATA": SCRATCH,
}
"""What an operator sets: the deployment check runs under the settings of production."""
PYTHON = ("src", "tests", "tools", "benchmarks")


@dataclass(frozen=True)
class Check:
    """One program and the environment it needs."""

    title: str
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


CHECKS = (
    Check("ruff: lint", ("ruff", "check", "--quiet", *PYTHON)),
    Check("ruff: format", ("ruff", "format", "--quiet", "--check", *PYTHON)),
    Check("mypy: types", ("mypy", "--no-error-summary"), PRODUCTION),
    Check("import-linter: the tree is the journey", ("lint-imports", "--no-cache"), PRODUCTION),
    Check("djlint: templates", ("djlint", "--quiet", "--lint", "src/politoscope")),
    Check("migrations: none missing", ("politoscope", "manage", "makemigrations", "--check", "--dry-run"), PRODUCTION),
    Check("messages: complete and up to date", ("python", "tools/messages.py", "check")),
    Check("bandit: security lint", ("bandit", "--quiet", "-r", "src", "-ll", "-c", "pyproject.toml")),
    Check(
        "deployment: production settings",
        ("politoscope", "manage", "check", "--deploy", "--fail-level", "WARNING"),
        PRODUCTION,
    ),
    Check("reuse: licences", ("reuse", "lint", "--quiet")),
)


def perform(check: Check) -> tuple[bool, str]:
    """Run one check and print its line; return whether it passed, and its output."""
    started = time.monotonic()
    done = subprocess.run(
        [str(VENV / check.words[0]), *check.words[1:]],
        cwd=ROOT,
        env={**os.environ, **check.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    print(f"  {'ok    ' if passed else 'FAILED'} {check.title} ({time.monotonic() - started:.1f} s)", flush=True)
    return passed, done.stdout


def main(wanted: list[str]) -> int:
    """Run all checks, or those whose title begins with one of the given words."""
    chosen = [check for check in CHECKS if not wanted or check.title.startswith(tuple(wanted))]
    results = [(check, *perform(check)) for check in chosen]
    failed = [(check, output) for check, passed, output in results if not passed]
    for check, output in failed:
        print(f"\n── {check.title}\n   {' '.join(check.words)}\n{output}")
    print(f"{len(chosen) - len(failed)} of {len(chosen)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
