from __future__ import annotations

from django.db.models import QuerySet

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.models import PlaceCount, Registration


def confirmed(edition: Edition) -> QuerySet[Registration]:
    """Return the registrations that hold a place."""
    return Registration.objects.filter(edition=edition, status=RegistrationStatus.CONFIRMED)


def checked_in(edition: Edition) -> QuerySet[Registration]:
    """Return the registrations whose people have arrived."""
    return confirmed(edition).filter(checked_in_at__isnull=False)


def registration_of(person: Person | None, edition: Edition) -> Registration | None:
    """Return somebody's registration that stands, confirmed or waiting. One query, none for nobody."""
    if person is None or not person.is_authenticated:
        return None
    standing = Registration.objects.exclude(status=RegistrationStatus.CANCELLED)
    return standing.filter(edition=edition, person=person).first()


def waiting_position(registration: Registration) -> int:
    """Return 1 for the person who gets the next free place. One query."""
    ahead = Registration.objects.filter(edition=registration.edition_id, waiting_number__lt=registration.waiting_number)
    return ahead.count() + 1


def places_left(edition: Edition) -> int | None:
    """Return how many places are free; None when as many may come as like to. At most two queries."""
    count = PlaceCount.objects.filter(edition=edition).first()
    if count is not None:
        return None if count.places is None else count.places - count.taken
    if edition.capacity is None:
        return None
    return max(edition.capacity - confirmed(edition).count(), 0)
