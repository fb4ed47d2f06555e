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
from politoscope.registration.quotas import full_kinds, release_of_quota, take_of_quota

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


def take_place(edition: Edition, kind: str = "") -> bool:
    """Take one place for a kind of organisation; tell whether there was one."""
    if not take_of_quota(edition, kind):
        return False
    if PlaceCount.objects.filter(HAS_ROOM, edition=edition).update(taken=F("taken") + 1):
        return True
    release_of_quota(edition, kind)
    return False


def release_place(edition: Edition, kind: str = "") -> None:
    """Give one place back, and to the quota of its kind."""
    release_of_quota(edition, kind)
    PlaceCount.objects.filter(edition=edition, taken__gt=0).update(taken=F("taken") - 1)


def change_places(edition: Edition, places: int | None) -> bool:
    """Set the number of places; tell whether that many suffice for those who have one."""
    fitting = Q() if places is None else Q(taken__lte=places)
    return PlaceCount.objects.filter(fitting, edition=edition).update(places=places) == 1


def next_in_line(edition: Edition) -> Registration | None:
    """Return who gets the next place: the first who waits and whose kind of organisation has one. Two queries."""
    waiting = Registration.objects.filter(edition=edition).waiting()
    return waiting.exclude(organisation_type__in=full_kinds(edition)).first()


def is_any_untouched(edition: Edition) -> bool:
    """Tell whether there is a place that nobody has had so far."""
    places = PlaceCount.objects.values_list("places", flat=True).get(edition=edition)
    return places is None or Registration.objects.filter(edition=edition, place__isnull=False).count() < places


def draw_waiting_number(edition: Edition) -> int:
    """Return the next number of the waiting list; each is given once."""
    counts = PlaceCount.objects.filter(edition=edition)
    counts.update(last_waiting_number=F("last_waiting_number") + 1)
    return counts.values_list("last_waiting_number", flat=True).get()
