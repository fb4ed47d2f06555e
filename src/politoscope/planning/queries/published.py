"""The published plan, by day and time, with everything that is fixed in between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Subquery

from politoscope.editions.models import Edition, ProgrammeItem, Room, Slot
from politoscope.planning.models import Publication, PublishedPlacement
from politoscope.planning.positions import Frame
from politoscope.planning.queries.frame import frame_of
from politoscope.proposals.models import ProposalHost
from politoscope.proposals.querysets import PUBLIC_STATUSES

if TYPE_CHECKING:
    from politoscope.proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who offers a session. ``guid`` is random, other in every edition, and missing without an account."""

    name: str
    guid: UUID | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A session as people read it. ``column`` counts the rooms from 1; 0 means the room is gone from the plan."""

    occurrence: int
    guid: UUID
    proposal: Proposal
    repeat: int
    is_part: bool
    speakers: tuple[Speaker, ...]
    room: Room | None
    room_name: str
    column: int
    slot: UUID | None
    starts_at: datetime
    ends_at: datetime

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names of those who offer it."""
        return tuple(speaker.name for speaker in self.speakers)

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a day: a slot with its sessions, or a programme item for everybody.

    ``continued`` are long sessions that began in the slot before.
    """

    starts_at: datetime
    ends_at: datetime
    name: str = ""
    item: ProgrammeItem | None = None
    entries: tuple[Entry, ...] = ()
    continued: tuple[Entry, ...] = ()

    def is_now(self, now: datetime) -> bool:
        """Tell whether the block is running; the end is exclusive."""
        return self.starts_at <= now < self.ends_at


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day of the plan, its blocks by time."""

    date: date
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class PublishedPlan:
    """What everybody reads. ``number`` is 0 and there are no entries as long as nothing is published."""

    number: int
    published_at: datetime | None
    rooms: Sequence[Room]
    days: Sequence[PlanDay]
    note: str = ""
    entries: tuple[Entry, ...] = field(init=False)

    def __post_init__(self) -> None:
        entries = tuple(entry for day in self.days for block in day.blocks for entry in block.entries)
        object.__setattr__(self, "entries", entries)

    @property
    def blocks(self) -> list[Block]:
        """All blocks of all days, by time."""
        return [block for day in self.days for block in day.blocks]

    def now_and_next(self, now: datetime) -> tuple[list[Block], list[Block]]:
        """Return what runs now, and what begins next (all that begin at the same moment)."""
        running = [block for block in self.blocks if block.is_now(now)]
        ahead = [block for block in self.blocks if block.starts_at > now]
        first = min((block.starts_at for block in ahead), default=None)
        return running, [block for block in ahead if block.starts_at == first]

    def moves_on_at(self, now: datetime) -> datetime | None:
        """Return when something begins or ends next: until then “now and next” stays as it is."""
        edges = (edge for block in self.blocks for edge in (block.starts_at, block.ends_at))
        return min((edge for edge in edges if edge > now), default=None)


def published_plan(edition: Edition) -> PublishedPlan:
    """Return the latest publication with the programme around it. Eight queries, however many sessions."""
    publication = Publication.objects.filter(plan__edition=edition).order_by("-number").first()
    frame = frame_of(edition)
    entries = _entries(publication, frame) if publication else []
    items = list(edition.programme_items.select_related("room").prefetch_related("people").order_by("starts_at"))
    return PublishedPlan(
        number=publication.number if publication else 0,
        published_at=publication.published_at if publication else None,
        rooms=frame.rooms,
        days=_days(edition, frame.slots, items, entries),
        note=publication.note if publication else "",
    )


def is_published(proposal: Proposal) -> bool:
    """Tell whether people find the session in the plan they read. One query."""
    plan = Publication.objects.filter(plan__edition=proposal.edition_id).order_by("-number")
    return (
        PublishedPlacement.objects.filter(occurrence__proposal=proposal)
        .filter(publication=Subquery(plan.values("pk")[:1]))
        .exists()
    )


def _entries(publication: Publication, frame: Frame) -> list[Entry]:
    agreed = ProposalHost.objects.filter(agreed_at__isnull=False).select_related("person").order_by("-is_lead", "pk")
    placements = (
        PublishedPlacement.objects.filter(publication=publication)
        .filter(occurrence__proposal__status__in=PUBLIC_STATUSES)
        .select_related("occurrence__proposal")
        .prefetch_related(Prefetch("occurrence__proposal__hosts", queryset=agreed))
    )
    entries = [_entry(placement, frame) for placement in placements]
    return sorted(entries, key=lambda entry: (entry.starts_at, entry.column, entry.room_name, entry.occurrence))


def _entry(placement: PublishedPlacement, frame: Frame) -> Entry:
    column = {room.pk: number for number, room in enumerate(frame.rooms, start=1)}
    room = frame.room_by_id.get(placement.room_id) if placement.room_id else None
    starts_at, ends_at = present_times(placement, frame)
    return Entry(
        occurrence=placement.occurrence_id,
        guid=placement.occurrence.guid,
        proposal=placement.occurrence.proposal,
        repeat=placement.occurrence.number,
        is_part=placement.occurrence.is_part,
        speakers=tuple(speakers_of(placement.occurrence.proposal)),
        room=room,
        room_name=room.name if room else placement.room_name,
        column=column[room.pk] if room else 0,
        slot=placement.slot_id,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def speakers_of(proposal: Proposal) -> Iterable[Speaker]:
    """Yield who offers a proposal, from hosts that were loaded before; somebody without an account counts by name."""
    for host in proposal.hosts.all():
        yield Speaker(str(host.person), uuid5(proposal.edition_id, str(host.person_id)))
    if proposal.host_name:
        yield Speaker(proposal.host_name, None)


def present_times(placement: PublishedPlacement, frame: Frame) -> tuple[datetime, datetime]:
    """Return when a published session takes place by the slots as they are now, or as they were when it is gone."""
    if placement.slot_id is None or placement.slot_id not in frame.slot_by_id:
        return placement.starts_at, placement.ends_at
    first = frame.slot_by_id[placement.slot_id]
    row = frame.slots_from(first.pk, placement.length_slots) or (first,)
    return first.starts_at, row[-1].ends_at


def _days(
    edition: Edition, slots: Sequence[Slot], items: Sequence[ProgrammeItem], entries: Sequence[Entry]
) -> tuple[PlanDay, ...]:
    blocks = [Block(item.starts_at, item.ends_at, item=item) for item in items]
    spans: dict[datetime, tuple[datetime, str]] = {}
    for entry in entries:
        ends_at = min(entry.ends_at, spans.get(entry.starts_at, (entry.ends_at, ""))[0])
        spans[entry.starts_at] = (ends_at, "")
    for slot in slots:
        ends_at = min(slot.ends_at, spans.get(slot.starts_at, (slot.ends_at, ""))[0])
        spans[slot.starts_at] = (ends_at, slot.name)
    for starts_at, (ends_at, name) in spans.items():
        here = tuple(entry for entry in entries if entry.starts_at == starts_at)
        later = tuple(entry for entry in entries if entry.starts_at < starts_at < entry.ends_at)
        blocks.append(Block(starts_at, ends_at, name, entries=here, continued=later))
    blocks.sort(key=lambda block: (block.starts_at, block.item is None, block.ends_at))
    dates = sorted(day.date for day in edition.days.all())
    zone = ZoneInfo(edition.time_zone)
    return tuple(_by_day(blocks, dates, zone))


def _by_day(blocks: Iterable[Block], dates: Sequence[date], zone: ZoneInfo) -> Iterable[PlanDay]:
    """Group blocks by day; what runs after midnight belongs to the evening before unless a day begins there."""
    grouped: dict[date, list[Block]] = {day: [] for day in dates}
    for block in blocks:
        local = block.starts_at.astimezone(zone).date()
        day = max((known for known in dates if known <= local), default=local)
        grouped.setdefault(day, []).append(block)
    for day in sorted(grouped):
        yield PlanDay(day, tuple(grouped[day]))
