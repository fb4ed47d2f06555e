"""An edition's frame: days, rooms, slots and programme, as its story tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from politoscope.demo.story import EditionStory
from politoscope.demo.today import Clock
from politoscope.editions.models import Day, Edition, Institution, ProgrammeItem, ProgrammePerson, Room, Series, Slot

SERIES = "Politoscope"


def build_frame(story: EditionStory, *, dates: Sequence[date], clock: Clock, **more: Any) -> Edition:
    """Create an edition that is ready for its first registration."""
    series, _ = Series.objects.get_or_create(name=SERIES)
    fields = {name: text.replace("{year}", str(dates[0].year)) for name, text in story.fields.items()}
    edition = Edition.objects.create(series=series, slug=story.slug, is_published=True, **fields, **more)
    for position, name in enumerate(story.institutions):
        Institution.objects.create(edition=edition, name=name, position=position)
    days = [Day.objects.create(edition=edition, date=day) for day in dates]
    rooms = {
        room.name: Room.objects.create(
            edition=edition,
            name=room.name,
            capacity=room.capacity,
            features=list(room.features),
            directions=room.directions,
            position=position,
        )
        for position, room in enumerate(story.rooms)
    }
    for span in story.slots:
        starts_at, ends_at = clock(span)
        Slot.objects.create(edition=edition, day=days[span.day], starts_at=starts_at, ends_at=ends_at)
    for told in story.items:
        starts_at, ends_at = clock(told.span)
        item = ProgrammeItem.objects.create(
            edition=edition,
            kind=told.kind,
            title=told.title,
            room=rooms.get(told.room),
            starts_at=starts_at,
            ends_at=ends_at,
        )
        for position, (name, part) in enumerate(told.people):
            ProgrammePerson.objects.create(item=item, name=name, part=part, position=position)
    return edition


def retime(edition: Edition, story: EditionStory, *, day: date, clock: Clock) -> None:
    """Move an edition of one day to another time; everything in it stays what and where it is."""
    Day.objects.filter(edition=edition).update(date=day)
    slots = list(edition.slots.order_by("starts_at"))
    _set_times(Slot, slots, [clock(span) for span in story.slots])
    items = {item.title: item for item in edition.programme_items.all()}
    told = [item for item in story.items if item.title in items]
    _set_times(ProgrammeItem, [items[item.title] for item in told], [clock(item.span) for item in told])


def _set_times(model: Any, rows: list[Any], times: list[tuple[Any, Any]]) -> None:
    # Backwards in time first would make two slots begin together for a moment, which the database refuses.
    pairs = list(zip(rows, times, strict=False))
    if pairs and pairs[0][1][0] > pairs[0][0].starts_at:
        pairs.reverse()
    for row, (starts_at, ends_at) in pairs:
        model.objects.filter(pk=row.pk).update(starts_at=starts_at, ends_at=ends_at)
