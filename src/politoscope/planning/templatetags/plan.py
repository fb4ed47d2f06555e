"""Words and times of the plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from politoscope.planning.differences import Difference
from politoscope.planning.words import spell_difference

register = template.Library()


@register.filter
def day_name(day: date | datetime) -> str:
    """Return a day with its weekday: “Thursday, 20 November 2025”."""
    if isinstance(day, datetime):
        day = timezone.localtime(day)
    return date_format(day, pgettext("date format", "l, j F Y"))


@register.filter
def moment(instant: datetime) -> str:
    """Return day and time of an instant in the zone of the edition."""
    return date_format(timezone.localtime(instant), pgettext("date format", "j F, H:i"))


@register.filter
def needs_zone(block: Any) -> bool:
    """Tell whether the clock shows this time twice, at the end of summer time."""
    start = timezone.localtime(block.starts_at)
    return start.replace(fold=0).utcoffset() != start.replace(fold=1).utcoffset()


@register.filter
def zone_name(instant: datetime) -> str:
    """Return the short name of the zone at an instant: CEST or CET."""
    return timezone.localtime(instant).tzname() or ""


@register.filter
def in_words(one: Difference) -> str:
    """Say what happened to a session."""
    return spell_difference(one)
