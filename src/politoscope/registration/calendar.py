"""The day of an edition as an entry for one's own calendar (RFC 5545, by icalendar)."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from politoscope.editions.models import Day, Edition
from politoscope.editions.queries import opening_hours
from politoscope.registration.links import ticket_url
from politoscope.registration.models import Registration


def calendar_file(registration: Registration, *, now: datetime) -> bytes:
    """Return one event per day of the edition; the UID stays the same whatever changes."""
    edition = registration.edition
    calendar = Calendar()
    calendar.add("prodid", "-//Politoscope//Registration//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    hours = opening_hours(edition)
    for day in edition.days.order_by("date"):
        calendar.add_component(_event(edition, day, hours.get(day.date), ticket_url(registration), now))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(edition: Edition, day: Day, hours: tuple[datetime, datetime] | None, url: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{edition.pk}-{day.date.isoformat()}@politoscope")
    event.add("dtstamp", now)
    event.add("summary", edition.title)
    if hours is None:
        event.add("dtstart", day.date)
        event.add("dtend", day.date + timedelta(days=1))
    else:
        event.add("dtstart", hours[0])
        event.add("dtend", hours[1])
    event.add("location", ", ".join(filter(None, [edition.venue, edition.venue_address])))
    event.add("url", url)
    return event
