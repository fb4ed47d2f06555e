"""The cast of every test: Ada hosts, Ben takes part, Cem organises, Dora organises another edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from politoscope.audit import triggers
from politoscope.editions.enums import Phase, Role
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.memory import parts
from politoscope.planning.shelf import shelf
from tests.factories.editions import (
    FIRST_START,
    DayFactory,
    EditionFactory,
    InstitutionFactory,
    RoleGrantFactory,
    RoomFactory,
    SlotFactory,
)
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory


@pytest.fixture(autouse=True)
def _log_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the database be emptied after a test with real transactions: the log's triggers go just before, and come
    back with the signal that emptying sends."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    triggers.remove(connection)


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    """Begin each test without pages of another one in memory: editions share their addresses."""
    cache.clear()
    shelf.clear()
    parts.clear()


@pytest.fixture
def now() -> datetime:
    """Return one hour before the first slot, on the day of the edition: 10:00 in Berlin."""
    return FIRST_START - timedelta(hours=1)


@pytest.fixture
def edition(db: None, now: datetime) -> Edition:
    """Return a published edition that takes proposals: one day, three rooms, three slots, two hosts."""
    edition = EditionFactory(slug="politoscope-2026", title="Politoscope 2026", phase_by_hand=Phase.PROPOSALS)
    day = DayFactory(edition=edition, date=now.date())
    for name, capacity in (("Saal", 120), ("Salon", 40), ("Studio", 20)):
        RoomFactory(edition=edition, name=name, capacity=capacity)
    for hour in range(3):
        SlotFactory(edition=edition, day=day, starts_at=FIRST_START + timedelta(hours=hour))
    InstitutionFactory(edition=edition, name="Staatsministerium Baden-Württemberg")
    InstitutionFactory(edition=edition, name="Staatskanzlei Nordrhein-Westfalen")
    return edition


@pytest.fixture
def other_edition(db: None) -> Edition:
    """Return a second published edition of another series; its people are strangers to the first."""
    return EditionFactory(slug="other-camp", title="Other Camp", phase_by_hand=Phase.PROPOSALS)


@pytest.fixture
def ada(edition: Edition) -> Person:
    """Return a registered participant who hosts sessions."""
    ada = PersonFactory(email="ada@example.org", name="Ada Amt")
    RegistrationFactory(edition=edition, person=ada)
    return ada


@pytest.fixture
def ben(edition: Edition) -> Person:
    """Return a registered participant without any role."""
    ben = PersonFactory(email="ben@example.org", name="Ben Behörde")
    RegistrationFactory(edition=edition, person=ben)
    return ben


@pytest.fixture
def cem(edition: Edition) -> Person:
    """Return the organiser of the edition, who is not a participant."""
    cem = PersonFactory(email="cem@example.org", name="Cem Campleitung")
    RoleGrantFactory(edition=edition, person=cem, role=Role.ORGANISER)
    return cem


@pytest.fixture
def dora(edition: Edition, other_edition: Edition) -> Person:
    """Return the organiser and participant of the other edition: here she must be refused."""
    dora = PersonFactory(email="dora@example.org", name="Dora Draußen")
    RoleGrantFactory(edition=other_edition, person=dora, role=Role.ORGANISER)
    RegistrationFactory(edition=other_edition, person=dora)
    return dora
