"""schedule.xml and schedule.json, the formats that conference apps agree on (voc/schedule, media type registered).

EventFahrplan drops a plan whose days have no end, Giggity takes the zone from ``time_zone_name``; both keep their
users' choices by the event's number, which therefore never changes and is never given twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from politoscope.editions.models import Edition, ProgrammeItem
from politoscope.planning.exports.calendar import clean
from politoscope.planning.queries.published import Entry, PlanDay, PublishedPlan

MEDIA_TYPE = "application/vnd.c3voc.schedule+xml"
GENERATOR = {"name": "politoscope", "version": "0.1"}
ITEM_NUMBERS_FROM = 1_000_000_000
"""Programme items have no number of their own: theirs lie above all sessions, below 2³¹, and follow from their id."""
LONGEST = timedelta(hours=23, minutes=59)


@dataclass(frozen=True, slots=True)
class Event:
    """A session or a programme item, in the words of the formats."""

    number: int
    guid: UUID
    title: str
    subtitle: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    room: str
    abstract: str
    track: str
    language: str
    persons: tuple[tuple[str, UUID | None], ...]
    path: str
    slug: str

    @property
    def duration(self) -> str:
        """Hours and minutes; apps skip what lasts a day."""
        minutes = int(min(self.ends_at - self.starts_at, LONGEST) / timedelta(minutes=1))
        return f"{minutes // 60:02d}:{minutes % 60:02d}"


def schedule_xml(edition: Edition, plan: PublishedPlan, *, path: str) -> bytes:
    """Return the plan as schedule.xml; equal plans give equal bytes."""
    zone = ZoneInfo(edition.time_zone)
    root = Element("schedule")
    SubElement(root, "generator", GENERATOR | {"system": settings.SITE_ORIGIN})
    _text(root, "url", settings.SITE_ORIGIN + path)
    _text(root, "version", f"{plan.number}")
    conference = SubElement(root, "conference")
    for name, value in _conference(edition, plan):
        _text(conference, name, value)
    for index, day in enumerate(plan.days, start=1):
        _day_element(root, index, day, edition, plan, zone)
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8") + b"\n"


def schedule_json(edition: Edition, plan: PublishedPlan) -> dict[str, Any]:
    """Return the plan in the JSON form of the same format (draft 6 schema)."""
    zone = ZoneInfo(edition.time_zone)
    facts = dict(_conference(edition, plan))
    conference = {
        "acronym": acronym(edition),
        "title": facts["title"],
        "start": facts["start"],
        "end": facts["end"],
        "daysCount": len(plan.days),
        "timeslot_duration": "00:05",
        "time_zone_name": edition.time_zone,
        "url": facts["url"],
        "rooms": [{"name": clean(room.name), "guid": str(room.pk), "capacity": room.capacity} for room in plan.rooms],
        "days": [_day_object(index, day, edition, plan, zone) for index, day in enumerate(plan.days, start=1)],
    }
    schedule = {"version": f"{plan.number}", "base_url": facts["url"], "conference": conference}
    return {"$schema": "https://c3voc.de/schedule/schema.json", "generator": GENERATOR, "schedule": schedule}


def acronym(edition: Edition) -> str:
    """Return the edition's address in the letters that the formats allow: at least four, and no hyphen."""
    return edition.slug.replace("-", "").lower().ljust(4, "0")


def _conference(edition: Edition, plan: PublishedPlan) -> Iterator[tuple[str, str]]:
    yield "acronym", acronym(edition)
    yield "title", clean(edition.title)
    yield "start", plan.days[0].date.isoformat()
    yield "end", plan.days[-1].date.isoformat()
    yield "days", str(len(plan.days))
    yield "timeslot_duration", "00:05"
    yield "base_url", settings.SITE_ORIGIN
    yield "url", settings.SITE_ORIGIN + reverse("planning:plan", args=[edition.slug])
    yield "time_zone_name", edition.time_zone


def _bounds(day: PlanDay, zone: ZoneInfo) -> tuple[str, str]:
    """Return when a day starts and ends; an empty one lasts from nine to five."""
    morning = datetime(day.date.year, day.date.month, day.date.day, 9, tzinfo=zone)
    start = min((block.starts_at for block in day.blocks), default=morning)
    end = max((block.ends_at for block in day.blocks), default=morning + timedelta(hours=8))
    return start.astimezone(zone).isoformat(), end.astimezone(zone).isoformat()


def _events(day: PlanDay, edition: Edition) -> Iterator[Event]:
    for block in day.blocks:
        if block.item is not None:
            yield _of_item(block.item, edition)
        for entry in block.entries:
            yield _of_entry(entry, edition)


def _of_entry(entry: Entry, edition: Edition) -> Event:
    proposal = entry.proposal
    return Event(
        number=entry.occurrence,
        guid=entry.guid,
        title=clean(proposal.title),
        subtitle="",
        kind=proposal.format or "session",
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        room=clean(entry.room_name),
        abstract=clean(proposal.abstract),
        track=clean(proposal.tags[0]) if proposal.tags else "",
        language=proposal.language,
        persons=tuple((clean(speaker.name), speaker.guid) for speaker in entry.speakers),
        path=reverse("planning:session", args=[edition.slug, proposal.number]),
        slug=_slug(edition, str(entry.occurrence), proposal.title),
    )


def _of_item(item: ProgrammeItem, edition: Edition) -> Event:
    number = ITEM_NUMBERS_FROM + item.pk.int % ITEM_NUMBERS_FROM
    return Event(
        number=number,
        guid=item.pk,
        title=clean(item.title),
        subtitle="",
        kind=item.kind,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        room=clean(item.room.name) if item.room else clean(edition.venue or edition.title),
        abstract=clean(item.abstract),
        track="",
        language="de",
        persons=tuple((clean(who.name), None) for who in item.people.all()),
        path=reverse("planning:plan", args=[edition.slug]),
        slug=_slug(edition, str(number), item.title),
    )


def _slug(edition: Edition, number: str, title: str) -> str:
    return f"{acronym(edition)}-{number}-{slugify(title) or 'session'}"[:80].rstrip("-")


def _by_room(day: PlanDay, edition: Edition, plan: PublishedPlan) -> Iterator[tuple[str, str, list[Event]]]:
    """Yield rooms in their order, with guid and events; places that are no rooms of ours come last, without a guid."""
    events = list(_events(day, edition))
    known = {clean(room.name): str(room.pk) for room in plan.rooms}
    names = [*known, *dict.fromkeys(event.room for event in events if event.room not in known)]
    for name in names:
        here = [event for event in events if event.room == name]
        if here:
            yield name, known.get(name, ""), here


def _day_element(
    root: Element, index: int, day: PlanDay, edition: Edition, plan: PublishedPlan, zone: ZoneInfo
) -> None:
    start, end = _bounds(day, zone)
    attributes = {"index": str(index), "date": day.date.isoformat(), "start": start, "end": end}
    element = SubElement(root, "day", attributes)
    for name, guid, events in _by_room(day, edition, plan):
        room = SubElement(element, "room", {"name": name} | ({"guid": guid} if guid else {}))
        for event in events:
            _event_element(room, event, zone)


def _event_element(room: Element, event: Event, zone: ZoneInfo) -> None:
    element = SubElement(room, "event", {"id": str(event.number), "guid": str(event.guid)})
    starts_at = event.starts_at.astimezone(zone)
    values = {
        "room": event.room,
        "title": event.title,
        "subtitle": event.subtitle,
        "type": event.kind,
        "date": starts_at.isoformat(),
        "start": starts_at.strftime("%H:%M"),
        "duration": event.duration,
        "abstract": event.abstract,
        "slug": event.slug,
        "track": event.track,
        "language": event.language,
        "url": settings.SITE_ORIGIN + event.path,
    }
    for name, value in values.items():
        _text(element, name, value)
    persons = SubElement(element, "persons")
    for name, guid in event.persons:
        SubElement(persons, "person", {"guid": str(guid)} if guid else {}).text = name


def _day_object(index: int, day: PlanDay, edition: Edition, plan: PublishedPlan, zone: ZoneInfo) -> dict[str, Any]:
    start, end = _bounds(day, zone)
    by_room = _by_room(day, edition, plan)
    rooms = {name: [_event_object(event, zone) for event in events] for name, _guid, events in by_room}
    return {
        "index": index,
        "date": day.date.isoformat(),
        "day_start": start,
        "day_end": end,
        "rooms": rooms,
    }


def _event_object(event: Event, zone: ZoneInfo) -> dict[str, Any]:
    starts_at = event.starts_at.astimezone(zone)
    return {
        "id": event.number,
        "guid": str(event.guid),
        "date": starts_at.isoformat(),
        "start": starts_at.strftime("%H:%M"),
        "duration": event.duration,
        "room": event.room,
        "slug": event.slug,
        "url": settings.SITE_ORIGIN + event.path,
        "title": event.title,
        "subtitle": event.subtitle,
        "track": event.track or None,
        "type": event.kind,
        "language": event.language,
        "abstract": event.abstract,
        "description": "",
        "persons": [_person(name, guid) for name, guid in event.persons],
        "links": [],
        "attachments": [],
    }


def _person(name: str, guid: UUID | None) -> dict[str, str]:
    return {"name": name} | ({"guid": str(guid)} if guid else {})


def _text(parent: Element, name: str, value: str) -> None:
    SubElement(parent, name).text = value
