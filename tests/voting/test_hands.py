"""Show of hands: people without a phone first, two counters, words, and a round by hands alone."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from politoscope.audit.models import AuditEntry
from politoscope.editions.enums import Role
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.voting.codes import normal_form
from politoscope.voting.enums import HandWord
from politoscope.voting.errors import HandsDisagree, HandsNeedPeople, RoundClosed, TooManyHands
from politoscope.voting.hand_counts import hands_of_word
from politoscope.voting.models import HandTotal, Round
from politoscope.voting.services import close_round, enter_hands, open_round, set_hands_people
from tests.factories.editions import RoleGrantFactory
from tests.factories.people import PersonFactory

HANDS = "/politoscope-2026/organise/vote/hands/"


def test_people_come_before_hands_and_bound_them(
    round_: Round, proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    with pytest.raises(HandsNeedPeople):
        enter_hands(round=round_, proposal=proposals[0], hands=3, actor=cem, now=now)
    set_hands_people(round=round_, people=10, actor=cem, now=now)
    with pytest.raises(TooManyHands):
        enter_hands(round=round_, proposal=proposals[0], hands=11, actor=cem, now=now)
    enter_hands(round=round_, proposal=proposals[0], hands=10, actor=cem, now=now)
    with pytest.raises(TooManyHands):
        set_hands_people(round=round_, people=9, actor=cem, now=now)
    assert Round.objects.get().hands_people == 10


def test_counts_that_differ_by_more_than_two_stop_the_close(
    round_: Round, proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    set_hands_people(round=round_, people=20, actor=cem, now=now)
    enter_hands(round=round_, proposal=proposals[0], hands=9, actor=cem, now=now)
    enter_hands(round=round_, proposal=proposals[0], hands=12, counter=2, actor=cem, now=now)
    with pytest.raises(HandsDisagree):
        close_round(round=round_, actor=cem, now=now)
    assert Round.objects.get().is_open
    enter_hands(round=round_, proposal=proposals[0], hands=11, counter=2, actor=cem, now=now)
    outcome = close_round(round=round_, actor=cem, now=now).snapshot.outcome
    assert [reason["hands"] for reason in outcome["reasons"] if reason["proposal"] == "1"] == [9]
    with pytest.raises(RoundClosed):
        enter_hands(round=round_, proposal=proposals[0], hands=1, actor=cem, now=now)
    recorded = AuditEntry.objects.get(action="voting.close").after
    assert recorded["hands"] == {"1": {"1": 9, "2": 11}}


@pytest.mark.parametrize(("people", "numbers"), [(0, [0, 0, 0]), (1, [1, 1, 1]), (12, [2, 4, 8]), (60, [8, 20, 40])])
def test_words_are_shares_of_those_who_raise_hands(people: int, numbers: list[int]) -> None:
    assert [hands_of_word(word, people) for word in HandWord] == numbers


def test_until_the_close_only_the_counter_sees_the_number(
    client: Client, round_: Round, proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    other = PersonFactory(name="Mo")
    RoleGrantFactory(edition=round_.edition, person=other, role=Role.MODERATOR)
    client.force_login(other)
    client.post(HANDS, {"people": 97})
    assert client.post(f"{HANDS}1/?counter=1", {"hands": 83}).status_code == 302
    assert client.post(f"{HANDS}1/?counter=2", {"hands": 98}).context["form"].errors
    assert re.search(r"\b83\b", client.get(HANDS).text)
    client.force_login(cem)
    for page in (HANDS, f"{HANDS}1/"):
        assert not re.search(r"\b83\b", client.get(page).text)
    assert not any("83" in str(entry.after) for entry in AuditEntry.objects.all())


def test_one_thumb_leads_from_proposal_to_proposal(
    client: Client, round_: Round, proposals: list[Proposal], cem: Person
) -> None:
    client.force_login(cem)
    assert client.post(HANDS, {"people": 12})["Location"] == f"{HANDS}1/?counter=1"
    assert client.post(f"{HANDS}1/?counter=1", {"word": "many"})["Location"] == f"{HANDS}2/?counter=1"
    assert client.post(f"{HANDS}5/?counter=1", {"hands": "0"})["Location"] == HANDS
    assert client.post(f"{HANDS}2/?counter=1", {"hands": ""}).context["form"].errors
    assert client.get(f"{HANDS}77/").status_code == 404
    assert sorted(HandTotal.objects.values_list("proposal__number", "hands", "word")) == [(1, 8, "many"), (5, 0, "")]


def test_a_round_by_hands_alone_is_a_majority_and_says_so(
    client: Client, proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    alone = open_round(edition=proposals[0].edition, actor=cem, seats=1, quorum=0, is_hands_only=True, now=now)
    assert "Handzeichen" in client.get("/politoscope-2026/vote/", headers={"Accept-Language": "de"}).text
    set_hands_people(round=alone, people=30, actor=cem, now=now)
    for proposal, hands in zip(proposals, (12, 17, 3, 0, 5), strict=True):
        enter_hands(round=alone, proposal=proposal, hands=hands, actor=cem, now=now)
    outcome = close_round(round=alone, actor=cem, now=now).snapshot.outcome
    assert (outcome["ranking"], outcome["hands_only"]) == (["2", "1", "5", "3"], True)


@pytest.mark.parametrize(
    "text", ["abcd 2345-EFGH", "ABCD2345EFGH", "https://camp.example/2026/ticket/ABCD2345EFGH/", "x/vote/#abcd2345efgh"]
)
def test_codes_are_read_as_typed_and_as_scanned(text: str) -> None:
    assert normal_form(text) == "ABCD2345EFGH"
