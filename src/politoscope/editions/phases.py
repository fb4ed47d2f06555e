"""Which phase an edition is in, and what may be done in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from politoscope.editions.enums import Phase

if TYPE_CHECKING:
    from politoscope.editions.models import Edition

REGISTRATION_PHASES = frozenset({Phase.REGISTRATION, Phase.PROPOSALS, Phase.VOTING, Phase.PLANNING, Phase.LIVE})
PROPOSAL_PHASES = frozenset({Phase.REGISTRATION, Phase.PROPOSALS, Phase.VOTING})
"""Late proposals are not punished: they come in until the vote closes."""


def phase_of(edition: Edition, *, now: datetime) -> Phase:
    """Return the phase at ``now``: the one set by hand, else the last one whose start has passed.

    Reads ``edition.phase_starts``; load the edition with ``with_frame()`` to do so without a query.
    """
    if edition.phase_by_hand:
        return Phase(edition.phase_by_hand)
    started = [start for start in edition.phase_starts.all() if start.starts_at <= now]
    if not started:
        return Phase.PREPARATION
    order = list(Phase)
    return Phase(max(started, key=lambda start: (start.starts_at, order.index(Phase(start.phase)))).phase)


def is_registration_open(edition: Edition, *, now: datetime) -> bool:
    """Tell whether somebody can register."""
    return phase_of(edition, now=now) in REGISTRATION_PHASES


def is_proposing_open(edition: Edition, *, now: datetime) -> bool:
    """Tell whether somebody can propose a session."""
    return phase_of(edition, now=now) in PROPOSAL_PHASES
