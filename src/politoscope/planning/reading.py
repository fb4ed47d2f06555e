"""Looking through a published plan: filters, somebody's own plan with its clashes, a room. No database here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from politoscope.editions.models import Room
from politoscope.planning.queries.published import Block, Entry, PlanDay, PublishedPlan

MOST_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody looks for; empty means everything."""

    text: str = ""
    tag: str = ""
    format: str = ""
    room: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it lets everything through."""
        return not (self.text or self.tag or self.format or self.room)

    def admits(self, entry: Entry) -> bool:
        """Tell whether a session is looked for: every word occurs in title, text, hosts or tags."""
        proposal = entry.proposal
        if self.tag and self.tag not in proposal.tags:
            return False
        if self.format and self.format != proposal.format:
            return False
        if self.room and (entry.room is None or self.room != str(entry.room.pk)):
            return False
        haystack = " ".join((proposal.title, proposal.abstract, *entry.hosts, *proposal.tags)).casefold()
        return all(word in haystack for word in self.text.casefold().split())


def filtered(plan: PublishedPlan, wanted: Filter) -> PublishedPlan:
    """Return the plan with only the sessions that are looked for; keynotes and breaks go when none is near."""
    if wanted.is_empty:
        return plan
    days = []
    for day in plan.days:
        blocks = []
        for block in day.blocks:
            entries = tuple(entry for entry in block.entries if wanted.admits(entry))
            if entries:
                blocks.append(replace(block, entries=entries, continued=()))
        if blocks:
            days.append(PlanDay(day.date, tuple(blocks)))
    return replace(plan, days=tuple(days))


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another time at which a session that clashes takes place. ``is_free``: nothing else that was chosen runs then."""

    entry: Entry
    is_free: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of somebody's own plan: what they chose, what clashes, and what they could go to instead."""

    block: Block
    chosen: tuple[Entry, ...]
    elsewhere: tuple[Alternative, ...]
    suggestions: tuple[Entry, ...]

    @property
    def is_clash(self) -> bool:
        """Whether more than one chosen session runs then."""
        return len(self.chosen) > 1


def own_plan(plan: PublishedPlan, starred: Collection[UUID], hosted: Collection[UUID] = ()) -> list[Moment]:
    """Return the plan of somebody who starred and hosts these sessions.

    For a clash: the other times at which one of the sessions takes place, free ones first. For an empty slot: sessions
    that share most tags with what the person chose.
    """
    mine = set(starred) | set(hosted)
    attended = [entry for entry in plan.entries if entry.proposal.pk in mine]
    tags = {tag for entry in plan.entries if entry.proposal.pk in mine for tag in entry.proposal.tags}
    moments = []
    for block in plan.blocks:
        running = (*block.entries, *block.continued)
        chosen = tuple(entry for entry in running if entry.proposal.pk in mine)
        elsewhere = _elsewhere(chosen, attended) if len(chosen) > 1 else ()
        suggestions = _suggestions(block, tags) if not chosen and not block.item else ()
        moments.append(Moment(block, chosen, elsewhere, suggestions))
    return moments


def _elsewhere(clashing: Sequence[Entry], attended: Sequence[Entry]) -> tuple[Alternative, ...]:
    ids = {entry.proposal.pk for entry in clashing}
    found = [
        Alternative(entry, not any(_overlap(entry, other) for other in attended))
        for entry in attended
        if entry.proposal.pk in ids and entry not in clashing
    ]
    return tuple(sorted(found, key=lambda other: (not other.is_free, other.entry.starts_at)))


def _overlap(one: Entry, other: Entry) -> bool:
    """Tell whether two different sessions run at the same time."""
    is_other = one.proposal.pk != other.proposal.pk
    return is_other and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _suggestions(block: Block, tags: set[str]) -> tuple[Entry, ...]:
    near = [(len(tags & set(entry.proposal.tags)), entry) for entry in block.entries]
    ranked = sorted((pair for pair in near if pair[0]), key=lambda pair: (-pair[0], pair[1].proposal.number))
    return tuple(entry for _count, entry in ranked[:MOST_SUGGESTIONS])


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """What takes place in a room, a session or a programme item, and whether it is there now, next or later."""

    title: str
    people: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    language: str = ""
    state: str = "later"


def room_events(plan: PublishedPlan, room: Room, *, now: datetime) -> list[RoomEvent]:
    """Return what runs in a room, what comes next and what after that, by time."""
    ahead = [event for event in _events_in(plan, room) if event.ends_at > now]
    coming = next((event.starts_at for event in ahead if event.starts_at > now), None)
    return [replace(event, state=_state(event, now, coming)) for event in ahead]


def _events_in(plan: PublishedPlan, room: Room) -> list[RoomEvent]:
    sessions = [
        RoomEvent(one.proposal.title, one.hosts, one.starts_at, one.ends_at, one.proposal.language)
        for one in plan.entries
        if one.room is not None and one.room.pk == room.pk
    ]
    items = [
        RoomEvent(item.title, tuple(person.name for person in item.people.all()), item.starts_at, item.ends_at)
        for block in plan.blocks
        if (item := block.item) is not None and item.room_id == room.pk
    ]
    return sorted([*sessions, *items], key=lambda event: event.starts_at)


def _state(event: RoomEvent, now: datetime, coming: datetime | None) -> str:
    if event.starts_at <= now:
        return "now"
    return "next" if event.starts_at == coming else "later"


def tags_of(entries: Sequence[Entry]) -> list[str]:
    """Return all tags, in the order of the alphabet."""
    return sorted({tag for entry in entries for tag in entry.proposal.tags}, key=str.casefold)
