"""How long ``make run`` takes to the first page when everything is in place, and how much memory the site holds.

    python benchmarks/start.py [--again 3]

Runs ``make run`` as a person would, on a free port and with data of its own: the first time builds the demo (and what
else is missing) and is not measured, each further time is, from the call to the last byte of the first page. Resident
memory is that of the server's process, after that page and after every page a visitor finds on it was opened once.
Targets (DESIGN.md): 5 s, 250 MB.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from serving.site import ROOT, free_port

SECONDS, MEGABYTES = 5.0, 250.0
PATIENCE_SECONDS = 900
LINK = re.compile(r'href="(/[^"#?]*)"')


def make_run(folder: Path) -> tuple[float, float, float]:
    """Start the site, walk around, stop it; return the seconds to the first page and MB then and after the walk."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "POLITOSCOPE_DATA": str(folder)}
    origin, began = f"http://127.0.0.1:{port}", time.monotonic()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(["make", "run"], cwd=ROOT, env=environment, stdout=quiet, start_new_session=True)
    try:
        first = None
        while first is None:
            if process.poll() is not None or time.monotonic() > began + PATIENCE_SECONDS:
                raise SystemExit("make run did not bring a page")
            first = page(origin + "/")
            time.sleep(0 if first else 0.02)
        seconds, server = time.monotonic() - began, server_of(process.pid)
        held = resident_mb(server)
        for path in sorted(set(LINK.findall((page(origin + "/heute/") or first).decode()))):
            page(origin + path)
        return seconds, held, resident_mb(server)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def page(url: str) -> bytes | None:
    """Return a page, or None when there is none (yet)."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bytes(answer.read())
    except OSError:
        return None


def server_of(parent: int) -> int:
    """Return the process of the server: the largest of the group."""
    group = [int(path.name) for path in Path("/proc").glob("[0-9]*") if group_of(int(path.name)) == parent]
    return max(group, key=resident_mb)


def group_of(process: int) -> int:
    """Return the group of a process; 0 when it is gone."""
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return 0


def resident_mb(process: int) -> float:
    """Return the memory that a process holds."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS:")), 0.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--again", type=int, default=3)
    again = parser.parse_args().again
    with tempfile.TemporaryDirectory(prefix="start-") as folder:
        make_run(Path(folder))
        print(f"| start | first page, s (target {SECONDS:.0f}) | MB then | MB after a walk (target {MEGABYTES:.0f}) |")
        print(f"|{'---|' * 4}")
        for number in range(again):
            seconds, first, walked = make_run(Path(folder))
            print(f"| {number + 2} | {seconds:.1f} | {first:.0f} | {walked:.0f} |", flush=True)
    print(f"load average: {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
