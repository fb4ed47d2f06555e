"""The room confirms the hands by the projector (VOTING.md 4.4), when no phone can follow them any more (R-04)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from politoscope.audit.models import AuditEntry
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.registration.models import Registration
from politoscope.voting.errors import HandsNeedPeople, HandsNotYet, HandsShown, NotEntitled, RoundClosed
from politoscope.voting.models import Ballot, Round
from politoscope.voting.querysets import GRACE
from politoscope.voting.services import (
    announce_close,
    cast_ballot,
    close_round,
    enter_hands,
    extend_round,
    open_round,
    set_hands_people,
    show_hands,
)
from politoscope.voting.voters import voter_of_registration
from tests.voting.test_screen import SCREEN, words

HANDS = "/politoscope-2026/organise/vote/hands/"
MINUTES = timedelta(minutes=5)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def counted(round_: Round, voters: list[Registration], proposals: list[Proposal], cem: Person, now: datetime) -> Round:
    """Return a round with seven ballots for number 1, and 47 of 60 hands for number 2; its time ends now."""
    for registration in voters[:7]:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=[1], now=now)
    set_hands_people(round=round_, people=60, actor=cem, now=now)
    enter_hands(round=round_, proposal=proposals[1], hands=47, actor=cem, now=now)
    Round.objects.update(closes_at=now + MINUTES)
    round_.refresh_from_db()
    return round_


@pytest.fixture
def over(now: datetime) -> datetime:
    """Return the first instant at which no phone can follow what the room sees."""
    return now + MINUTES + GRACE


def test_the_room_sees_totals_and_corrections_and_nothing_of_ballots(
    client: Client, counted: Round, proposals: list[Proposal], cem: Person, over: datetime
) -> None:
    assert "47" not in words(client)
    show_hands(round=counted, actor=cem, now=over)
    assert "Hands: is it right?" in words(client)
    assert "60 people in the room have not voted by phone" in words(client)
    assert "47 Krisen-PR" in words(client)
    enter_hands(round=counted, proposal=proposals[2], hands=31, actor=cem, now=over)
    enter_hands(round=counted, proposal=proposals[1], hands=44, actor=cem, now=over + GRACE)
    page = words(client)
    assert page.index("44 Krisen-PR") < page.index("31 Barrierefreie PDF")  # the latest is the largest
    assert "47" not in page
    assert "Mastodon im Amt" not in page  # it has ballots, and no hands
    assert not re.search(r"\b7\b", page)


def test_two_counts_that_differ_are_both_on_the_screen(
    client: Client, counted: Round, proposals: list[Proposal], cem: Person, over: datetime
) -> None:
    show_hands(round=counted, actor=cem, now=over)
    enter_hands(round=counted, proposal=proposals[1], hands=52, counter=2, actor=cem, now=over)
    assert "47 or 52? Count again" in words(client)
    enter_hands(round=counted, proposal=proposals[1], hands=48, counter=2, actor=cem, now=over)
    assert "Count again" not in words(client)
    assert "47 Krisen-PR" in words(client)  # of two the lower counts


def test_not_while_a_phone_could_still_follow_them(counted: Round, cem: Person, now: datetime) -> None:
    for closes_at in (None, now + MINUTES, now + timedelta(seconds=1)):
        Round.objects.update(closes_at=closes_at)
        with pytest.raises(HandsNotYet):
            show_hands(round=counted, actor=cem, now=now + timedelta(seconds=2))
    assert Round.objects.get().hands_shown_at is None
    assert not AuditEntry.objects.filter(action="voting.show_hands").exists()


def test_afterwards_phones_get_no_more_time(
    counted: Round, voters: list[Registration], cem: Person, over: datetime
) -> None:
    for _ in range(2):
        show_hands(round=counted, actor=cem, now=over)
    assert AuditEntry.objects.filter(action="voting.show_hands").count() == 1
    with pytest.raises(HandsShown):
        extend_round(round=counted, actor=cem, minutes=5, now=over)
    with pytest.raises(HandsShown):
        announce_close(round=counted, actor=cem, now=over)
    with pytest.raises(RoundClosed):
        cast_ballot(round=counted, voter=voter_of_registration(counted, voters[8]), marks=[2], now=over)
    assert Ballot.objects.count() == 7
    assert close_round(round=counted, actor=cem, now=over).is_counted
    with pytest.raises(RoundClosed):
        show_hands(round=counted, actor=cem, now=over)


def test_people_come_before_hands_on_the_screen_too(round_: Round, cem: Person, now: datetime, over: datetime) -> None:
    Round.objects.update(closes_at=now + MINUTES)
    with pytest.raises(HandsNeedPeople):
        show_hands(round=round_, actor=cem, now=over)


def test_a_round_by_hands_alone_is_followed_by_the_room_and_takes_no_ballots(
    client: Client, proposals: list[Proposal], voters: list[Registration], cem: Person, now: datetime
) -> None:
    alone = open_round(edition=proposals[0].edition, actor=cem, seats=1, quorum=0, is_hands_only=True, now=now)
    set_hands_people(round=alone, people=60, actor=cem, now=now)
    show_hands(round=alone, actor=cem, now=now)
    enter_hands(round=alone, proposal=proposals[0], hands=42, actor=cem, now=now)
    enter_hands(round=alone, proposal=proposals[1], hands=0, actor=cem, now=now)
    assert "60 people are in the room. Something wrong?" in words(client)
    assert "42 Mastodon im Amt" in words(client)
    assert "– Krisen-PR" in words(client)  # nobody reads a zero
    with pytest.raises(NotEntitled):
        voter_of_registration(alone, voters[0])
    client.force_login(voters[0].person)
    answer = client.post("/politoscope-2026/vote/1/cast/", {"marks": ["1"]}, headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert not Ballot.objects.exists()


def test_the_moderator_shows_them_with_one_tap_when_it_is_time(
    client: Client, round_: Round, proposals: list[Proposal], ben: Person, cem: Person
) -> None:
    client.force_login(cem)
    client.post(HANDS, {"people": 60})
    page = client.get(HANDS, headers=ENGLISH).text
    assert "Until then they would influence the ballots" in page
    assert "/1/hands/show/" not in page
    Round.objects.update(closes_at=timezone.now() - GRACE)
    assert "/1/hands/show/" in client.get(HANDS, headers=ENGLISH).text
    client.force_login(ben)
    assert client.post("/politoscope-2026/organise/vote/1/hands/show/").status_code == 403
    client.force_login(cem)
    answer = client.post("/politoscope-2026/organise/vote/1/hands/show/", headers=ENGLISH, follow=True)
    assert "The room sees the hands now." in answer.text
    assert "Hands: is it right?" in client.get(f"{SCREEN}scene/", headers=ENGLISH).text
    page = client.get("/politoscope-2026/organise/vote/", headers=ENGLISH).text
    assert "More time" not in page
    assert "The time is over – close now" in page
