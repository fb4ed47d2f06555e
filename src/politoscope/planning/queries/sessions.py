from __future__ import annotations

from django.db.models import Prefetch

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal, ProposalHost


def session_by_number(edition: Edition, number: int, person: Person | None) -> Proposal | None:
    """Return a proposal that this person may read, with the hosts who agreed."""
    agreed = ProposalHost.objects.filter(agreed_at__isnull=False).select_related("person").order_by("-is_lead", "pk")
    proposals = Proposal.objects.filter(edition=edition, number=number).visible_to(person)
    return proposals.prefetch_related(Prefetch("hosts", queryset=agreed)).first()
