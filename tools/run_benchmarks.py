"""``make bench``: every benchmark, one after another, each under the command that made it.

``python tools/run_benchmarks.py [NAME …]`` runs those whose name begins with one of the words. Call one by hand for its
options; results that are kept lie in docs/benchmarks/.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = {
    "voting.py": ["--quick"],
    "planning.py": ["--seconds", "1"],
    "plan_page.py": ["--without-pretalx"],
}
"""What ``make bench`` asks for: everything once, in minutes. Peers that take an hour are called by hand."""
PARTS = {"streams_site.py", "planning_runs.py", "planning_repairs.py", "planning_picture.py"}
"""Files that a benchmark starts itself."""


def main(wanted: list[str]) -> int:
    """Run the benchmarks; the exit status is 0 when all of them ended well."""
    found = sorted(path for path in (ROOT / "benchmarks").glob("*.py") if path.name not in PARTS)
    failed = []
    for path in (path for path in found if not wanted or path.name.startswith(tuple(wanted))):
        words = [str(path.relative_to(ROOT)), *OPTIONS.get(path.name, [])]
        print(f"\n── python {' '.join(words)}", flush=True)
        started = time.monotonic()
        if subprocess.run([sys.executable, *words], cwd=ROOT, check=False).returncode:
            failed.append(path.name)
        print(f"   took {time.monotonic() - started:.0f} s", flush=True)
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
