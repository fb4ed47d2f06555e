"""What paper needs besides the published plan."""

from __future__ import annotations

from collections import defaultdict

from politoscope.editions.models import Edition
from politoscope.planning.queries.published import Entry, PublishedPlan
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal, ProposalHost

ON_THE_LIST = (ProposalStatus.PROPOSED, ProposalStatus.ACCEPTED, ProposalStatus.PARKED, ProposalStatus.HELD)

Line = tuple[Proposal, list[str], list[Entry]]


def paper_list(edition: Edition, plan: PublishedPlan) -> list[Line]:
    """Return everything that may be voted on or placed, with its hosts and with where it stands. Two queries."""
    proposals = list(edition.proposals.filter(status__in=ON_THE_LIST).order_by("number"))
    hosts = defaultdict(list)
    rows = ProposalHost.objects.filter(proposal__in=proposals, agreed_at__isnull=False).select_related("person")
    for row in rows.order_by("-is_lead", "pk"):
        hosts[row.proposal_id].append(str(row.person))
    places = defaultdict(list)
    for entry in plan.entries:
        places[entry.proposal.pk].append(entry)
    return [(one, hosts[one.pk] + ([one.host_name] if one.host_name else []), places[one.pk]) for one in proposals]
