"""The published plan as calendar events, with what was published once and is no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse

from politoscope.editions.models import Edition
from politoscope.planning.models import Publication, PublishedPlacement
from politoscope.planning.positions import Frame
from politoscope.planning.queries.frame import frame_of
from politoscope.planning.queries.published import present_times, speakers_of
from politoscope.proposals.models import ProposalHost
from politoscope.proposals.querysets import PUBLIC_STATUSES


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event. ``sequence`` counts how often its time, place or existence changed since it was first published."""

    uid: UUID
    title: str
    text: str
    hosts: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    place: str
    path: str
    sequence: int
    changed_at: datetime | None
    is_cancelled: bool = False
    room: UUID | None = None
    proposal: UUID | None = None
    number: int = 0
    tags: tuple[str, ...] = ()


def calendar_events(edition: Edition) -> list[CalendarEvent]:
    """Return every session ever published and every programme item, by time. Six queries."""
    publications = list(Publication.objects.filter(plan__edition=edition).order_by("number"))
    events = [*_sessions(edition, publications, frame_of(edition)), *_items(edition, publications)]
    return sorted(events, key=lambda event: (event.starts_at, event.place, str(event.uid)))


def _sessions(edition: Edition, publications: list[Publication], frame: Frame) -> Iterable[CalendarEvent]:
    agreed = ProposalHost.objects.filter(agreed_at__isnull=False).select_related("person").order_by("-is_lead", "pk")
    rows = PublishedPlacement.objects.filter(publication__in=publications).select_related("occurrence__proposal")
    history: dict[int, dict[int, PublishedPlacement]] = defaultdict(dict)
    for row in rows.prefetch_related(Prefetch("occurrence__proposal__hosts", queryset=agreed)):
        history[row.occurrence_id][row.publication_id] = row
    for states in history.values():
        last = max(states.values(), key=lambda row: row.publication_id)
        proposal = last.occurrence.proposal
        starts_at, ends_at = present_times(last, frame)
        room = frame.room_by_id.get(last.room_id) if last.room_id else None
        sequence, changed_at = _count_changes(publications, states)
        yield CalendarEvent(
            uid=last.occurrence.guid,
            title=proposal.title,
            text=proposal.abstract,
            hosts=tuple(speaker.name for speaker in speakers_of(proposal)),
            starts_at=starts_at,
            ends_at=ends_at,
            place=room.name if room else last.room_name,
            path=reverse("planning:session", args=[edition.slug, proposal.number]),
            sequence=sequence,
            changed_at=changed_at,
            is_cancelled=publications[-1].pk not in states or proposal.status not in PUBLIC_STATUSES,
            room=last.room_id,
            proposal=proposal.pk,
            number=proposal.number,
            tags=tuple(proposal.tags),
        )


def _count_changes(
    publications: list[Publication], states: dict[int, PublishedPlacement]
) -> tuple[int, datetime | None]:
    """Return how often the event changed after its first publication, and when it did last."""
    known = [(publication, states.get(publication.pk)) for publication in publications]
    while known and known[0][1] is None:
        known.pop(0)
    count, changed_at = 0, known[0][0].published_at
    for (_old, before), (publication, after) in pairwise(known):
        if _facts(before) != _facts(after):
            count, changed_at = count + 1, publication.published_at
    return count, changed_at


def _facts(row: PublishedPlacement | None) -> tuple | None:
    return None if row is None else (row.starts_at, row.ends_at, row.room_id, row.room_name)


def _items(edition: Edition, publications: list[Publication]) -> Iterable[CalendarEvent]:
    for item in edition.programme_items.select_related("room").prefetch_related("people"):
        yield CalendarEvent(
            uid=item.pk,
            title=item.title,
            text=item.abstract,
            hosts=tuple(who.name for who in item.people.all()),
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            place=item.room.name if item.room else "",
            path=reverse("planning:plan", args=[edition.slug]),
            sequence=0,
            changed_at=publications[-1].published_at if publications else None,
            room=item.room_id,
        )
