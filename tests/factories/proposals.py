from __future__ import annotations

from datetime import timedelta

import factory

from politoscope.proposals.enums import Format, ProposalStatus
from politoscope.proposals.models import Proposal, ProposalCounter, ProposalHost
from tests.factories.editions import FIRST_START, EditionFactory
from tests.factories.people import PersonFactory


class ProposalFactory(factory.django.DjangoModelFactory):
    """A row as it stands, without host; ``propose_session`` makes whole ones."""

    class Meta:
        model = Proposal

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: 1000 + n)
    title = factory.Sequence(lambda n: f"Proposal {n}")
    abstract = "What we learnt, and what we would do differently."
    format = Format.DISCUSSION
    status = ProposalStatus.PROPOSED
    submitted_at = FIRST_START - timedelta(days=5)


class ProposalHostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProposalHost

    proposal = factory.SubFactory(ProposalFactory)
    person = factory.SubFactory(PersonFactory)
    is_lead = True
    agreed_at = FIRST_START - timedelta(days=5)


class ProposalCounterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProposalCounter

    edition = factory.SubFactory(EditionFactory)
