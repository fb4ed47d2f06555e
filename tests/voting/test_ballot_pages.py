"""The ballot over HTTP: by form, by the page's script, with a slip, at the kiosk."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from politoscope.people.models import Person
from politoscope.proposals.services import withdraw_proposal
from politoscope.registration.models import Registration
from politoscope.voting.enums import CodeMode, Electorate
from politoscope.voting.models import Ballot, Participation, Round, VotingCode
from politoscope.voting.queries import ballot_cards
from politoscope.voting.services import close_round, make_slips

VOTE = "/politoscope-2026/vote/"
CAST = f"{VOTE}1/cast/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def voter(client: Client, round_: Round, voters: list[Registration]) -> Registration:
    """Sign in as the first voter."""
    client.force_login(voters[0].person)
    return voters[0]


def test_a_ballot_by_form_is_saved_shown_and_changed(client: Client, voter: Registration) -> None:
    page = client.get(VOTE).text
    assert page.count('name="marks"') == 5
    assert " checked>" not in page
    saved = client.post(CAST, {"marks": ["1", "4"]})
    assert saved.status_code == 200
    assert Ballot.objects.get().choices == [1, 4]
    assert client.get(VOTE).text.count(" checked>") == 2
    client.post(CAST, {"marks": []})
    assert Ballot.objects.get().choices == []


def test_the_ballot_says_what_it_does_not_protect_against(client: Client, voter: Registration) -> None:
    page = client.get(VOTE, headers={"Accept-Language": "de"}).text
    assert (
        "Jede Stimme ist ohne Namen in der Liste nachprüfbar; gegen Druck im Raum oder ein manipuliertes Handy "
        "schützt das Verfahren nicht." in page
    )


def test_the_script_gets_the_receipt_and_a_conflict_the_state(client: Client, voter: Registration) -> None:
    first = client.post(CAST, {"marks": ["1"], "nonce": "a" * 32, "seen": ""}, headers=JSON).json()
    assert (first["choices"], len(first["receipt"])) == ([1], 64)
    other = client.post(CAST, {"marks": ["1", "2"], "nonce": "b" * 32, "seen": first["receipt"]}, headers=JSON).json()
    late = client.post(CAST, {"marks": ["5"], "nonce": "c" * 32, "seen": first["receipt"]}, headers=JSON)
    assert late.status_code == 409
    assert (late.json()["choices"], late.json()["receipt"]) == ([1, 2], other["receipt"])
    assert Ballot.objects.get().choices == [1, 2]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"marks": ["99"], "nonce": "a" * 32}, 422),
        ({"marks": ["1"], "nonce": "xyz"}, 422),
        ({"marks": ["1"], "slip": "ABCD"}, 422),
        ({"marks": ["1"], "badge": "ABCD"}, 403),
        ({"marks": ["9" * 40], "nonce": "a" * 32}, 422),
        ({"marks": ["1", "x' OR 1"], "nonce": "a" * 32}, 422),
        ({"marks": ["-1", "1e3", "²"], "nonce": "a" * 32}, 422),
    ],
    ids=["forged number", "broken nonce", "forged slip", "badge of another", "too long", "hostile", "no number"],
)
def test_bad_input_leaves_the_ballot_as_it_was(
    client: Client, voter: Registration, data: dict[str, object], status: int
) -> None:
    client.post(CAST, {"marks": ["2"], "nonce": "e" * 32}, headers=JSON)
    assert client.post(CAST, data, headers=JSON).status_code == status
    assert [ballot.choices for ballot in Ballot.objects.all()] == [[2]]


def test_nobody_votes_in_another_edition_or_without_a_place(
    client: Client, round_: Round, ben: Person, dora: Person
) -> None:
    for person in (ben, dora):
        client.force_login(person)
        assert client.post(CAST, {"marks": ["1"]}, headers=JSON).status_code == 403
    assert client.post("/other-camp/vote/1/cast/", {"marks": ["1"]}, headers=JSON).status_code == 404
    client.logout()
    assert client.post(CAST, {"marks": ["1"]}, headers=JSON).status_code == 403
    assert not Ballot.objects.exists()


def test_after_the_close_the_script_is_told_and_nothing_changes(
    client: Client, voter: Registration, round_: Round, cem: Person, now: datetime
) -> None:
    close_round(round=round_, actor=cem, now=now)
    answer = client.post(CAST, {"marks": ["1"], "nonce": "a" * 32}, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (410, "RoundClosed")
    assert not Ballot.objects.exists()


def test_a_mark_for_a_withdrawn_proposal_is_no_error_and_counts_nothing(
    client: Client, voter: Registration, round_: Round, proposals: list, cem: Person, now: datetime
) -> None:
    withdraw_proposal(proposal=proposals[0], actor=cem, now=now)
    assert client.get(VOTE).text.count('name="marks"') == 4
    assert client.post(CAST, {"marks": ["1", "2"], "nonce": "a" * 32}, headers=JSON).status_code == 200
    outcome = close_round(round=round_, actor=cem, now=now).snapshot.outcome
    assert outcome["ranking"] == ["2"]


def test_the_order_differs_between_devices_and_stays_on_one(round_: Round, now: datetime) -> None:
    def order(word: str) -> list[int]:
        return [card.proposal.number for card in ballot_cards(round_, marks=(), shuffle=word)]

    assert order("a") == order("a")
    orders = {tuple(order(str(word))) for word in range(40)}
    assert len(orders) > 20
    assert {order_[0] for order_ in orders} == {1, 2, 3, 4, 5}


def test_a_slip_votes_once_whoever_holds_it(client: Client, round_: Round, cem: Person, now: datetime) -> None:
    Round.objects.update(code_mode=CodeMode.SLIP)
    code, _other = make_slips(edition=round_.edition, actor=cem, size=2, now=now)
    assert VotingCode.objects.count() == 2
    assert not VotingCode.objects.filter(code_hash__contains=code).exists()
    typed = f" {code[:4].lower()} {code[4:]}-"
    assert client.get(VOTE).status_code == 200
    page = client.post(VOTE, {"slip": typed})
    assert f'name="slip" value="{code}"' in page.text
    assert "error" in client.post(VOTE, {"slip": "WRONG"}).text.lower()
    for marks in (["1"], ["2", "3"]):
        assert Client().post(CAST, {"slip": typed, "marks": marks}, headers=JSON).status_code == 200
    assert list(Ballot.objects.values_list("choices", flat=True)) == [[2, 3]]
    assert Participation.objects.count() == 1


def test_badge_and_phone_are_the_same_ballot(
    client: Client, round_: Round, voters: list[Registration], cem: Person
) -> None:
    phone = Client()
    phone.force_login(voters[0].person)
    phone.post(CAST, {"marks": ["1"]})
    client.force_login(cem)
    kiosk = client.post(f"{VOTE}kiosk/", {"code": voters[0].ticket.lower()})
    assert kiosk.text.count(" checked>") == 1
    client.post(CAST, {"marks": ["2"], "badge": voters[0].ticket})
    assert list(Ballot.objects.values_list("choices", flat=True)) == [[2]]


def test_a_badge_is_worth_nothing_outside_the_crew(client: Client, round_: Round, voters: list[Registration]) -> None:
    client.force_login(voters[1].person)
    assert client.get(f"{VOTE}kiosk/").status_code == 403
    assert client.post(CAST, {"marks": ["2"], "badge": voters[0].ticket}, headers=JSON).status_code == 403
    assert not Ballot.objects.exists()


def test_a_late_proposal_is_on_top_of_the_ballot_and_flagged(
    client: Client, voter: Registration, round_: Round, ada: Person, now: datetime
) -> None:
    from politoscope.proposals.services import propose_session

    propose_session(edition=round_.edition, person=ada, title="Ganz frisch", now=now + timedelta(minutes=2))
    cards = ballot_cards(round_, marks=(), shuffle="x")
    assert [card.proposal.number for card in cards if card.is_new] == [6]
    assert cards[0].is_new
    since = int((now + timedelta(minutes=1)).timestamp())
    page = client.get(f"{VOTE}status/?since={since}", headers={"Accept-Language": "en"}).text
    assert "1 new proposal" in page


def test_who_is_registered_votes_where_that_is_agreed(
    client: Client, round_: Round, ben: Person, voters: list[Registration]
) -> None:
    """Ben has registered and not arrived: whether he votes was said when the round opened."""
    client.force_login(ben)
    assert client.post(CAST, {"marks": ["1"]}, headers=JSON).status_code == 403
    Round.objects.update(electorate=Electorate.REGISTERED)
    assert client.post(CAST, {"marks": ["1"]}, headers=JSON).status_code == 200
    assert Ballot.objects.count() == Participation.objects.count() == 1
