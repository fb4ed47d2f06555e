"""How fast ballots become durable when everybody votes at once, and whether one is lost or doubled.

    python benchmarks/vote_burst.py [--voters 1000] [--marks 30] [--database sqlite|postgres|both] [--kills 0]

Starts the product on this machine (loopback, one process, production settings), signs every voter in, opens a
connection for each and sends one ballot of 30 marks per voter, all at once. A ballot counts as acknowledged when its
answer has arrived; the server answers after the commit is on disk (SQLite ``synchronous=FULL``, PostgreSQL
``fsync=on``).
Latency runs from the instant of the burst to the answer, so it includes the queue of everybody.

The bare limits of the same run: one commit per ballot without Django (``bare commits``), and the smallest page of the
product over the same connections (``bare pages``). With ``--kills N`` the server is killed with SIGKILL and started
again N times while ballots come in (the column counts the kills that hit ballots on their way); whoever got no answer
sends the same delivery again, as the phones do. The rates of such a run mean nothing. With ``--spread 60`` the ballots
come evenly over a minute, as in a real room (R-18), and latency runs from the sending of each.
``CPU ms`` is the server's own processor time per ballot: it says the same on a busy machine.
Sends to 127.0.0.1 only, a fixed number of requests, and stops by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PROPOSALS = 40
PATH = "/burst/vote/1/cast/"
TOKEN = "burst" + "0" * 27
BARE_COMMITS = 300
BARE_PAGES = 300
PATIENCE_SECONDS = 900

SETUP = """
import json, sys
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from datetime import timedelta
from politoscope.editions.models import Edition, Series
from politoscope.people.models import Person
from politoscope.proposals.services import propose_session
from politoscope.registration.models import Registration
from politoscope.voting.services import open_round

voters, proposals = int(sys.argv[1]), int(sys.argv[2])
now = timezone.now()
edition = Edition.objects.create(
    series=Series.objects.create(name="Burst"), slug="burst", title="Burst", is_published=True, phase_by_hand="voting"
)
people = Person.objects.bulk_create(Person(email=f"p{n}@example.org", name=f"P {n}") for n in range(voters))
Registration.objects.bulk_create(
    Registration(edition=edition, person=person, status="confirmed", name=person.name, registered_at=now,
                 checked_in_at=now) for person in people
)
for number in range(proposals):
    propose_session(edition=edition, person=people[number], title=f"Proposal {number}", now=now)
open_round(edition=edition, actor=people[0], seats=20, quorum=0, now=now)
rows = []
for person in people:
    store = SessionStore()
    data = {"_auth_user_id": str(person.pk), "_auth_user_hash": person.get_session_auth_hash(),
            "_auth_user_backend": "allauth.account.auth_backends.AuthenticationBackend"}
    rows.append(Session(session_key=store._get_new_session_key(), session_data=store.encode(data),
                        expire_date=now + timedelta(days=1)))
Session.objects.bulk_create(rows)
print(json.dumps([row.session_key for row in rows]))
"""

COUNT = """
import json
from politoscope.voting.models import Ballot, Participation
print(json.dumps([[b.nonce, b.choices] for b in Ballot.objects.all()] + [Participation.objects.count()]))
"""


@dataclass
class Delivery:
    """One voter's ballot on its way: sent again with the same nonce until it is answered."""

    cookie: str
    nonce: str
    marks: list[int]
    answered_after: float | None = None
    attempts: int = 0

    def request(self, port: int) -> bytes:
        """Return the bytes of the request, as the page's script sends it."""
        body = "&".join([f"nonce={self.nonce}", *(f"marks={mark}" for mark in self.marks)]).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n"
            f"Cookie: session={self.cookie}; csrf={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@dataclass
class Figures:
    """What one run measured."""

    database: str
    voters: int
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    changed: int = 0
    bare_commits: float = 0.0
    bare_pages: float = 0.0
    kills: int = 0
    spread: float = 0.0
    cpu_seconds: float = 0.0
    hits: int = 0
    """Kills that came while ballots were on their way."""

    def line(self) -> str:
        """Return a row of the table."""
        cuts = statistics.quantiles(self.latencies, n=100)
        rate = self.voters / self.seconds
        kills = f"{self.hits}/{self.kills}" if self.kills else "0"
        cells = [self.database, self.voters, kills, f"{rate:.0f}"]
        cells += [f"{cuts[percent - 1]:.2f}" for percent in (50, 95, 99)]
        for limit in (self.bare_commits, self.bare_pages):
            cells += [f"{limit:.0f}", f"{rate / limit:.2f}"]
        cells += [f"{self.cpu_seconds / self.voters * 1000:.1f}", self.lost, self.doubled, self.changed]
        return f"| {' | '.join(map(str, cells))} |"


COLUMNS = ["database", "voters", "kills", "durable ballots/s", "p50 s", "p95 s", "p99 s", "bare commits/s", "ratio"]
COLUMNS += ["bare pages/s", "ratio", "CPU ms", "lost", "doubled", "changed"]
HEADER = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


class Site:
    """The product in a process of its own, with data of its own."""

    def __init__(self, folder: Path, database: str, port: int) -> None:
        self.folder, self.port = folder, port
        self.environment = {
            **os.environ,
            "SECRET_KEY": "burst-" + "0123456789" * 5,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_ORIGIN": f"http://127.0.0.1:{port}",
            "MAIL_URL": "demo:",
            "STAFF_NEEDS_SECOND_FACTOR": "0",
            "POLITOSCOPE_DATA": str(folder),
            "DATABASE_URL": database,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "politoscope.settings",
        }
        self.environment.pop("POLITOSCOPE_DEMO", None)
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> str:
        """Run a program in the site's environment."""
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        return done.stdout

    def script(self, text: str, *words: str) -> str:
        """Run a script with Django set up."""
        return self.run("-c", f"import django; django.setup()\n{text}", *words).strip().splitlines()[-1]

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "politoscope.cli", "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2).read()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise SystemExit((self.folder / "log").read_text())

    def cpu_seconds(self) -> float:
        """Return the processor time the server has used so far."""
        if self.process is None:
            return 0.0
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
            self.process = None


async def exchange(port: int, request: bytes) -> tuple[int, bytes]:
    """Send one request on a connection of its own and return status and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next(
            (int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length")), 0
        )
        return int(head.split()[1]), await reader.readexactly(length)
    finally:
        writer.close()


async def deliver(delivery: Delivery, port: int, wait: float = 0.0) -> None:
    """Send until there is an answer: no answer means that nobody knows whether it arrived."""
    await asyncio.sleep(wait)
    began = time.monotonic()
    while delivery.answered_after is None:
        delivery.attempts += 1
        try:
            status, body = await exchange(port, delivery.request(port))
        except (ConnectionError, asyncio.IncompleteReadError, OSError):
            await asyncio.sleep(0.2)
            continue
        if status >= 500:
            await asyncio.sleep(0.2)
            continue
        if status != 200:
            raise SystemExit(f"{status} {body[:300]!r}")
        delivery.answered_after = time.monotonic() - began


async def burst(deliveries: list[Delivery], site: Site, figures: Figures) -> float:
    """Send everything and return the seconds until the last answer.

    Without kills all at once, or spread over a while. With kills in as many waves: each wave is cut off by SIGKILL
    shortly after its first answer, while the others are on their way; they are sent again until they are answered.
    """
    began = time.monotonic()
    waves = [deliveries[start :: figures.kills + 1] for start in range(figures.kills + 1)]
    tasks: list[asyncio.Task[None]] = []
    for wave in waves[:-1]:
        tasks += [asyncio.create_task(deliver(delivery, site.port)) for delivery in wave]
        while all(delivery.answered_after is None for delivery in wave):
            await asyncio.sleep(0.001)
        await asyncio.sleep(random() * 0.05)
        figures.hits += any(not task.done() for task in tasks)
        await asyncio.to_thread(site.stop, signal.SIGKILL)
        await asyncio.to_thread(site.start)
    pause = figures.spread / len(waves[-1])
    tasks += [asyncio.create_task(deliver(d, site.port, place * pause)) for place, d in enumerate(waves[-1])]
    await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE_SECONDS)
    return time.monotonic() - began


async def pages_per_second(port: int) -> float:
    """Return how many of the smallest page come back a second, on as many connections as the ballots have."""
    request = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    began = time.monotonic()
    await asyncio.gather(*(exchange(port, request) for _ in range(BARE_PAGES)))
    return BARE_PAGES / (time.monotonic() - began)


def bare_sqlite(folder: Path) -> float:
    """Return durable commits a second: one ballot and one marker each, nothing else."""
    with sqlite3.connect(folder / "bare.sqlite3", isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE b (id TEXT PRIMARY KEY, k TEXT UNIQUE, c TEXT)")
        connection.execute("CREATE TABLE m (id TEXT PRIMARY KEY, h TEXT UNIQUE)")
        choices, began = json.dumps(list(range(30))), time.monotonic()
        for number in range(BARE_COMMITS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO b VALUES (?, ?, ?)", (str(number), f"k{number}", choices))
            connection.execute("INSERT INTO m VALUES (?, ?)", (str(number), f"h{number}"))
            connection.execute("COMMIT")
        return BARE_COMMITS / (time.monotonic() - began)


def bare_postgres(address: str) -> float:
    """Return durable commits a second on one connection."""
    import psycopg

    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE b (id TEXT PRIMARY KEY, k TEXT UNIQUE, c TEXT)")
        connection.execute("CREATE TABLE m (id TEXT PRIMARY KEY, h TEXT UNIQUE)")
        connection.commit()
        choices, began = json.dumps(list(range(30))), time.monotonic()
        for number in range(BARE_COMMITS):
            connection.execute("INSERT INTO b VALUES (%s, %s, %s)", (str(number), f"k{number}", choices))
            connection.execute("INSERT INTO m VALUES (%s, %s)", (str(number), f"h{number}"))
            connection.commit()
        return BARE_COMMITS / (time.monotonic() - began)


def measure(name: str, database: str, folder: Path, arguments: argparse.Namespace) -> Figures:
    """Run one burst on one database."""
    figures = Figures(name, arguments.voters, kills=arguments.kills, spread=arguments.spread)
    figures.bare_commits = bare_sqlite(folder) if name == "SQLite" else bare_postgres(database)
    site = Site(folder, database, free_port())
    site.run("-m", "politoscope.cli", "manage", "migrate", "--verbosity=0")
    site.run("-m", "politoscope.cli", "manage", "collectstatic", "--noinput", "--verbosity=0")
    cookies = json.loads(site.script(SETUP, str(arguments.voters), str(PROPOSALS)))
    deliveries = [
        Delivery(
            cookie, os.urandom(16).hex(), sorted({1 + (n * 7 + k * 3) % PROPOSALS for k in range(arguments.marks)})
        )
        for n, cookie in enumerate(cookies)
    ]
    site.start()
    try:
        figures.bare_pages = asyncio.run(pages_per_second(site.port))
        before = site.cpu_seconds()
        figures.seconds = asyncio.run(burst(deliveries, site, figures))
        figures.cpu_seconds = site.cpu_seconds() - before
    finally:
        site.stop(signal.SIGKILL)  # what was acknowledged must be there without a farewell
    figures.latencies = [delivery.answered_after or 0.0 for delivery in deliveries]
    compare(figures, deliveries, json.loads(site.script(COUNT)))
    return figures


def compare(figures: Figures, deliveries: list[Delivery], stored: list) -> None:
    """Hold what was acknowledged against what is in the database after the last kill."""
    markers, ballots = stored[-1], stored[:-1]
    found = dict(ballots)
    figures.lost = sum(delivery.nonce not in found for delivery in deliveries)
    figures.doubled = len(ballots) - len(found) + abs(markers - len(ballots)) + len(set(found) - nonces(deliveries))
    figures.changed = sum(found.get(delivery.nonce, delivery.marks) != delivery.marks for delivery in deliveries)


def nonces(deliveries: list[Delivery]) -> set[str]:
    return {delivery.nonce for delivery in deliveries}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def database_for(name: str, folder: Path) -> Iterator[str]:
    """Give an address: a file of its own, or a throw-away cluster that keeps every commit on disk."""
    if name == "SQLite":
        yield f"sqlite:///{folder / 'politoscope.sqlite3'}"
        return
    from tools.postgres import throw_away_cluster

    with throw_away_cluster(durable=True) as address:
        yield address


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--voters", type=int, default=1000)
    parser.add_argument("--marks", type=int, default=30)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--spread", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    arguments = parser.parse_args()
    names = {"sqlite": ["SQLite"], "postgres": ["PostgreSQL"], "both": ["SQLite", "PostgreSQL"]}[arguments.database]
    print(HEADER, flush=True)
    failed = False
    for name in names:
        with tempfile.TemporaryDirectory(prefix="vote-burst-") as folder, database_for(name, Path(folder)) as address:
            figures = measure(name, address, Path(folder), arguments)
            failed = failed or bool(figures.lost or figures.doubled or figures.changed)
            print(figures.line(), flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
