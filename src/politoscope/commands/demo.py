"""``politoscope demo``: the editions that tell the story, in a database of their own."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from politoscope.editions.models import Edition

PHASES = ("preparation", "registration", "proposals", "voting", "planning", "live", "documentation", "archive")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--phase", choices=PHASES, help="take today's edition at least this far (default: voting)")
    parser.add_argument("--seed", type=int, default=None, help="other people, other ballots (default: 2026)")
    parser.add_argument("--again", action="store_true", help="throw the demo's database away and begin anew")


def run(arguments: argparse.Namespace) -> int:
    """Build the demo, or bring the one that is there up to date."""
    os.environ.setdefault("POLITOSCOPE_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "politoscope.settings")
    import django
    from django.conf import settings

    django.setup()
    if not settings.DEMO:
        print("The demo needs POLITOSCOPE_DEMO=1: it must never mix with a real edition.", file=sys.stderr)
        return 1
    from politoscope.demo.database import empty_database
    from politoscope.demo.queries import todays_edition

    if arguments.again:
        empty_database()
    edition = todays_edition()
    return _build(arguments) if edition is None else _renew(edition, arguments)


def _build(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from politoscope.demo.build import PHASE, SEED, build_demo
    from politoscope.editions.enums import Phase

    started = time.monotonic()
    phase = Phase(arguments.phase) if arguments.phase else PHASE
    seed = SEED if arguments.seed is None else arguments.seed
    edition = build_demo(seed=seed, phase=phase, now=timezone.now())
    print(f"Built 4 editions in {time.monotonic() - started:.1f} s. Today's is /{edition.slug}/, phase: {phase}.")
    return 0


def _renew(edition: Edition, arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from politoscope.demo.build import go_to, keep_today
    from politoscope.editions.enums import Phase
    from politoscope.editions.phases import phase_of

    if arguments.seed is not None:
        print("The demo is built already; --again begins anew with another seed.", file=sys.stderr)
        return 1
    now = timezone.now()
    moved = " Its day was over; it was moved to today." if keep_today(edition, now=now) else ""
    if arguments.phase:
        go_to(edition, Phase(arguments.phase), now=now)
    print(f"The demo is there: /{edition.slug}/, phase: {phase_of(edition, now=now)}.{moved}")
    return 0
