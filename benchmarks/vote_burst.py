"""How fast ballots become durable when everybody votes at once, and whether one is lost or doubled.

    python benchmarks/vote_burst.py [--voters 1000] [--marks 30] [--database sqlite|postgres|both] [--kills 0]

Starts the product on this machine (loopback, one process, production settings), signs every voter in, opens a
connection for each and sends one ballot of 30 marks per voter, all at once. A ballot counts as acknowledged when its
answer has arrived; the server answers after the commit is on disk (SQLite ``synchronous=FULL``, PostgreSQL
``fsync=on``).
Latency runs from the instant of the burst to the answer, so it includes the queue of everybody.

The bare limits of the same run: one commit per ballot without Django (``bare commits``), and the smallest page of the
product over as many kept connections (``bare pages``). With ``--kills N`` the server is killed with SIGKILL and started
again N times while ballots come in (the column counts the kills that hit ballots on their way); whoever got no answer
sends the same delivery again, as the phones do. The rates of such a run mean nothing. With ``--spread 60`` the ballots
come evenly over a minute, as in a real room (R-18), and latency runs from the sending of each.
``CPU ms`` is the server's own processor time per ballot and ``sender ms`` that of this program, which shares the
machine: they say nearly the same on a busy one. ``load`` is the load average of the minute before.
Sends to 127.0.0.1 only, a fixed number of requests, and stops by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from serving import bare
from serving.burst import Faults, burst, burst_with_kills, compare, deliveries_for
from serving.site import ROOT, Site

COLUMNS = ["database", "voters", "kills", "durable ballots/s", "p50 s", "p95 s", "p99 s", "bare commits/s", "ratio"]
COLUMNS += ["bare pages/s", "ratio", "CPU ms", "sender ms", "load", "lost", "doubled", "changed"]
HEADER = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


@dataclass
class Figures:
    """What one run measured."""

    database: str
    voters: int
    kills: int
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    bare_commits: float = 0.0
    bare_pages: float = 0.0
    cpu_seconds: float = 0.0
    sender_seconds: float = 0.0
    hits: int = 0
    """Kills that came while ballots were on their way."""
    faults: Faults = field(default_factory=lambda: Faults(0, 0, 0))

    def line(self) -> str:
        """Return a row of the table."""
        cuts = statistics.quantiles(self.latencies, n=100)
        rate = self.voters / self.seconds
        kills = f"{self.hits}/{self.kills}" if self.kills else "0"
        cells = [self.database, str(self.voters), kills, f"{rate:.0f}"]
        cells += [f"{cuts[percent - 1]:.2f}" for percent in (50, 95, 99)]
        for limit in (self.bare_commits, self.bare_pages):
            cells += [f"{limit:.0f}", f"{rate / limit:.2f}"]
        cells += [f"{1000 * spent / self.voters:.1f}" for spent in (self.cpu_seconds, self.sender_seconds)]
        cells += [f"{self.load:.1f}"]
        cells += [str(count) for count in (self.faults.lost, self.faults.doubled, self.faults.changed)]
        return f"| {' | '.join(cells)} |"


def measure(name: str, database: str, folder: Path, arguments: argparse.Namespace) -> Figures:
    """Run one burst on one database."""
    site = Site(folder, production(database))
    site.set_up()
    deliveries = deliveries_for(site, arguments.voters, arguments.marks)
    figures = Figures(name, arguments.voters, arguments.kills)
    figures.bare_commits = bare.commits_per_second(name, database, folder)
    site.start()
    try:
        figures.bare_pages = asyncio.run(bare.pages_per_second(site.port))
        served, spent, began = site.cpu_seconds(), time.process_time(), time.monotonic()
        if arguments.kills:
            figures.hits = asyncio.run(burst_with_kills(deliveries, site, kills=arguments.kills))
            figures.seconds = time.monotonic() - began
        else:
            figures.seconds = asyncio.run(burst(deliveries, site, spread=arguments.spread))
        figures.cpu_seconds = site.cpu_seconds() - served
        figures.sender_seconds = time.process_time() - spent
    finally:
        site.stop(signal.SIGKILL)  # what was acknowledged must be there without a farewell
    figures.latencies = [delivery.answered_after or 0.0 for delivery in deliveries]
    figures.faults = compare(deliveries, site)
    return figures


def production(database: str) -> dict[str, str]:
    """Return the variables of a site that is no demo."""
    return {
        "SECRET_KEY": "burst-" + "0123456789" * 5,
        "ALLOWED_HOSTS": "127.0.0.1",
        "MAIL_URL": "demo:",
        "STAFF_NEEDS_SECOND_FACTOR": "0",
        "DATABASE_URL": database,
    }


@contextmanager
def database_for(name: str, folder: Path) -> Iterator[str]:
    """Give an address: a file of its own, or a throw-away cluster that keeps every commit on disk."""
    if name == "SQLite":
        yield f"sqlite:///{folder / 'politoscope.sqlite3'}"
        return
    sys.path.insert(0, str(ROOT))
    from tools.postgres import throw_away_cluster

    with throw_away_cluster(durable=True) as address:
        yield address


def allow_many_connections() -> None:
    """Raise the number of open files to what the system allows: each voter is one."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--voters", type=int, default=1000)
    parser.add_argument("--marks", type=int, default=30)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--spread", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    arguments = parser.parse_args()
    allow_many_connections()
    names = {"sqlite": ["SQLite"], "postgres": ["PostgreSQL"], "both": ["SQLite", "PostgreSQL"]}[arguments.database]
    print(HEADER, flush=True)
    failed = False
    for name in names:
        with tempfile.TemporaryDirectory(prefix="vote-burst-") as folder, database_for(name, Path(folder)) as address:
            figures = measure(name, address, Path(folder), arguments)
            failed = failed or figures.faults != Faults(0, 0, 0)
            print(figures.line(), flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
