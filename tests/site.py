"""A site as visitors meet it: the real server in a process of its own, production settings of the demo, own data.

``running_site(...)`` starts one on a free port with the demo editions in the wanted phase, on SQLite or on the
PostgreSQL of ``DATABASE_URL``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from tools.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "politoscope.cli"]
STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """Where a running site is, and how to talk to its database from outside."""

    origin: str
    environment: dict[str, str]
    process: subprocess.Popen

    def url(self, path: str) -> str:
        """Return the full address of a path."""
        return self.origin + path

    def command(self, *words: str) -> str:
        """Run a command of the product on this site's data and return what it printed."""
        return run_command(words, self.environment)


def run_command(words: Sequence[str], environment: dict[str, str]) -> str:
    """Run ``politoscope …``; raise with its output when it fails."""
    done = subprocess.run(
        [*COMMAND, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180
    )
    if done.returncode:
        raise AssertionError(f"politoscope {' '.join(words)}\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def running_site(*, phase: str) -> Iterator[Site]:
    """Start a site with the demo editions, today's in the wanted phase; stop it and throw its data away."""
    folder = Path(tempfile.mkdtemp(prefix="politoscope-site-"))
    port = free_port()
    environment = site_environment(folder, port)
    with database_of(folder) as address:
        environment["DATABASE_URL"] = address
        run_command(["manage", "migrate", "--verbosity=0"], environment)
        run_command(["manage", "collectstatic", "--noinput", "--verbosity=0"], environment)
        run_command(["demo", "--phase", phase], environment)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        try:
            site = Site(f"http://127.0.0.1:{port}", environment, process)
            wait_until_healthy(site, folder / "log")
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
            shutil.rmtree(folder, ignore_errors=True)


def site_environment(folder: Path, port: int) -> dict[str, str]:
    """Return the variables of a demo site; nothing of the test run's own settings leaks into it."""
    ours = ("SECRET_KEY", "ALLOWED_HOSTS", "MAIL_URL", "WORKER_IN_SERVER", "STATIC_ROOT", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {
        "POLITOSCOPE_DEMO": "1",
        "POLITOSCOPE_DATA": str(folder),
        "SITE_ORIGIN": f"http://127.0.0.1:{port}",
        "STAFF_NEEDS_SECOND_FACTOR": "0",
        "PYTHONPATH": str(ROOT / "src"),
    }


@contextmanager
def database_of(folder: Path) -> Iterator[str]:
    """Give a site its own database: a file, or a fresh one on the server that the test run names."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'politoscope.sqlite3'}"
        return
    name = f"site_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield server.rpartition("/")[0] + f"/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def wait_until_healthy(site: Site, log: Path) -> None:
    """Wait for the first answer; show the server's own words when it does not come."""
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and site.process.poll() is None:
        try:
            with urllib.request.urlopen(site.url("/healthz"), timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"The site did not start.\n{log.read_text()}")
