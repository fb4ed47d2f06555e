"""A voter whose ballot is missing says so without a name; three complaints repeat the vote (VOTING.md 6.5)."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from politoscope.audit.models import AuditEntry
from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.registration.models import Registration
from politoscope.voting.enums import CodeMode
from politoscope.voting.errors import RepeatNotDue
from politoscope.voting.models import Ballot, Complaint, Round
from politoscope.voting.services import (
    accept_result,
    cast_ballot,
    close_round,
    make_slips,
    open_round,
    release_result,
    repeat_round,
)
from politoscope.voting.voters import voter_of_registration, voter_of_slip

CHECK = "/politoscope-2026/vote/check/"
COMPLAIN = f"{CHECK}1/complain/"
ROUNDS = "/politoscope-2026/organise/vote/"
GERMAN = {"Accept-Language": "de"}


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Let every test begin without earlier posts."""
    cache.clear()


@pytest.fixture
def released(round_: Round, voters: list[Registration], cem: Person, now: datetime) -> Round:
    """Return a published round with seven ballots."""
    for registration in voters[:7]:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=[1], now=now)
    return release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)


def missing(place: int) -> str:
    """Return a check number that is in no list."""
    return f"{place:016x}"


def test_a_missing_check_number_is_reported_without_sign_in_or_name(client: Client, released: Round) -> None:
    page = client.post(CHECK, {"number": missing(1)}, headers=GERMAN)
    assert "Sie steht nicht in der Liste" in page.text
    assert f'name="number" value="{missing(1)}"' in page.text
    answer = client.post(COMPLAIN, {"number": missing(1)}, headers=GERMAN, follow=True)
    assert "Ihre Beschwerde zählt" in answer.text
    complaint = Complaint.objects.get()
    entry = AuditEntry.objects.get(action="voting.complain")
    assert (entry.actor, entry.after) == (None, {"kind": "missing", "complaints": 1})
    assert missing(1) not in json.dumps([complaint.proof, entry.after])


def test_one_check_number_complains_once_however_much_of_it_is_typed(client: Client, released: Round) -> None:
    for number in (missing(1), missing(1) + "ab", missing(1) + "cd" * 24, missing(1)):
        client.post(COMPLAIN, {"number": number})
    assert Complaint.objects.count() == 1
    client.post(COMPLAIN, {"number": missing(2)})
    assert Complaint.objects.count() == 2


def test_what_is_in_order_is_no_complaint(client: Client, released: Round, voters: list[Registration]) -> None:
    (receipt, *_others) = json.loads(released.snapshot.closing)["receipts"]
    for data in (
        {"number": receipt},
        {"number": receipt[:16]},
        {"number": receipt.upper()},
        {"number": "z" * 20},
        {"number": "0123"},
        {"slip": "ABCD"},
        {},
    ):
        assert client.post(COMPLAIN, data).status_code == 302
    client.force_login(voters[9].person)  # did not vote, and nobody voted in that place
    client.post(COMPLAIN)
    assert not Complaint.objects.exists()


def test_whose_registration_was_used_reports_it(client: Client, released: Round, voters: list[Registration]) -> None:
    client.force_login(voters[0].person)
    assert "Das war ich nicht" in client.get(CHECK, headers=GERMAN).text
    for _ in range(2):
        client.post(COMPLAIN)
    assert [complaint.kind for complaint in Complaint.objects.all()] == ["used"]


def test_whose_slip_was_used_reports_it(client: Client, round_: Round, cem: Person, now: datetime) -> None:
    Round.objects.update(code_mode=CodeMode.SLIP)
    round_.refresh_from_db()
    used, unused = make_slips(edition=round_.edition, actor=cem, size=2, now=now)
    cast_ballot(round=round_, voter=voter_of_slip(round_, used), marks=[1], now=now)
    release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    assert f'name="slip" value="{used.lower()}"' in client.post(CHECK, {"slip": used.lower()}).text
    for slip in (used.lower(), used, unused):
        client.post(COMPLAIN, {"slip": slip})
    assert Complaint.objects.count() == 1


def test_nobody_complains_before_the_publication_or_by_script(
    client: Client, round_: Round, released: Round, now: datetime
) -> None:
    Round.objects.update(status="counted")
    assert client.post(COMPLAIN, {"number": missing(1)}).status_code == 404
    Round.objects.update(status="released")
    answers = [client.post(COMPLAIN, {"number": missing(place)}).status_code for place in range(11)]
    assert answers == [302] * 9 + [429] * 2  # ten posts a minute, the early one among them
    assert Complaint.objects.count() == 9


def test_the_rule_is_announced_before_the_vote(client: Client, round_: Round, voters: list[Registration]) -> None:
    assert (
        "Ab 3 Beschwerden wird die Abstimmung wiederholt"
        in client.get("/politoscope-2026/screen/vote/", headers=GERMAN).text
    )
    client.force_login(voters[0].person)
    assert "wird die Abstimmung wiederholt" in client.get("/politoscope-2026/vote/", headers=GERMAN).text


def test_three_complaints_offer_to_repeat_the_vote_and_the_old_round_stays(
    client: Client,
    released: Round,
    proposals: list[Proposal],
    voters: list[Registration],
    cem: Person,
    now: datetime,
) -> None:
    accept_result(round=released, actor=cem, now=now)
    assert set(Proposal.objects.values_list("status", flat=True)) == {ProposalStatus.ACCEPTED, ProposalStatus.PARKED}
    client.force_login(cem)
    seen = []
    for place in range(3):
        Client().post(COMPLAIN, {"number": missing(place)})
        page = client.get(ROUNDS, headers=GERMAN).text
        seen.append((bool(re.search(rf"{place + 1} Beschwerden? zu dieser Runde", page)), "/1/repeat/" in page))
    assert seen == [(True, False), (True, False), (True, True)]
    client.post(f"{ROUNDS}1/repeat/")
    again = Round.objects.get(number=2)
    assert (again.repeats, again.is_open, again.seats, again.quorum) == (released, True, 2, 0)
    assert set(Proposal.objects.values_list("status", flat=True)) == {ProposalStatus.ACCEPTED, ProposalStatus.PARKED}
    cast_ballot(round=again, voter=voter_of_registration(again, voters[0]), marks=[2], now=now)
    old = Round.objects.get(number=1)
    assert (old.status, old.snapshot.file, Ballot.objects.filter(round=old).count()) == (
        "released", released.snapshot.file, 7
    )  # fmt: skip
    assert client.get("/politoscope-2026/vote/result/?round=1").status_code == 200
    actions = AuditEntry.objects.filter(action__in=["voting.repeat", "voting.open"]).order_by("sequence")
    assert [entry.action for entry in actions] == ["voting.open", "voting.open", "voting.repeat"]


def test_two_complaints_or_a_later_round_repeat_nothing(released: Round, cem: Person, now: datetime) -> None:
    for place in range(2):
        Complaint.objects.create(round=released, kind="missing", proof=missing(place))
    with pytest.raises(RepeatNotDue):
        repeat_round(round=released, actor=cem, now=now)
    Complaint.objects.create(round=released, kind="missing", proof=missing(2))
    later = open_round(edition=released.edition, actor=cem, seats=2, now=now)
    with pytest.raises(RepeatNotDue):
        repeat_round(round=released, actor=cem, now=now)
    assert list(Round.objects.order_by("number")) == [released, later]
