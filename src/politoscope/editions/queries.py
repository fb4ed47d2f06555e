"""What pages need to know about editions, in a known number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Max, Min

from politoscope.editions.models import Edition

if TYPE_CHECKING:
    from politoscope.people.models import Person


def current_edition(*, person: Person | None, today: date) -> Edition | None:
    """Return the edition the front door leads to: today's, else the next one, else the last one.

    Asks one query. Editions without a day count as to come, after all that have a date.
    """
    editions = (
        Edition.objects.visible_to(person)
        .annotate(first_day=Min("days__date"), last_day=Max("days__date"))
        .order_by("first_day", "slug")
    )
    return choose_current(editions, today=today)


def choose_current(editions: Iterable[Edition], *, today: date) -> Edition | None:
    """Choose among editions that carry ``first_day`` and ``last_day``, sorted by the first."""
    dated = [edition for edition in editions if edition.first_day is not None]  # type: ignore[attr-defined]
    undated = [edition for edition in editions if edition.first_day is None]  # type: ignore[attr-defined]
    to_come = [edition for edition in dated if edition.last_day >= today]  # type: ignore[attr-defined]
    return next(iter(to_come + dated[::-1] + undated), None)


def past_editions(edition: Edition, *, person: Person | None) -> list[Edition]:
    """Return the earlier editions of the same series, newest first, each with its hosts and days. Three queries."""
    return list(
        Edition.objects.visible_to(person)
        .filter(series=edition.series_id)
        .exclude(pk=edition.pk)
        .annotate(first_day=Min("days__date"))
        .filter(first_day__lt=min((day.date for day in edition.days.all()), default=date.max))
        .prefetch_related("institutions", "days")
        .order_by("-first_day")
    )


def opening_hours(edition: Edition) -> dict[date, tuple[datetime, datetime]]:
    """Return for each day with anything on it the first start and the last end, in the edition's zone. Two queries."""
    zone = ZoneInfo(edition.time_zone)
    spans = [
        *edition.slots.values_list("starts_at", "ends_at"),
        *edition.programme_items.values_list("starts_at", "ends_at"),
    ]
    hours: dict[date, tuple[datetime, datetime]] = {}
    for starts_at, ends_at in ((start.astimezone(zone), end.astimezone(zone)) for start, end in spans):
        first, last = hours.get(starts_at.date(), (starts_at, ends_at))
        hours[starts_at.date()] = (min(first, starts_at), max(last, ends_at))
    return hours
