from __future__ import annotations

from datetime import date

from django import template

from politoscope.editions.dates import spell_date, spell_dates
from politoscope.editions.models import Edition

register = template.Library()


@register.filter
def edition_dates(edition: Edition) -> str:
    """Write the days of an edition; load them with ``with_frame()``."""
    return spell_dates([day.date for day in edition.days.all()])


@register.filter
def long_date(day: date) -> str:
    """Write a day with month and year."""
    return spell_date(day)
