from __future__ import annotations

from datetime import date, datetime

from django import template
from django.db.models import Model
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from politoscope.editions.dates import spell_date, spell_dates
from politoscope.editions.enums import Feature
from politoscope.editions.models import Edition, Room
from politoscope.editions.overview import ShownCard
from politoscope.editions.parts import name_of

register = template.Library()


@register.filter
def edition_dates(edition: Edition) -> str:
    """Write the days of an edition; load them with ``with_frame()``."""
    return spell_dates([day.date for day in edition.days.all()])


@register.filter
def long_date(day: date) -> str:
    """Write a day with month and year."""
    return spell_date(day)


@register.filter
def part_name(row: Model) -> str:
    """Say what a part of an edition is called."""
    return name_of(row)


@register.filter
def local_date(instant: datetime) -> date:
    """Return the day on which an instant falls in the zone of the page."""
    return timezone.localdate(instant)


@register.filter
def feature_labels(room: Room) -> list[str]:
    """Name the equipment of a room."""
    return [str(Feature(code).label) for code in room.features]


@register.simple_tag(takes_context=True)
def include_card(context: Context, shown: ShownCard) -> SafeString:
    """Render what a stage says on its card of the overview."""
    values = {"edition": context["edition"], **shown.context}
    return render_to_string(shown.card.template, values, request=context["request"])
