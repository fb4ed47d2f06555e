from __future__ import annotations

import zoneinfo
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from politoscope.editions.enums import Feature

TAKEN_ADDRESSES = frozenset(
    {
        "account",
        "api",
        "static",
        "media",
        "healthz",
        "demo",
        "mailbox",
        "language",
        "styleguide",
        "profile",
        "admin",
        "organise",
        "help",
        "offline",
        "manifest",
        "privacy",
        "accessibility",
    }
)
"""First parts of addresses that belong to the site; no edition may be called so."""


def validate_edition_slug(slug: str) -> None:
    """Refuse an address that the site needs for itself."""
    if slug in TAKEN_ADDRESSES:
        raise ValidationError(_("The site uses this address itself. Choose another one, such as “politoscope-2026”."))


def validate_time_zone(name: str) -> None:
    """Refuse a zone that the zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no such time zone. An example is Europe/Berlin."))


def validate_features(codes: Any) -> None:
    """Refuse anything but a list of known equipment codes."""
    if not isinstance(codes, list) or not set(codes) <= set(Feature.values):
        raise ValidationError(_("Choose the equipment from the list."))
