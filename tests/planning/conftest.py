from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.utils import translation

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning import services
from politoscope.planning.models import SessionPlan
from tests.factories.planning import accepted


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Read messages of services in the language of the source."""
    with translation.override("en"):
        yield


class Camp:
    """The edition of the tests with three accepted sessions, and Cem's hands on the board."""

    def __init__(self, edition: Edition, cem: Person, ada: Person, ben: Person, now: datetime) -> None:
        self.edition, self.cem, self.now = edition, cem, now
        self.rooms = SimpleNamespace(**{room.name.lower(): room for room in edition.rooms.all()})
        self.slots = list(edition.slots.order_by("starts_at"))
        self.mastodon = accepted(edition, "Mastodon für Behörden", ada, number=1)
        self.podcast = accepted(edition, "Podcast in der Verwaltung", ben, number=2)
        self.crisis = accepted(edition, "Krisenkommunikation", ada, number=3)
        common = {"edition": edition, "actor": cem, "now": now}
        self.place = partial(services.place_session, **common)
        self.swap = partial(services.swap_sessions, **common)
        self.park = partial(services.park_session, **common)
        self.publish = partial(services.publish_plan, **common)
        self.draft = partial(services.draft_plan, **common)

    @property
    def plan(self) -> SessionPlan:
        """Return the plan as it is in the database."""
        return SessionPlan.objects.get(edition=self.edition)

    def cells(self) -> set[tuple[str, int, str]]:
        """Return (title, number of the slot from 0, room) for every occupied cell."""
        order = [slot.pk for slot in self.slots]
        return {
            (cell.occurrence.proposal.title, order.index(cell.slot_id), cell.room.name)
            for cell in self.plan.cells.select_related("occurrence__proposal", "room")
        }

    def cells_by_id(self) -> set[tuple[int, UUID, UUID]]:
        """Return (occurrence, slot, room) for every occupied cell."""
        return set(self.plan.cells.values_list("occurrence", "slot", "room"))


@pytest.fixture
def camp(edition: Edition, cem: Person, ada: Person, ben: Person, now: datetime) -> Camp:
    return Camp(edition, cem, ada, ben, now)
