"""Places per kind of organisation. A quota bounds one kind; the places of the edition bound all of them together.

A quota is a counter like that of the edition: bounded by the condition of an update whose row count is read, and by a
check constraint (R-07). All of it happens behind ``hold_places``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q

from politoscope.editions.models import Edition
from politoscope.registration.enums import OrganisationType, RegistrationStatus
from politoscope.registration.errors import QuotasTaken
from politoscope.registration.models import Quota, Registration

HAS_ROOM = Q(taken__lt=F("places"))


@dataclass(frozen=True)
class KindCount:
    """How many of one kind of organisation come, may come and wait."""

    kind: str
    label: str
    taken: int
    waiting: int
    places: int | None

    @property
    def is_full(self) -> bool:
        """Tell whether the next one of this kind waits, whatever is free otherwise."""
        return self.places is not None and self.taken >= self.places


def has_quotas(edition: Edition) -> bool:
    """Tell whether the kind of organisation matters for a place. One query."""
    return Quota.objects.filter(edition=edition).exists()


def full_kinds(edition: Edition) -> list[str]:
    """Return the kinds that have no place left. One query."""
    return list(Quota.objects.filter(edition=edition).exclude(HAS_ROOM).values_list("organisation_type", flat=True))


def count_kinds(edition: Edition) -> list[KindCount]:
    """Return the numbers of every kind of organisation, in their order. Two queries."""
    places = dict(Quota.objects.filter(edition=edition).values_list("organisation_type", "places"))
    confirmed, waiting = (
        dict(rows.values_list(kind).annotate(Count("pk")))
        for rows, kind in (
            (Registration.objects.filter(edition=edition).confirmed(), "counted_as"),
            (Registration.objects.filter(edition=edition, status=RegistrationStatus.WAITING), "organisation_type"),
        )
    )
    return [
        KindCount(kind, str(label), confirmed.get(kind, 0), waiting.get(kind, 0), places.get(kind))
        for kind, label in OrganisationType.choices
    ]


def take_of_quota(edition: Edition, kind: str) -> bool:
    """Take a place of the kind's quota; tell whether there was one, or no quota at all."""
    quota = Quota.objects.filter(edition=edition, organisation_type=kind)
    return quota.filter(HAS_ROOM).update(taken=F("taken") + 1) == 1 or not quota.exists()


def release_of_quota(edition: Edition, kind: str) -> None:
    """Give a place of the kind's quota back, if it has one."""
    Quota.objects.filter(edition=edition, organisation_type=kind, taken__gt=0).update(taken=F("taken") - 1)


def change_quotas(edition: Edition, quotas: Mapping[str, int | None]) -> dict[str, int | None]:
    """Set the quota of these kinds, None for none, and return those that were there. The caller holds the places.

    Raises:
        QuotasTaken: more people of a kind have a place already; nobody is thrown out by a number.
    """
    taken = {count.kind: count.taken for count in count_kinds(edition)}
    before = dict(Quota.objects.filter(edition=edition).values_list("organisation_type", "places"))
    too_small = {kind: taken[kind] for kind, places in quotas.items() if places is not None and places < taken[kind]}
    if too_small:
        raise QuotasTaken(too_small)
    for kind, places in quotas.items():
        if places is None:
            Quota.objects.filter(edition=edition, organisation_type=kind).delete()
        else:
            row = {"places": places, "taken": taken[kind]}
            Quota.objects.update_or_create(edition=edition, organisation_type=kind, defaults=row)
    return {kind: before.get(kind) for kind in quotas}
