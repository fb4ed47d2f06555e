"""What a round decides about."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.querysets import ProposalQuerySet
from politoscope.voting.models import Decision, Round

DECIDED = (ProposalStatus.ACCEPTED, ProposalStatus.PARKED)


def on_ballot(round_: Round) -> ProposalQuerySet:
    """Return the proposals that compete in a round: those without a decision, and in a repetition those too that the
    repeated round decided. They keep their status, and with it their place in the plan, until the new result counts.
    """
    competing = Q(status=ProposalStatus.PROPOSED)
    if repeated := _repeated_by(round_):
        decided_there = Decision.objects.filter(round__in=repeated).values("proposal")
        competing |= Q(status__in=DECIDED, pk__in=decided_there)
    found: ProposalQuerySet = round_.edition.proposals.filter(competing)
    return found


def _repeated_by(round_: Round) -> list[UUID]:
    """Return the round that this one repeats, the one that that one repeated, and so on."""
    chain: list[UUID] = []
    earlier = round_.repeats_id
    while earlier is not None:
        chain.append(earlier)
        earlier = Round.objects.values_list("repeats", flat=True).get(pk=earlier)
    return chain
