"""How values of the log are spelled: choices by their label, yes and no, instants as the clock on the wall has them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from politoscope.audit.words import Words, field_of

NOTHING = "–"
CHOICES_ELSEWHERE = {("people.person", "role"): ("editions.rolegrant", "role")}
"""Values that are choices of another model than the one the entry is about."""


def value_words(target_type: str, field: str, value: Any) -> Words | None:
    """Return a recorded value in words; None stays None, it was not there."""
    if value is None:
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in ("", [], {}):
        return NOTHING
    if isinstance(value, list):
        return ", ".join(str(value_words(target_type, field, item)) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {value_words(target_type, key, item) or NOTHING}" for key, item in value.items())
    return _choice(target_type, field, value) or _instant(value) or str(value)


def _choice(target_type: str, field: str, value: Any) -> Words | None:
    place = CHOICES_ELSEWHERE.get((target_type, field), (target_type, field))
    return dict(getattr(field_of(*place), "flatchoices", ())).get(value)


def _instant(value: Any) -> str | None:
    with suppress(TypeError, ValueError):  # neither text nor a date that exists
        if day := parse_date(value):
            return date_format(day, "SHORT_DATE_FORMAT")
        if instant := parse_datetime(value):
            return date_format(localtime(instant), "SHORT_DATETIME_FORMAT")
    return None
