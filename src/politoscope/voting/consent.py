"""Who speaks for which side of a merge."""

from __future__ import annotations

from politoscope.editions.policies import is_moderator
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.proposals.policies import is_host
from politoscope.voting.models import MergeRequest

KEPT, MERGED = "kept", "merged"


def sides_of(person: Person | None, request: MergeRequest) -> frozenset[str]:
    """Return the sides for which the person may agree or decline."""
    sides = {KEPT: request.kept, MERGED: request.merged}
    return frozenset(side for side, proposal in sides.items() if speaks_for(person, proposal))


def speaks_for(person: Person | None, proposal: Proposal) -> bool:
    """Tell whether the person is a host; for a host without an account the moderation speaks."""
    if is_host(person, proposal):
        return True
    has_host = any(host.agreed_at for host in proposal.hosts.all())
    return not has_host and is_moderator(person, proposal.edition)


def can_ask(person: Person | None, proposal: Proposal) -> bool:
    """Tell whether the person may ask for a merge: a host of it, or the moderation."""
    return is_host(person, proposal) or is_moderator(person, proposal.edition)
