"""An edition's frame: days, rooms, slots and programme, as its story tells them, by the organiser's own commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from politoscope.demo.crowd import cast_members
from politoscope.demo.story import EditionStory, ItemStory
from politoscope.demo.today import Clock
from politoscope.editions.enums import Phase
from politoscope.editions.models import Controller, Day, Edition, Institution, Link, ProgrammeItem, Room, Slot
from politoscope.editions.services.edition import change_edition, create_edition, switch_phase
from politoscope.editions.services.frame import add_part, change_part
from politoscope.notices.enums import Conformity, Method
from politoscope.notices.presets import PRESETS
from politoscope.notices.services import write_statement
from politoscope.people.models import Person
from politoscope.people.services import find_or_create_person

SERIES = "Politoscope"


def cast_person(key: str, *, now: datetime) -> Person:
    """Return somebody of the cast; they come into being when they are first needed."""
    member = cast_members()[key]
    return find_or_create_person(
        email=member["email"], name=member["name"], organisation=member["organisation"], now=now
    )


def build_frame(
    story: EditionStory, *, dates: Sequence[date], clock: Clock, phase: Phase, actor: Person, now: datetime
) -> Edition:
    """Create an edition that is ready for its first registration."""
    fields = {name: text.replace("{year}", str(dates[0].year)) for name, text in story.fields.items()}
    edition = create_edition(series=SERIES, slug=story.slug, title=fields["title"], actor=actor, now=now)
    write_statement(edition=edition, values=statement_values(story), actor=actor, now=now)
    change_edition(edition=edition, actor=actor, values={**fields, "is_published": True}, now=now)
    switch_phase(edition=edition, phase=phase, actor=actor, now=now)

    def add(part: Any, **values: Any) -> Any:
        add_part(part=part, actor=actor, values=values, now=now)
        return part

    for name in story.institutions:
        add(Institution(edition=edition), name=name)
        add(Controller(edition=edition), name=name)
    for label, url in story.links:
        add(Link(edition=edition), label=label, url=url)
    days = [add(Day(edition=edition), date=day) for day in dates]
    rooms = {
        room.name: add(
            Room(edition=edition),
            name=room.name,
            capacity=room.capacity,
            features=list(room.features),
            directions=room.directions,
        )
        for room in story.rooms
    }
    for span in story.slots:
        starts_at, ends_at = clock(span)
        add(Slot(edition=edition, day=days[span.day]), starts_at=starts_at, ends_at=ends_at)
    for item in story.items:
        add(ProgrammeItem(edition=edition), **item_values(item, rooms, clock))
    return edition


def statement_values(story: EditionStory) -> dict[str, Any]:
    """Return what the accessibility statement says: the law of the hosts, and what is true of this software."""
    hosts = " ".join(story.institutions)
    return {
        "presets": [preset.code for preset in PRESETS.values() if preset.label in hosts],
        "are_bodies_checked": False,
        "conformity": Conformity.PARTIAL,
        "gaps_de": "- Es gibt noch kein Video in Deutscher Gebärdensprache und keinen Text in Leichter Sprache.\n"
        "- Texte, die Teilnehmende schreiben, können schwer zu lesen sein. Die Orga hilft gern weiter.",
        "gaps_en": "- There is no sign language video and no text in easy language yet.\n"
        "- Texts that participants write can be hard to read. The organisers are glad to help.",
        "method": Method.AUTOMATIC,
        "tested_on": None,
    }


def item_values(item: ItemStory, rooms: dict[str, Room], clock: Clock) -> dict[str, Any]:
    """Return what a programme item says, as its form would give it."""
    starts_at, ends_at = clock(item.span)
    return {
        "kind": item.kind,
        "title": item.title,
        "room": rooms.get(item.room),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "people": list(item.people),
    }


def retime(edition: Edition, story: EditionStory, *, day: date, clock: Clock, actor: Person, now: datetime) -> None:
    """Move an edition of one day to another time; everything in it stays what and where it is."""
    change_part(part=edition.days.get(), actor=actor, values={"date": day}, now=now)
    slots = list(edition.slots.order_by("starts_at"))
    items = {item.title: item for item in edition.programme_items.all()}
    told = [(items[item.title], clock(item.span)) for item in story.items if item.title in items]
    # The last slot first: moved later one after the other, two of them would begin together for a moment.
    for part, (starts_at, ends_at) in [*reversed(list(zip(slots, map(clock, story.slots), strict=False))), *told]:
        change_part(part=part, actor=actor, values={"starts_at": starts_at, "ends_at": ends_at}, now=now)
