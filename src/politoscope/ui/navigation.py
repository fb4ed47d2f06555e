"""What the header of an edition lists. Each app registers its own entries in ``AppConfig.ready()``.

The ground does not know the stages; the stages tell the ground what they offer, to whom and when.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from django.urls import reverse

Area = Literal["main", "organise"]
Policy = Callable[[Any, Any], bool]
IsShown = Callable[[Any, Any, datetime], bool]


@dataclass(frozen=True)
class Entry:
    """One line of the navigation.

    ``policy(person, edition)`` says who sees it, ``is_shown(edition, person, now)`` when; None means everybody, always.
    Entries stand in ascending ``order``; equal ones keep the order of INSTALLED_APPS, which is the journey.
    """

    url_name: str
    label: Any
    policy: Policy | None = None
    is_shown: IsShown | None = None
    area: Area = "main"
    order: int = 50


@dataclass(frozen=True)
class Item:
    """An entry as one page shows it."""

    url: str
    label: Any
    is_current: bool


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Offer a page in the navigation of every edition; the same address registered again replaces the entry."""
    _entries[entry.url_name] = entry


def items(area: Area, *, edition: Any, person: Any, path: str, now: datetime) -> list[Item]:
    """Return what this person finds in this area of the edition's navigation; ``path`` is the page shown."""
    found = [
        Item(url=reverse(entry.url_name, kwargs={"edition": edition.slug}), label=entry.label, is_current=False)
        for entry in sorted(_entries.values(), key=lambda entry: entry.order)
        if entry.area == area
        and (entry.policy is None or entry.policy(person, edition))
        and (entry.is_shown is None or entry.is_shown(edition, person, now))
    ]
    return _mark_current(found, path, home=f"/{edition.slug}/")


def _mark_current(found: list[Item], path: str, *, home: str) -> list[Item]:
    """Mark the item whose address is the longest beginning of ``path``; the home page only when it is the page."""
    under = [item.url for item in found if path.startswith(item.url) and (item.url != home or path == home)]
    current = max(under, key=len, default=None)
    return [replace(item, is_current=item.url == current) for item in found]
