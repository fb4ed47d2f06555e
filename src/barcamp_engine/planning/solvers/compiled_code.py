"""Where compiled code is kept, and whether it is there. Imports nothing heavy.

Kernels are compiled by numba once per machine and kept on disk, so that nobody waits on stage. The folder is named
after the content of every kernel: one that calls a changed one is compiled anew, which numba alone would miss. It is
named after their paths and times, too: numba does not use what it compiled for a copy, and would compile on stage.
`NUMBA_CACHE_DIR` wins; then the folder of the package, when it can be written; then the user's cache; then the
system's temporary folder.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import tempfile
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).parent
READY = "ready"


@cache
def fingerprint() -> str:
    """Return a name for this state of the kernels on this kind of machine; empty without numba."""
    try:
        compiler = version("numba")
    except PackageNotFoundError:
        return ""
    digest = hashlib.sha256(f"{sys.version}{platform.machine()}{compiler}".encode())
    for path in sorted((HERE / "kernels").glob("*.py")):
        digest.update(f"{path}{path.stat().st_mtime_ns}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _prefix() -> str:
    """Return how the folders of this installation begin; others on this machine have their own."""
    return f"politoscope-{hashlib.sha256(str(HERE).encode()).hexdigest()[:8]}-"


@cache
def folder() -> Path | None:
    """Return the folder of compiled code, created if need be; None when there is none to be had."""
    if not fingerprint():
        return None
    name = f"{_prefix()}{fingerprint()}"
    for base in _candidates():
        found = base / name
        if (found / READY).exists():
            return found
        try:
            found.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(found, os.W_OK):
            return found
    return None


def is_warm() -> bool:
    """Whether every kernel has been compiled here before."""
    where = folder()
    return where is not None and (where / READY).exists()


def mark_warm() -> None:
    """Note that every kernel is compiled."""
    where = folder()
    if where is not None:
        (where / READY).write_text("compiled\n", encoding="utf-8")
        for older in where.parent.glob(f"{_prefix()}*"):
            if older != where:
                shutil.rmtree(older, ignore_errors=True)


def _candidates() -> list[Path]:
    named = os.environ.get("NUMBA_CACHE_DIR")
    cache_home = os.environ.get("XDG_CACHE_HOME")
    user = Path(cache_home) if cache_home else Path(os.path.expanduser("~")) / ".cache"  # noqa: PTH111
    return [*([Path(named)] if named else []), HERE / "__pycache__", user, Path(tempfile.gettempdir())]
