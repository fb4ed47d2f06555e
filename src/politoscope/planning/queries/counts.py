from __future__ import annotations

from typing import Any

from politoscope.editions.models import Edition
from politoscope.planning.models import Cell, Publication
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal


def planning_counts(edition: Edition) -> dict[str, Any]:
    """Return how far the planning is, for the overview. Three queries."""
    placed = Cell.objects.filter(plan__edition=edition, position=0).values("occurrence__proposal").distinct().count()
    accepted = Proposal.objects.filter(edition=edition, status=ProposalStatus.ACCEPTED).count()
    latest = Publication.objects.filter(plan__edition=edition).order_by("-number").first()
    return {"placed": placed, "accepted": accepted, "latest": latest}
