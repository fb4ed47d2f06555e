"""Words and times of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from politoscope.editions.enums import Feature
from politoscope.editions.models import Room
from politoscope.planning.advice import Objection
from politoscope.planning.differences import Difference
from politoscope.planning.words import day_and_clock, spell_difference, spell_objection

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


@register.filter
def objection(one: Objection) -> str:
    """Say why a cell is not good for a card."""
    return spell_objection(one)


@register.filter
def short_moment(instant: datetime) -> str:
    """Return weekday and time."""
    return day_and_clock(instant)


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Look a key up."""
    return mapping.get(key)


@register.filter
def feature_names(room: Room) -> list[str]:
    """Return the equipment of a room in words."""
    return [str(Feature(code).label) for code in room.features if code in Feature.values]
