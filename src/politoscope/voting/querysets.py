from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from politoscope.voting.enums import RoundStatus


class RoundQuerySet(models.QuerySet[Any]):
    """Reusable filters over rounds."""

    def accepting(self, *, now: datetime) -> RoundQuerySet:
        """Keep the rounds that take ballots at this moment."""
        return self.filter(status=RoundStatus.OPEN).filter(Q(closes_at=None) | Q(closes_at__gt=now))

    def latest_first(self) -> RoundQuerySet:
        """Put the newest round first."""
        return self.order_by("-number")

    def counted(self) -> RoundQuerySet:
        """Keep the rounds that have a result."""
        return self.filter(status__in=[RoundStatus.COUNTED, RoundStatus.RELEASED])
