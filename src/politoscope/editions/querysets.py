from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

if TYPE_CHECKING:
    from politoscope.people.models import Person


class EditionQuerySet(models.QuerySet):
    """Reusable filters over editions."""

    def visible_to(self, person: Person | None) -> EditionQuerySet:
        """Keep what the public sees, and what the person works on before it is public."""
        from politoscope.editions.models import RoleGrant  # the model module imports this one

        if person is None or not person.is_authenticated:
            return self.filter(is_published=True)
        granted = RoleGrant.objects.filter(edition=OuterRef("pk"), person=person)
        return self.filter(Q(is_published=True) | Q(Exists(granted)))

    def with_frame(self) -> EditionQuerySet:
        """Load what every page of an edition shows, in its order: hosts, links, days and phases."""
        from politoscope.editions.models import Day, Institution, Link, PhaseStart

        return self.select_related("series").prefetch_related(
            Prefetch("institutions", Institution.objects.order_by("position", "pk")),
            Prefetch("links", Link.objects.order_by("position", "pk")),
            Prefetch("days", Day.objects.order_by("date")),
            Prefetch("phase_starts", PhaseStart.objects.order_by("starts_at")),
        )
