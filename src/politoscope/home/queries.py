from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone

from politoscope.editions.enums import Phase
from politoscope.editions.models import Edition, PhaseStart, ProgrammeItem, ProgrammePerson
from politoscope.editions.phases import REGISTRATION_PHASES, phase_of
from politoscope.editions.queries import past_editions
from politoscope.home.actions import Action, actions_for
from politoscope.registration.models import Registration
from politoscope.registration.queries import places_left, registration_of

if TYPE_CHECKING:
    from politoscope.people.models import Person


@dataclass(frozen=True)
class Front:
    """What the home page of an edition shows to one person."""

    phase: Phase
    takes_registrations: bool
    opens: PhaseStart | None
    registration: Registration | None
    actions: list[tuple[str, Action]]
    places_left: int | None
    programme: list[tuple[date, list[ProgrammeItem]]]
    past: list[Edition]


def front_of(edition: Edition, *, person: Person | None, now: datetime) -> Front:
    """Gather the home page of an edition that was loaded with its frame. At most eight queries."""
    phase = phase_of(edition, now=now)
    registration = registration_of(person, edition)
    actions = actions_for(registration, phase, is_by_invitation=edition.is_by_invitation)
    return Front(
        phase=phase,
        takes_registrations=phase in REGISTRATION_PHASES,
        opens=_registration_start(edition, now) if phase == Phase.PREPARATION else None,
        registration=registration,
        actions=[(action.url(edition), action) for action in actions],
        places_left=None if edition.is_by_invitation else places_left(edition),
        programme=programme_by_day(edition),
        past=past_editions(edition, person=person),
    )


def programme_by_day(edition: Edition) -> list[tuple[date, list[ProgrammeItem]]]:
    """Return the fixed items with their people, day by day. Two queries."""
    items: Iterable[ProgrammeItem] = (
        edition.programme_items.select_related("room")
        .prefetch_related(Prefetch("people", ProgrammePerson.objects.order_by("position", "pk")))
        .order_by("starts_at", "title")
    )
    return [(day, list(on_day)) for day, on_day in groupby(items, lambda item: timezone.localdate(item.starts_at))]


def _registration_start(edition: Edition, now: datetime) -> PhaseStart | None:
    starts = (start for start in edition.phase_starts.all() if start.phase == Phase.REGISTRATION)
    return next((start for start in starts if start.starts_at > now), None)
