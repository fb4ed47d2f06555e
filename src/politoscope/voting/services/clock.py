"""The clock of the rounds: it gives more time for a late proposal, announces the close, and closes.

The worker looks at it every second, whether or not anybody has a page open. Pages look too, when it is late.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from politoscope.voting.models import Round
from politoscope.voting.querysets import GRACE, RoundQuerySet
from politoscope.voting.services.closing import LATE, close_when_due, late_until
from politoscope.voting.services.rounds import ANNOUNCEMENT, note

PATIENCE = timedelta(seconds=5)
"""So long pages leave a close to the clock, before the first that comes does it."""


def mind_the_clock(*, now: datetime) -> None:
    """Do for every round what its time asks for. However many do it at once, each step happens once."""
    for round_ in Round.objects.near_their_end(within=LATE, now=now).select_related("edition"):
        mind_round(round=round_, now=now)


def mind_round(*, round: Round, now: datetime) -> Round:
    """Postpone the close behind a late proposal, announce it, or close: whatever is due now."""
    if round.closes_at is None or not round.is_open:
        return round
    earliest = late_until(round, until=min(now, round.closes_at))
    if earliest is not None and earliest > round.closes_at:
        _postpone(round, earliest, now)
    elif round.close_announced_at is None and now < round.closes_at <= now + ANNOUNCEMENT:
        _announce(round, now)
    is_due = round.closes_by_itself and round.closes_at <= now - GRACE
    return close_when_due(round=round, now=now) if is_due else round


def is_overdue(round_: Round, *, now: datetime) -> bool:
    """Tell whether the clock should have closed a round a while ago."""
    if round_.closes_at is None or not round_.closes_by_itself:
        return False
    return round_.closes_at + GRACE + PATIENCE <= now


@transaction.atomic
def _postpone(round_: Round, closes_at: datetime, now: datetime) -> None:
    """Give everybody three minutes to look at the last proposal (VOTING.md 5)."""
    before = round_.closes_at
    if _as_it_was(round_).update(closes_at=closes_at, close_announced_at=None):
        round_.closes_at, round_.close_announced_at = closes_at, None
        note(round_, None, "postpone", now=now, before={"closes_at": before}, after={"closes_at": closes_at})


@transaction.atomic
def _announce(round_: Round, now: datetime) -> None:
    """Tell everybody that two minutes are left, or less."""
    if _as_it_was(round_).filter(close_announced_at=None).update(close_announced_at=now):
        round_.close_announced_at = now
        note(round_, None, "announce_close", now=now, after={"closes_at": round_.closes_at})


def _as_it_was(round_: Round) -> RoundQuerySet:
    """Keep the round only where nobody has closed it or changed its time since it was read."""
    return Round.objects.extendable().filter(pk=round_.pk, closes_at=round_.closes_at)
