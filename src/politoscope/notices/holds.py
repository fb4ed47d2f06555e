"""Stopping the clock of an edition: an archive is to be offered its records first, or a dispute is open (P-07)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.notices.models import RetentionHold
from politoscope.people.models import Person


def hold_of(edition: Edition) -> RetentionHold | None:
    """Return the hold on an edition, if there is one. One query."""
    return RetentionHold.objects.filter(edition=edition).first()


def held_editions() -> frozenset[UUID]:
    """Return the editions of which nothing may go. One query."""
    return frozenset(RetentionHold.objects.values_list("edition", flat=True))


@transaction.atomic
def place_hold(
    *, edition: Edition, reason: str, actor: Person | None, via: str = "web", now: datetime
) -> RetentionHold:
    """Stop what goes by itself; a second hold only changes the reason."""
    hold, _is_new = RetentionHold.objects.update_or_create(
        edition=edition, defaults={"reason": reason}, create_defaults={"reason": reason, "placed_at": now}
    )
    record_entry(
        edition=edition, actor=actor, action="notices.hold", target=hold, after={"reason": reason}, via=via, now=now
    )
    return hold


@transaction.atomic
def lift_hold(*, edition: Edition, actor: Person | None, via: str = "web", now: datetime) -> bool:
    """Let the clock go on: what is overdue goes in the next run. Tell whether there was a hold."""
    hold = hold_of(edition)
    if hold is None:
        return False
    record_entry(edition=edition, actor=actor, action="notices.lift_hold", target=hold, via=via, now=now)
    hold.delete()
    return True
