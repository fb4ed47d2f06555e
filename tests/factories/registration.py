from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import factory

from politoscope.registration.enums import OrganisationType, RegistrationStatus
from politoscope.registration.models import PlaceCount, Registration
from politoscope.registration.searching import search_key
from tests.factories.editions import FIRST_START, EditionFactory
from tests.factories.people import PersonFactory


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A row as it stands; the counter of places starts from the rows when a service first needs it."""

    class Meta:
        model = Registration

    edition = factory.SubFactory(EditionFactory)
    person = factory.SubFactory(PersonFactory)
    status = RegistrationStatus.CONFIRMED
    name = factory.SelfAttribute("person.name")
    organisation = factory.SelfAttribute("person.organisation")
    search_key = factory.LazyAttribute(lambda row: search_key(row.name, row.organisation))
    organisation_type = OrganisationType.MINISTRY
    counted_as = factory.LazyAttribute(lambda row: row.organisation_type if row.place else "")
    hashtags = factory.LazyFunction(lambda: ["podcast", "mastodon", "community"])
    place = factory.LazyAttribute(lambda row: uuid4() if row.status == RegistrationStatus.CONFIRMED else None)
    registered_at = FIRST_START - timedelta(days=10)


class PlaceCountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlaceCount

    edition = factory.SubFactory(EditionFactory)
    places = factory.SelfAttribute("edition.capacity")
