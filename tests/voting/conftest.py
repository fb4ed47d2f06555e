"""A camp that votes: people who are checked in, and proposals with hosts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import propose_session
from politoscope.registration.models import Registration
from politoscope.voting.models import Round
from politoscope.voting.services import open_round
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory


@pytest.fixture
def voters(edition: Edition, now: datetime) -> list[Registration]:
    """Return twelve registrations of people who have arrived."""
    return [
        RegistrationFactory(edition=edition, person=PersonFactory(), checked_in_at=now - timedelta(hours=1))
        for _ in range(12)
    ]


@pytest.fixture
def proposals(edition: Edition, ada: Person, now: datetime) -> list[Proposal]:
    """Return five proposals of Ada's, numbers 1 to 5."""
    titles = ("Mastodon im Amt", "Krisen-PR", "Barrierefreie PDF", "Podcasts", "Leichte Sprache")
    before = now - timedelta(days=1)
    return [propose_session(edition=edition, person=ada, title=title, now=before) for title in titles]


@pytest.fixture
def round_(
    edition: Edition, proposals: list[Proposal], voters: list[Registration], cem: Person, now: datetime
) -> Round:
    """Return an open round for those checked in: two places, no quorum."""
    return open_round(edition=edition, actor=cem, seats=2, quorum=0, now=now)
