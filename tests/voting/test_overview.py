"""What the organisers' overview says of the vote, from no round to the published result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.services import propose_session
from politoscope.voting.services import close_round, open_round, release_result


@pytest.fixture
def said(client: Client, edition: Edition, cem: Person) -> Callable[[], str]:
    """Return a function that reads the overview."""
    client.force_login(cem)
    return lambda: " ".join(client.get("/politoscope-2026/organise/?lang=en").text.split())


def test_card_says_where_the_vote_stands_and_what_is_next(
    said: Callable[[], str], edition: Edition, ada: Person, cem: Person, now: datetime
) -> None:
    assert "No round yet. 0 proposals can be voted on." in said()
    for title in ("Podcasts", "Krise"):
        propose_session(edition=edition, person=ada, title=title, now=now)
    assert "No round yet. 2 proposals can be voted on." in said()
    round_ = open_round(edition=edition, actor=cem, seats=1, closes_at=now + timedelta(minutes=20), now=now)
    assert "Round 1 is open: 0 ballots so far. It ends at 10:20." in said()
    closed = close_round(round=round_, actor=cem, now=now + timedelta(minutes=1))
    assert "Round 1 is counted. Look at the result and publish it." in said()
    release_result(round=closed, actor=cem, now=now + timedelta(minutes=2))
    assert "The result of round 1 is published. 2 proposals are still open." in said()
