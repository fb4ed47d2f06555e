"""From a day and a time of the clock to an instant, and the two hours a year in which that goes wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clock shows a time on a day.

    Raises:
        ValidationError: the clock skips that time in spring, or shows it twice in autumn.
    """
    local = datetime.combine(day, clock, tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(_("The clock skips this time on that day, because summer time begins. Choose another."))
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise ValidationError(
            _("The clock shows this time twice on that day, because summer time ends. Choose another.")
        )
    return local.astimezone(UTC)


def span_of(day: date, start: time, end: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return [start, end) on one day; an end at 00:00 is the midnight that ends the day.

    Raises:
        ValidationError: the end does not come after the start, or a time does not exist.
    """
    last_day = day + timedelta(days=1) if end == time(0, 0) else day
    starts_at, ends_at = instant_of(day, start, zone), instant_of(last_day, end, zone)
    if ends_at <= starts_at:
        raise ValidationError(_("The end must come after the start."))
    return starts_at, ends_at
