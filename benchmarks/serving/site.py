"""The product in a process of its own, with data of its own, as ``politoscope serve`` starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "politoscope.cli"]
STARTS_WITHIN_SECONDS = 60


class Site:
    """One server. ``run`` and ``script`` work on its data while it runs or not."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in {"POLITOSCOPE_DEMO", "DATABASE_URL"}},
            "POLITOSCOPE_DATA": str(folder),
            "SITE_ORIGIN": self.origin,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "politoscope.settings",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> str:
        """Run a command of the product."""
        return self._run([*COMMAND, *words])

    def module(self, name: str) -> str:
        """Run a module."""
        return self._run([sys.executable, "-m", name])

    def script(self, text: str, *words: str) -> str:
        """Run a script with Django set up; return its last line."""
        program = f"import django; django.setup()\n{text}"
        return self._run([sys.executable, "-c", program, *words]).strip().splitlines()[-1]

    def set_up(self) -> None:
        """Make the tables and collect the files."""
        self.run("manage", "migrate", "--verbosity=0")
        self.run("manage", "collectstatic", "--noinput", "--verbosity=0")

    def start(self) -> float:
        """Start the server, wait until it answers, and return the seconds that took."""
        began = time.monotonic()
        with (self.folder / "log").open("ab") as log:
            command = [*COMMAND, "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)
        while time.monotonic() < began + STARTS_WITHIN_SECONDS and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.origin}/healthz", timeout=2).read()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
            else:
                return time.monotonic() - began
        raise SystemExit((self.folder / "log").read_text())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
            self.process = None

    def cpu_seconds(self) -> float:
        """Return the processor time that the server has used so far."""
        return cpu_seconds(self.process.pid) if self.process is not None else 0.0

    def resident_mb(self) -> float:
        """Return the memory that the server holds."""
        assert self.process is not None
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1000

    def _run(self, words: list[str]) -> str:
        done = subprocess.run(words, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        return done.stdout


def demo_site(folder: Path, phase: str) -> Site:
    """Return a site with the demo editions, today's in the wanted phase. It is not started yet."""
    site = Site(folder, {"POLITOSCOPE_DEMO": "1"})
    site.set_up()
    site.run("demo", "--phase", phase)
    return site


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process and its children have used so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if process in (int(stat.parent.name), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
