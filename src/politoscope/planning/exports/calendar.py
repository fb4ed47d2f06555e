"""iCalendar (RFC 5545 with RFC 7986): feeds to subscribe to, readable by Outlook, phones and Giggity."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vUri

from politoscope.editions.models import Edition
from politoscope.planning.queries.calendar import CalendarEvent

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
REFRESH = timedelta(minutes=10)
EPOCH = datetime(2022, 1, 1, tzinfo=UTC)


def plan_calendar(edition: Edition, events: Iterable[CalendarEvent], *, path: str, name: str = "") -> bytes:
    """Return a calendar; the same events give the same bytes. ``path`` is where it can be fetched again."""
    calendar = Calendar()
    calendar.add("prodid", "-//Politoscope//Session plan//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    title = clean(name or edition.title)
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", edition.time_zone)
    calendar.add("refresh-interval", REFRESH)
    calendar.add("x-published-ttl", REFRESH)
    calendar.add("source", vUri(settings.SITE_ORIGIN + path))
    calendar.add("url", vUri(f"{settings.SITE_ORIGIN}/{edition.slug}/plan/"))
    calendar.add("color", "navy")
    zone = ZoneInfo(edition.time_zone)
    for event in events:
        calendar.add_component(_event(event, edition, zone))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(event: CalendarEvent, edition: Edition, zone: ZoneInfo) -> Event:
    component = Event()
    component.add("uid", str(event.uid))
    component.add("dtstamp", event.changed_at or EPOCH)
    component.add("last-modified", event.changed_at or EPOCH)
    component.add("sequence", event.sequence)
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("summary", clean(event.title))
    component.add("dtstart", wall_time(event.starts_at, zone))
    component.add("dtend", wall_time(event.ends_at, zone))
    place = ", ".join(part for part in (event.place, edition.venue, edition.venue_address) if part)
    if place:
        component.add("location", clean(place))
    text = "\n\n".join(part for part in (", ".join(event.hosts), event.text) if part)
    if text:
        component.add("description", clean(text))
    if event.tags:
        component.add("categories", [clean(tag) for tag in event.tags])
    component.add("url", vUri(settings.SITE_ORIGIN + event.path))
    return component


def wall_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant by the clock on the wall; in UTC where the clock shows it for the second time.

    A time with a zone means the first of the two (RFC 5545, section 3.3.5): there is no other way to name the second.
    """
    local = instant.astimezone(zone)
    return instant.astimezone(UTC) if local.fold else local


def clean(text: str) -> str:
    """Strip control characters, which calendars and XML refuse (S-15), and carriage returns."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
