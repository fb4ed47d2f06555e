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
class RoomPlan:
    """What happens in one room: for the door."""

    room: Room
    now: Entry | None
    next: Entry | None
    later: tuple[Entry, ...]


def room_plan(plan: PublishedPlan, room: Room, *, now: datetime) -> RoomPlan:
    """Return what runs in a room, what comes next and what after that."""
    here = [entry for entry in plan.entries if entry.room is not None and entry.room.pk == room.pk]
    running = next((entry for entry in here if entry.starts_at <= now < entry.ends_at), None)
    ahead = [entry for entry in here if entry.starts_at > now]
    return RoomPlan(room, running, ahead[0] if ahead else None, tuple(ahead[1:]))


def tags_of(entries: Sequence[Entry]) -> list[str]:
    """Return all tags, in the order of the alphabet."""
    return sorted({tag for entry in entries for tag in entry.proposal.tags}, key=str.casefold)
