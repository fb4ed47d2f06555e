from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from politoscope.voting.enums import RoundStatus

GRACE = timedelta(seconds=3)
"""So long after its time a round closes by itself: ballots that were sent in time are still on their way."""


class RoundQuerySet(models.QuerySet[Any]):
    """Reusable filters over rounds."""

    def accepting(self, *, now: datetime) -> RoundQuerySet:
        """Keep the rounds that take ballots at this moment."""
        return self.filter(status=RoundStatus.OPEN).filter(Q(closes_at=None) | Q(closes_at__gt=now))

    def beyond_ballots(self, *, now: datetime) -> RoundQuerySet:
        """Keep the open rounds to which no ballot comes any more: their time is over, or only hands count."""
        return self.filter(status=RoundStatus.OPEN).filter(Q(closes_at__lte=now - GRACE) | Q(is_hands_only=True))

    def closing_by_themselves(self) -> RoundQuerySet:
        """Keep the open rounds that the clock closes: see ``Round.closes_by_itself``."""
        timed = self.filter(status=RoundStatus.OPEN, is_hands_only=False, closes_at__isnull=False)
        return timed.filter(Q(hands_people=None) | Q(hands_people=0))

    def due(self, *, now: datetime) -> RoundQuerySet:
        """Keep the rounds that close by themselves at this moment."""
        return self.closing_by_themselves().filter(closes_at__lte=now - GRACE)

    def extendable(self) -> RoundQuerySet:
        """Keep the open rounds that can get more time: nobody has seen totals of hands who could still mark."""
        return self.filter(status=RoundStatus.OPEN).filter(Q(hands_shown_at=None) | Q(is_hands_only=True))

    def near_their_end(self, *, within: timedelta, now: datetime) -> RoundQuerySet:
        """Keep the rounds that take ballots by the clock, and not much longer."""
        timed = self.filter(status=RoundStatus.OPEN, is_hands_only=False, hands_shown_at=None)
        return timed.filter(closes_at__lte=now + within)

    def latest_first(self) -> RoundQuerySet:
        """Put the newest round first."""
        return self.order_by("-number")

    def counted(self) -> RoundQuerySet:
        """Keep the rounds that have a result."""
        return self.filter(status__in=[RoundStatus.COUNTED, RoundStatus.RELEASED])
