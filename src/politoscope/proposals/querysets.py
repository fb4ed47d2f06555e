from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from politoscope.proposals.enums import ProposalStatus

if TYPE_CHECKING:
    from politoscope.people.models import Person

PUBLIC_STATUSES = (
    ProposalStatus.PROPOSED,
    ProposalStatus.ACCEPTED,
    ProposalStatus.PARKED,
    ProposalStatus.HELD,
)


class ProposalQuerySet(models.QuerySet[Any]):
    """Reusable filters over proposals."""

    def public(self) -> ProposalQuerySet:
        """Keep what everybody may read."""
        return self.filter(status__in=PUBLIC_STATUSES)

    def visible_to(self, person: Person | None) -> ProposalQuerySet:
        """Keep what everybody may read, and the person's own in any status."""
        if person is None or not person.is_authenticated:
            return self.public()
        own = Q(pk__in=self.model.hosts.rel.related_model.objects.filter(person=person).values("proposal"))
        return self.filter(Q(status__in=PUBLIC_STATUSES) | own)
