from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

if TYPE_CHECKING:
    from politoscope.audit.models import AuditEntry  # noqa: F401

SITE_CHAIN = UUID(int=0)
"""The chain of what belongs to no edition."""


def chain_of(edition: Any | None) -> UUID:
    """Return the chain that holds the entries of an edition, or of the site."""
    return SITE_CHAIN if edition is None else edition.pk


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Reusable filters over entries."""

    def of(self, edition: Any | None) -> AuditEntryQuerySet:
        """Keep what happened at one edition (None: at none)."""
        return self.filter(chain=chain_of(edition))

    def about(self, target: models.Model) -> AuditEntryQuerySet:
        """Keep what happened to one object."""
        return self.filter(target_type=target._meta.label_lower, target_id=str(target.pk))

    def newest_first(self) -> AuditEntryQuerySet:
        return self.order_by("-sequence")
