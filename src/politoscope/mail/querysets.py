from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from politoscope.mail.enums import MailState

if TYPE_CHECKING:
    from politoscope.mail.models import OutboxMail  # noqa: F401


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    """Reusable filters over the outbox."""

    def of(self, edition: Any) -> OutboxMailQuerySet:
        """Keep the mails of one edition."""
        return self.filter(edition_id=edition.pk)

    def due(self, *, now: datetime) -> OutboxMailQuerySet:
        """Keep what should be sent now."""
        return self.filter(state=MailState.WAITING, due_at__lte=now).filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        )

    def newest_first(self) -> OutboxMailQuerySet:
        return self.order_by("-created_at", "-id")
