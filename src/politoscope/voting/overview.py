"""What the organisers' overview says of the vote."""

from __future__ import annotations

from typing import Any

from politoscope.editions.models import Edition
from politoscope.proposals.enums import ProposalStatus
from politoscope.voting.models import Ballot


def overview_counts(edition: Edition) -> dict[str, Any]:
    """Return the newest round, and the one number there is to say of it: ballots while it is open (R-04), else how
    many proposals could be voted on. At most two queries.
    """
    newest = edition.rounds.latest_first().first()
    if newest is not None and newest.is_open:
        return {"round": newest, "ballots": Ballot.objects.filter(round=newest).count()}
    return {"round": newest, "proposals": edition.proposals.filter(status=ProposalStatus.PROPOSED).count()}
