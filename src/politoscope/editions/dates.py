"""The days of an edition in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext


def spell_dates(dates: Sequence[date]) -> str:
    """Return “19 October 2023”, “20 and 21 November 2025” or “30 November to 2 December 2026”."""
    if not dates:
        return gettext("Date to be announced")
    first, last = min(dates), max(dates)
    if first == last:
        return spell_date(first)
    if len(dates) == 2 and (last - first).days == 1:
        pattern = pgettext("dates", "%(first)s and %(last)s")
    else:
        pattern = pgettext("dates", "%(first)s to %(last)s")
    return pattern % {"first": _spell_beginning(first, last), "last": spell_date(last)}


def spell_date(day: date) -> str:
    """Return the day with month and year, in the language of the page."""
    return date_format(day, pgettext("format of a date", "j F Y"))


def spell_span(starts_at: datetime, ends_at: datetime) -> str:
    """Return the day and the times of something in the zone of the page: “23 November 2026, 15:55–16:35”."""
    begins, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"{spell_date(begins.date())}, {begins:%H:%M}–{ends:%H:%M}"


def _spell_beginning(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return date_format(first, pgettext("format of a day within its month", "j"))
    if first.year == last.year:
        return date_format(first, pgettext("format of a day within its year", "j F"))
    return spell_date(first)
