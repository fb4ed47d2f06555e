"""``politoscope retention``: remove what has had its time, as the worker does every night, or say what would go."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from politoscope.notices.forgetting import Outcome


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="say what would go, and keep it")
    what.add_argument("--hold", metavar="EDITION", help="stop it for an edition, with --reason")
    what.add_argument("--lift", metavar="EDITION", help="let it go on for an edition")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why it is stopped; the privacy page shows it")


def run(arguments: argparse.Namespace) -> int:
    """Do it and print what every rule did; 1 when one of them failed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "politoscope.settings")
    import django

    django.setup()
    from django.utils import timezone

    from politoscope.notices.forgetting import count_what_is_due, forget_what_is_due

    if arguments.hold or arguments.lift:
        return change_hold(arguments)
    now = timezone.now()
    outcomes = count_what_is_due(now=now) if arguments.dry_run else forget_what_is_due(now=now, via="command")
    print("\n".join(lines(outcomes)))
    total = sum(outcome.rows or 0 for outcome in outcomes)
    print(f"{total} rows would go. Nothing was changed." if arguments.dry_run else f"{total} rows went.")
    return 1 if any(outcome.rows is None for outcome in outcomes) else 0


def lines(outcomes: Iterable[Outcome]) -> list[str]:
    """Return one line for each rule that was applied: how many rows, which rule, at which edition."""
    return [
        f"{'failed' if outcome.rows is None else outcome.rows:>6}  {outcome.rule.code:<26}"
        f"{outcome.edition.slug if outcome.edition else 'site'}"
        for outcome in outcomes
    ]


def change_hold(arguments: argparse.Namespace) -> int:
    """Place a hold on an edition, or lift it."""
    from django.utils import timezone

    from politoscope.editions.models import Edition
    from politoscope.notices.holds import lift_hold, place_hold
    from politoscope.trouble import NotReady

    slug, now = arguments.hold or arguments.lift, timezone.now()
    edition = Edition.objects.filter(slug=slug).first()
    if edition is None:
        raise NotReady(f"There is no edition called {slug}.")
    if arguments.lift:
        was_held = lift_hold(edition=edition, actor=None, via="command", now=now)
        print(f"{slug}: the hold is lifted." if was_held else f"{slug}: there was no hold.")
        return 0
    reason = " ".join(arguments.reason.split())
    if not reason:
        raise NotReady("A hold needs a --reason.")
    place_hold(edition=edition, reason=reason[:300], actor=None, via="command", now=now)
    print(f"{slug}: nothing goes by itself until the hold is lifted.")
    return 0
