"""A server that is killed in the middle of a burst loses no acknowledged ballot and doubles none.

A few kills here; ``benchmarks/vote_burst.py --kills 100`` does a hundred on each database.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_three_kills_in_a_burst_lose_and_double_nothing() -> None:
    database = "postgres" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    done = subprocess.run(
        [sys.executable, "benchmarks/vote_burst.py", "--voters", "80", "--kills", "3", "--database", database],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    row = [cell.strip() for cell in done.stdout.strip().splitlines()[-1].strip("|").split("|")]
    hits, kills = row[2].split("/")
    assert kills == "3"
    assert int(hits) >= 1  # otherwise nothing was at stake
    assert row[-3:] == ["0", "0", "0"]
