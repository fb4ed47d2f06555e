"""The places of an edition. Whatever happens at once, no more are given than there are (R-07).

The bound is held twice: by the condition of the update whose row count is read, and by a check constraint.
Every command on registrations begins with ``hold_places``: its update takes the counter's row until the end of the
transaction (PostgreSQL) where SQLite has the whole database already, so that commands of one edition queue up and
the waiting list never misses a place that becomes free at the same moment.
"""

from __future__ import annotations

from django.db.models import F, Q

from politoscope.editions.models import Edition
from politoscope.registration.models import PlaceCount, Registration

HAS_ROOM = Q(places__isnull=True) | Q(taken__lt=F("places"))


def hold_places(edition: Edition) -> None:
    """Keep the counter to this transaction, and create it first where there is none. The caller holds a transaction."""
    counts = PlaceCount.objects.filter(edition=edition)
    if counts.update(taken=F("taken")):
        return
    taken = Registration.objects.filter(edition=edition).confirmed().count()
    places = None if edition.capacity is None else max(edition.capacity, taken)
    PlaceCount.objects.get_or_create(edition=edition, defaults={"places": places, "taken": taken})
    counts.update(taken=F("taken"))


def take_place(edition: Edition) -> bool:
    """Take one place; tell whether there was one."""
    return PlaceCount.objects.filter(HAS_ROOM, edition=edition).update(taken=F("taken") + 1) == 1


def release_place(edition: Edition) -> None:
    """Give one place back."""
    PlaceCount.objects.filter(edition=edition, taken__gt=0).update(taken=F("taken") - 1)


def change_places(edition: Edition, places: int | None) -> bool:
    """Set the number of places; tell whether that many suffice for those who have one."""
    fitting = Q() if places is None else Q(taken__lte=places)
    return PlaceCount.objects.filter(fitting, edition=edition).update(places=places) == 1


def draw_waiting_number(edition: Edition) -> int:
    """Return the next number of the waiting list; each is given once."""
    counts = PlaceCount.objects.filter(edition=edition)
    counts.update(last_waiting_number=F("last_waiting_number") + 1)
    return counts.values_list("last_waiting_number", flat=True).get()
