"""A PostgreSQL cluster that lives as long as a ``with`` block: own folder, free port, loopback only.

``with throw_away_cluster() as address`` gives an address for ``DATABASE_URL``. PostgreSQL refuses to run as root;
there the cluster belongs to the user postgres that Debian's package brings.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {
    "fsync": "off",  # the data does not outlive the tests; the durability tests run on a server of their own
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "150",  # fifty ballots against fifty closes
}


def programs() -> Path:
    """Return the folder of initdb and pg_ctl, newest version first."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*debian, *([Path(on_path).parent] if on_path else [])]:
        if (folder / "initdb").exists():
            return folder
    raise FileNotFoundError("PostgreSQL is not installed. On Debian: apt-get install postgresql")


def free_port() -> int:
    """Return a port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_owner(folder: Path) -> list[str]:
    """Return the words before a command that make it run as the owner of the cluster."""
    if os.geteuid() != 0:
        return []
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def run(words: list[str]) -> None:
    """Run a program of PostgreSQL; raise with its output when it fails."""
    done = subprocess.run(words, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout}")


@contextmanager
def throw_away_cluster(*, durable: bool = False) -> Iterator[str]:
    """Start a cluster, yield its address, stop it and delete it. ``durable`` keeps every commit on disk."""
    folder = Path(tempfile.mkdtemp(prefix="politoscope-postgres-"))
    owner, data, port = as_owner(folder), folder / "data", free_port()
    settings = {} if durable else SETTINGS
    options = " ".join([f"-p {port}", "-h 127.0.0.1", f"-k {folder}", *(f"-c {k}={v}" for k, v in settings.items())])
    control = [*owner, str(programs() / "pg_ctl"), "-D", str(data), "-w", "-s"]
    try:
        initdb = [*owner, str(programs() / "initdb"), "-D", str(data), "-U", "politoscope", "-A", "trust"]
        run([*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        run([*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield f"postgres://politoscope@127.0.0.1:{port}/postgres"
        finally:
            run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
