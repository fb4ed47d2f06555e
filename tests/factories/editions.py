from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import factory

from politoscope.editions.enums import Feature, ItemKind, Phase, Role
from politoscope.editions.models import (
    Day,
    Edition,
    Institution,
    Link,
    PhaseStart,
    ProgrammeItem,
    ProgrammePerson,
    RoleGrant,
    Room,
    Series,
    Slot,
)
from tests.factories.people import PersonFactory

FIRST_START = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)
"""11:00 in Berlin: the first slot of the tests' day."""


class SeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Series

    name = factory.Sequence(lambda n: f"Politoscope {n}")


class EditionFactory(factory.django.DjangoModelFactory):
    """A published edition whose phase is set by hand, so that no test depends on the clock of the machine."""

    class Meta:
        model = Edition

    series = factory.SubFactory(SeriesFactory)
    slug = factory.Sequence(lambda n: f"camp-{n}")
    title = factory.Sequence(lambda n: f"Camp {n}")
    venue = "Vertretung des Landes Baden-Württemberg"
    venue_address = "Tiergartenstraße 15, 10785 Berlin"
    contact_email = "camp@example.org"
    is_published = True
    phase_by_hand = Phase.PROPOSALS


class PhaseStartFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PhaseStart

    edition = factory.SubFactory(EditionFactory, phase_by_hand="")
    phase = Phase.REGISTRATION
    starts_at = FIRST_START - timedelta(days=30)


class InstitutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Institution

    edition = factory.SubFactory(EditionFactory)
    name = factory.Sequence(lambda n: f"Institution {n}")
    position = factory.Sequence(lambda n: n)


class LinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Link

    edition = factory.SubFactory(EditionFactory)
    label = factory.Sequence(lambda n: f"Link {n}")
    url = factory.Sequence(lambda n: f"https://example.org/{n}")
    position = factory.Sequence(lambda n: n)


class DayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Day

    edition = factory.SubFactory(EditionFactory)
    date = factory.Sequence(lambda n: date(2026, 10, 15) + timedelta(days=n))


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Room

    edition = factory.SubFactory(EditionFactory)
    name = factory.Sequence(lambda n: f"Room {n}")
    capacity = 25
    features = factory.LazyFunction(lambda: [Feature.BEAMER, Feature.STEP_FREE])
    position = factory.Sequence(lambda n: n)


class SlotFactory(factory.django.DjangoModelFactory):
    """45 minutes on the hour; each further slot one hour later."""

    class Meta:
        model = Slot

    day = factory.SubFactory(DayFactory, edition=factory.SelfAttribute("..edition"))
    edition = factory.SubFactory(EditionFactory)
    starts_at = factory.Sequence(lambda n: FIRST_START + timedelta(hours=n))
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + timedelta(minutes=45))


class ProgrammeItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeItem

    edition = factory.SubFactory(EditionFactory)
    kind = ItemKind.KEYNOTE
    title = factory.Sequence(lambda n: f"Keynote {n}")
    starts_at = FIRST_START - timedelta(hours=1)
    ends_at = factory.LazyAttribute(lambda item: item.starts_at + timedelta(minutes=30))


class ProgrammePersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammePerson

    item = factory.SubFactory(ProgrammeItemFactory)
    name = factory.Sequence(lambda n: f"Speaker {n}")
    part = "Keynote"
    position = factory.Sequence(lambda n: n)


class RoleGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleGrant

    edition = factory.SubFactory(EditionFactory)
    person = factory.SubFactory(PersonFactory)
    role = Role.ORGANISER
