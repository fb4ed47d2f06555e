"""Stars and personal calendars: what somebody wants to attend, on every device of theirs."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.models import CalendarKey, Star
from politoscope.proposals.models import Proposal


@transaction.atomic
def star_sessions(*, person: Person, proposals: Iterable[Proposal], now: datetime) -> None:
    """Star sessions; those that are starred already stay so."""
    Star.objects.bulk_create(
        [Star(person=person, proposal=proposal, starred_at=now) for proposal in proposals], ignore_conflicts=True
    )


@transaction.atomic
def unstar_session(*, person: Person, proposal: Proposal) -> None:
    """Take a star away."""
    Star.objects.filter(person=person, proposal=proposal).delete()


@transaction.atomic
def renew_calendar_key(*, edition: Edition, person: Person, now: datetime) -> CalendarKey:
    """Give somebody a new secret address for their calendar; the old one stops working at once."""
    secret = secrets.token_urlsafe(32)
    key, _is_new = CalendarKey.objects.update_or_create(
        edition=edition, person=person, defaults={"secret": secret, "made_at": now}
    )
    return key


@transaction.atomic
def end_calendar_key(*, edition: Edition, person: Person) -> None:
    """End somebody's secret address."""
    CalendarKey.objects.filter(edition=edition, person=person).delete()
