"""Remembers what was done with which input, so that a second call does only what has changed.

A step is skipped when the hash of its inputs' content equals the stamp of its last success and its outputs exist.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Step:
    """One thing to do: what it reads (files, or plain facts), what must exist afterwards, and how it is done."""

    title: str
    stamp: Path
    run: Callable[[], None]
    files: tuple[str, ...] = ()
    """Patterns below the repository."""
    facts: tuple[str, ...] = ()
    outputs: tuple[Path, ...] = ()


def digest(patterns: Iterable[str], facts: Iterable[str] = ()) -> str:
    """Return a hash of facts and of the content of all files that match the patterns."""
    total = hashlib.sha256()
    for fact in facts:
        total.update(fact.encode() + b"\0")
    for pattern in patterns:
        for path in sorted(path for path in ROOT.glob(pattern) if path.is_file()):
            total.update(str(path.relative_to(ROOT)).encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_done(step: Step) -> bool:
    """Tell whether the step was done with the same input, and what it made is still there."""
    known = step.stamp.read_text() if step.stamp.exists() else ""
    return known == digest(step.files, step.facts) and all(output.exists() for output in step.outputs)


def perform(step: Step) -> None:
    """Do the step unless it was done with the same input; say how long it took."""
    if is_done(step):
        return
    fresh = digest(step.files, step.facts)
    print(f"  {step.title} … ", end="", flush=True)
    started = time.monotonic()
    step.run()
    step.stamp.parent.mkdir(parents=True, exist_ok=True)
    step.stamp.write_text(fresh)
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def stop(sentence: str) -> None:
    """End with one clear sentence and a failing status."""
    print(f"\n{sentence}", file=sys.stderr)
    raise SystemExit(1)
