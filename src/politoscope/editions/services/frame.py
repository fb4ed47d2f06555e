"""The parts of an edition: hosts, links, days, rooms, slots, programme items. One command each for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Model, ProtectedError

from politoscope.audit.services import record_entry
from politoscope.editions.errors import DayInUse
from politoscope.editions.frame_events import announce_room_removal, announce_slot_removal, announce_times
from politoscope.editions.models import Day, Edition, ProgrammeItem, ProgrammePerson, Room, Slot
from politoscope.people.models import Person
from politoscope.realtime.publish import publish

SHOWN_IN_PLAN = (Day, Room, Slot, ProgrammeItem)
Values = Mapping[str, Any]
NOT_FIELDS = frozenset({"people"})
"""What a form gives besides columns: the people of a programme item are rows of their own."""


@transaction.atomic
def add_part(*, part: Any, actor: Person, values: Mapping[str, Any], now: datetime) -> None:
    """Save a new part of an edition, at the end of its kind where the kind has an order."""
    if hasattr(part, "position"):
        last = type(part).objects.filter(edition=part.edition).aggregate(last=Max("position"))["last"]
        part.position = 0 if last is None else last + 1
    _write(part, values)
    part.save(force_insert=True)
    _write_people(part, values)
    _note(part, actor, "add", None, _columns(values), now)
    if isinstance(part, Slot):
        announce_times(part.edition, actor=actor, now=now)


@transaction.atomic
def change_part(*, part: Any, actor: Person, values: Mapping[str, Any], now: datetime) -> None:
    """Change a part; only what differs is written and logged."""
    before = {field: getattr(part, field) for field, value in _columns(values).items() if getattr(part, field) != value}
    _write(part, {field: values[field] for field in before})
    if before:
        part.save(update_fields=list(before))
    _write_people(part, values)
    _note(part, actor, "change", before, {field: values[field] for field in before}, now)
    if isinstance(part, Slot):
        announce_times(part.edition, actor=actor, now=now)


@transaction.atomic
def remove_part(*, part: Any, actor: Person, now: datetime) -> None:
    """Remove a part. What later stages hang on a room or a slot is moved away first.

    Raises:
        DayInUse: slots stand on the day.
    """
    if isinstance(part, Room):
        announce_room_removal(part, actor=actor, now=now)
    if isinstance(part, Slot):
        announce_slot_removal(part, actor=actor, now=now)
    _note(part, actor, "remove", {"name": str(part)}, None, now)
    try:
        with transaction.atomic():
            part.delete()
    except ProtectedError as problem:
        raise DayInUse from problem


@transaction.atomic
def move_part_up(*, part: Any, actor: Person, now: datetime) -> None:
    """Let a part change places with the one before it; the first stays where it is."""
    parts = list(type(part).objects.filter(edition=part.edition).order_by("position", "pk"))
    index = next(index for index, other in enumerate(parts) if other.pk == part.pk)
    if index == 0:
        return
    parts[index - 1], parts[index] = parts[index], parts[index - 1]
    for position, other in enumerate(parts):
        type(part).objects.filter(pk=other.pk).update(position=position)
    _note(part, actor, "move_up", {"position": index}, {"position": index - 1}, now)


@transaction.atomic
def move_day(*, day: Day, to: date, actor: Person, now: datetime) -> None:
    """Move a day; its slots and programme items go with it at the same time of the clock."""
    zone, distance = ZoneInfo(day.edition.time_zone), to - day.date
    if not distance:
        return
    start = datetime.combine(day.date, datetime.min.time(), tzinfo=zone)
    items = day.edition.programme_items.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    slots = day.slots.order_by("starts_at" if distance < timedelta(0) else "-starts_at")
    rows: list[Slot | ProgrammeItem] = [*slots, *items]
    for row in rows:
        row.starts_at = row.starts_at.astimezone(zone) + distance
        row.ends_at = row.ends_at.astimezone(zone) + distance
        row.save(update_fields=["starts_at", "ends_at"])
    change_part(part=day, actor=actor, values={"date": to}, now=now)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if field not in NOT_FIELDS}


def _write(part: Model, values: Mapping[str, Any]) -> None:
    for field, value in _columns(values).items():
        setattr(part, field, value)


def _write_people(part: Model, values: Mapping[str, Any]) -> None:
    """Replace the people of a programme item by the pairs of name and part that were typed."""
    if not isinstance(part, ProgrammeItem) or "people" not in values:
        return
    part.people.all().delete()
    ProgrammePerson.objects.bulk_create(
        ProgrammePerson(item=part, name=name, part=role, position=position)
        for position, (name, role) in enumerate(values["people"])
    )


def _note(part: Any, actor: Person, verb: str, before: Values | None, after: Values | None, now: datetime) -> None:
    edition: Edition = part.edition
    record_entry(
        edition=edition,
        actor=actor,
        action=f"editions.{verb}_{type(part).__name__.lower()}",
        target=part,
        before=before,
        after=after,
        now=now,
    )
    if isinstance(part, SHOWN_IN_PLAN):
        publish(edition, "plan", "draft-plan")
