from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from politoscope.proposals.enums import ProposalStatus

if TYPE_CHECKING:
    from politoscope.people.models import Person

STANDING = (
    ProposalStatus.PROPOSED,
    ProposalStatus.ACCEPTED,
    ProposalStatus.PARKED,
    ProposalStatus.HELD,
)
"""Statuses of a proposal that somebody offers and nobody took back."""

PUBLIC_STATUSES = (*STANDING, ProposalStatus.WISH)


class ProposalQuerySet(models.QuerySet[Any]):
    """Reusable filters over proposals."""

    def public(self) -> ProposalQuerySet:
        """Keep what everybody may read."""
        return self.filter(status__in=PUBLIC_STATUSES)

    def standing(self) -> ProposalQuerySet:
        """Keep what somebody offers: no wish, no draft, nothing withdrawn or merged."""
        return self.filter(status__in=STANDING)

    def wishes(self) -> ProposalQuerySet:
        """Keep the topics that look for a host."""
        return self.filter(status=ProposalStatus.WISH)

    def visible_to(self, person: Person | None) -> ProposalQuerySet:
        """Keep what everybody may read, and the person's own in any status."""
        if person is None or not person.is_authenticated:
            return self.public()
        return self.filter(Q(status__in=PUBLIC_STATUSES) | self._offered_by(person))

    def hosted_by(self, person: Person) -> ProposalQuerySet:
        """Keep what the person offers, alone or with others."""
        return self.filter(self._offered_by(person))

    def with_hosts(self) -> ProposalQuerySet:
        """Load the hosts and their names."""
        return self.prefetch_related("hosts__person")

    def _offered_by(self, person: Person) -> Q:
        return Q(pk__in=self.model.hosts.rel.related_model.objects.filter(person=person).values("proposal"))
