"""The round that a page is about."""

from __future__ import annotations

from contextlib import suppress

from django.db import DatabaseError
from django.utils import timezone

from politoscope.editions.models import Edition
from politoscope.voting import queries
from politoscope.voting.models import Round
from politoscope.voting.services import is_overdue, mind_round


def current_round(edition: Edition) -> Round | None:
    """Return the newest round. One that the clock should have closed is closed now: the worker may be down or busy."""
    round_ = queries.current_round(edition)
    now = timezone.now()
    if round_ is not None and is_overdue(round_, now=now):
        with suppress(DatabaseError):  # a page that is only read does not fail for it
            return mind_round(round=round_, now=now)
    return round_
