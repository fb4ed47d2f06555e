from __future__ import annotations

from typing import Any

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from tests.factories.proposals import ProposalFactory, ProposalHostFactory


def accepted(edition: Edition, title: str, *hosts: Person, **fields: Any) -> Proposal:
    """Return an accepted proposal whose hosts agreed; the first one is the main host."""
    proposal = ProposalFactory(edition=edition, title=title, status=ProposalStatus.ACCEPTED, **fields)
    for number, host in enumerate(hosts):
        ProposalHostFactory(proposal=proposal, person=host, is_lead=number == 0)
    return proposal
