from __future__ import annotations

from django.db.models import Count, Q

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.models import PlaceCount, Registration
from politoscope.registration.querysets import RegistrationQuerySet


def confirmed(edition: Edition) -> RegistrationQuerySet:
    """Return the registrations that hold a place."""
    return Registration.objects.filter(edition=edition).confirmed()


def checked_in(edition: Edition) -> RegistrationQuerySet:
    """Return the registrations whose people have arrived."""
    return confirmed(edition).filter(checked_in_at__isnull=False)


def registration_of(person: Person | None, edition: Edition) -> Registration | None:
    """Return somebody's registration that stands, confirmed or waiting. One query, none for nobody."""
    if person is None or not person.is_authenticated:
        return None
    return Registration.objects.filter(edition=edition, person=person).standing().first()


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


def desk_counts(edition: Edition) -> dict[str, int | None]:
    """Return how many have a place, wait and have arrived, and how many places there are. One query."""
    status = RegistrationStatus
    counts: dict[str, int | None] = Registration.objects.filter(edition=edition).aggregate(
        confirmed=Count("pk", filter=Q(status=status.CONFIRMED)),
        waiting=Count("pk", filter=Q(status=status.WAITING)),
        arrived=Count("pk", filter=Q(status=status.CONFIRMED, checked_in_at__isnull=False)),
    )
    return counts | {"places": edition.capacity}
