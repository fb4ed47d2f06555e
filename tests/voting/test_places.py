"""One place, one ballot in a round: whoever holds the place, and whoever gets it while the round is running."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.errors import NotConfirmed
from politoscope.registration.handing_over import hand_over
from politoscope.registration.models import PlaceCount, Registration
from politoscope.registration.services import cancel_registration, register
from politoscope.voting import voters
from politoscope.voting.codes import account_code, ballot_key
from politoscope.voting.enums import Electorate
from politoscope.voting.errors import PlaceGivenUp, PlaceHasVoted, StillWaiting, VoteError
from politoscope.voting.models import Ballot, Participation, Round
from politoscope.voting.queries import held_ballot
from politoscope.voting.services import (
    cast_ballot,
    cast_own_ballot,
    close_round,
    open_round,
    release_result,
)
from politoscope.voting.voters import voter_of_person, voter_of_registration
from tests.factories.people import PersonFactory
from tests.voting.racing import all_at_once, problems

VOTE = "/politoscope-2026/vote/"
CAST = f"{VOTE}1/cast/"
KIOSK = f"{VOTE}kiosk/"
JSON = {"Accept": "application/json"}
PLACES = 3


@pytest.fixture
def open_to_all(edition: Edition, proposals: list[Proposal], cem: Person, now: datetime) -> Round:
    """Return an open round for everybody registered, in an edition with three places and nobody on them yet."""
    Registration.objects.all().delete()
    edition.capacity = PLACES
    edition.save(update_fields=["capacity"])
    return open_round(edition=edition, actor=cem, seats=2, quorum=0, electorate=Electorate.REGISTERED, now=now)


@pytest.fixture
def full(open_to_all: Round, now: datetime) -> list[Registration]:
    """Return who has a place, and one who waits."""
    return [comes(open_to_all.edition, name, now) for name in ("Anna", "Berta", "Cleo", "Dana")]


def comes(edition: Edition, name: str, now: datetime) -> Registration:
    return register(edition=edition, person=PersonFactory(name=name), name=name, now=now)


def votes(round_: Round, person: Person, marks: list[int], now: datetime) -> None:
    cast_own_ballot(slug=round_.edition.slug, number=round_.number, person=person, marks=marks, now=now)


def gives_to(given: Registration, name: str, now: datetime) -> Person:
    """Hand a place over and return who has it now."""
    email = f"{name.lower()}@example.org"
    return hand_over(registration=given, actor=given.person, name=name, email=email, now=now).person


def marks_in(round_: Round) -> list[list[int]]:
    return sorted(Ballot.objects.filter(round=round_).values_list("choices", flat=True))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.django_db
def test_whoever_takes_over_a_place_that_has_voted_votes_in_the_next_round(open_to_all, full, cem, now):
    anna = full[0]
    votes(open_to_all, anna.person, [1, 3], now)
    kim = gives_to(anna, "Kim", now)
    with pytest.raises(PlaceHasVoted):
        votes(open_to_all, kim, [2], now)
    assert marks_in(open_to_all) == [[1, 3]]
    close_round(round=open_to_all, actor=cem, now=now)
    again = open_round(edition=open_to_all.edition, actor=cem, seats=2, electorate=Electorate.REGISTERED, now=now)
    votes(again, kim, [2], now)
    assert marks_in(again) == [[2]]


@pytest.mark.django_db
def test_a_right_not_used_goes_over_with_the_place(open_to_all, full, now):
    anna = full[0]
    kim = gives_to(anna, "Kim", now)
    votes(open_to_all, kim, [2], now)
    with pytest.raises(PlaceGivenUp):
        votes(open_to_all, anna.person, [1], now)
    assert marks_in(open_to_all) == [[2]]


@pytest.mark.django_db
def test_a_cancelled_place_votes_once_whoever_moves_up(open_to_all, full, now):
    anna, berta, _cleo, dana = full
    with pytest.raises(StillWaiting):
        votes(open_to_all, dana.person, [5], now)
    votes(open_to_all, anna.person, [1], now)
    cancel_registration(registration=anna, actor=anna.person, now=now)
    with pytest.raises(PlaceHasVoted):
        votes(open_to_all, dana.person, [5], now)
    emil = comes(open_to_all.edition, "Emil", now)
    cancel_registration(registration=berta, actor=berta.person, now=now)
    votes(open_to_all, emil.person, [4], now)
    with pytest.raises(PlaceGivenUp):
        votes(open_to_all, berta.person, [2], now)
    assert marks_in(open_to_all) == [[1], [4]]


@pytest.mark.django_db
def test_a_ballot_that_is_in_counts_and_can_no_longer_be_changed(open_to_all, full, now):
    anna = full[0]
    stale = voter_of_registration(open_to_all, anna)
    votes(open_to_all, anna.person, [1], now)
    gives_to(anna, "Kim", now)
    with pytest.raises(PlaceGivenUp):
        votes(open_to_all, anna.person, [2], now)
    assert marks_in(open_to_all) == [[1]]
    assert held_ballot(open_to_all, stale).choices == {1}


@pytest.mark.django_db
def test_the_successor_finds_nothing_of_the_predecessors_ballot(open_to_all, full, now):
    anna = full[0]
    votes(open_to_all, anna.person, [1, 3], now)
    kim = gives_to(anna, "Kim", now)
    voter = voter_of_person(open_to_all, kim)
    assert held_ballot(open_to_all, voter).choices == frozenset()
    assert Ballot.objects.filter(key=ballot_key(open_to_all, voter.code)).count() == 0
    assert Ballot.objects.filter(key=ballot_key(open_to_all, voter.right)).count() == 0
    page = signed_in(kim).get(f"{VOTE}?lang=en").text
    assert "Your place has its ballot in this round" in page
    assert "checkbox" not in page


@pytest.mark.django_db
def test_who_comes_back_to_the_own_place_goes_on_with_the_own_ballot(open_to_all, now):
    anna = comes(open_to_all.edition, "Anna", now)
    votes(open_to_all, anna.person, [1], now)
    cancel_registration(registration=anna, actor=anna.person, now=now)
    register(edition=open_to_all.edition, person=anna.person, name="Anna", now=now)
    votes(open_to_all, anna.person, [1, 2], now)
    assert marks_in(open_to_all) == [[1, 2]]


@pytest.mark.django_db
def test_who_comes_anew_gets_a_place_of_their_own_as_long_as_there_is_one(open_to_all, now):
    anna = comes(open_to_all.edition, "Anna", now)
    votes(open_to_all, anna.person, [1], now)
    cancel_registration(registration=anna, actor=anna.person, now=now)
    votes(open_to_all, comes(open_to_all.edition, "Emil", now).person, [2], now)
    assert marks_in(open_to_all) == [[1], [2]]


@pytest.mark.django_db
def test_a_place_given_back_does_not_get_lost_when_its_holder_comes_instead_of_somebody(open_to_all, cem, now):
    edition = open_to_all.edition
    anna, berta, cleo = (comes(edition, name, now) for name in ("Anna", "Berta", "Cleo"))
    for row in (anna, berta, cleo):
        votes(open_to_all, row.person, [1], now)
    cancel_registration(registration=anna, actor=anna.person, now=now)
    hand_over(registration=berta, actor=cem, name="Anna", email=anna.person.email, now=now)
    with pytest.raises(PlaceHasVoted):
        votes(open_to_all, comes(edition, "Emil", now).person, [2], now)
    assert Ballot.objects.count() == PLACES


@pytest.mark.django_db
def test_page_script_and_kiosk_say_why(client, open_to_all, full, cem, now):
    anna, berta = full[:2]
    votes(open_to_all, anna.person, [1], now)
    kim, leo = gives_to(anna, "Kim", now), gives_to(berta, "Leo", now)
    for person, code, sentence in (
        (kim, "PlaceHasVoted", "Wer Ihren Platz vor Ihnen hatte, hat in dieser Runde schon abgestimmt."),
        (anna.person, "PlaceGivenUp", "Sie haben keinen Platz mehr, deshalb zählt diese Markierung nicht."),
        (berta.person, "PlaceGivenUp", "Ein Stimmzettel, der vorher ankam, zählt."),
    ):
        late = signed_in(person).post(
            CAST, {"marks": ["2"], "nonce": "a" * 32, "seen": ""}, headers=JSON | {"Accept-Language": "de"}
        )
        assert (late.status_code, late.json()["code"]) == (410, code)
        assert sentence in late.json()["message"]
        by_form = signed_in(person).post(CAST, {"marks": ["2"]}, follow=True)
        assert by_form.templates[0].name == "voting/not_entitled.html"
    assert "You no longer have a place" in signed_in(berta.person).get(f"{VOTE}?lang=en").text
    assert "You are on the waiting list" in signed_in(full[3].person).get(f"{VOTE}?lang=en").text
    desk = signed_in(cem)
    for row, error in ((Registration.objects.get(person=kim), PlaceHasVoted), (berta, PlaceGivenUp)):
        answer = desk.post(KIOSK, {"code": row.ticket})
        assert answer.context["form"].errors["code"] == [str(error.message)]
    assert signed_in(leo).post(CAST, {"marks": ["2"]}).status_code == 200
    assert marks_in(open_to_all) == [[1], [2]]


@pytest.mark.django_db
def test_after_the_close_the_successor_reads_whose_ballot_it_may_be(open_to_all, full, cem, now):
    anna = full[0]
    votes(open_to_all, anna.person, [1], now)
    kim = gives_to(anna, "Kim", now)
    release_result(round=close_round(round=open_to_all, actor=cem, now=now), actor=cem, now=now)
    page = signed_in(kim).get(f"{VOTE}check/?lang=en").text
    assert "A ballot was cast with your place." in page
    assert "Then the ballot may be theirs" in page


@pytest.mark.django_db
def test_a_ballot_of_a_place_that_stays_empty_counts_among_those_entitled(open_to_all, cem, now):
    anna, berta = (comes(open_to_all.edition, name, now) for name in ("Anna", "Berta"))
    for row in (anna, berta):
        votes(open_to_all, row.person, [1], now)
    cancel_registration(registration=anna, actor=anna.person, now=now)
    snapshot = close_round(round=open_to_all, actor=cem, now=now).snapshot
    assert (snapshot.voted, snapshot.entitled) == (2, 2)


steps = st.lists(
    st.tuples(st.sampled_from(["register", "cancel", "vote", "vote", "hand over"]), st.integers(0, 5)), max_size=30
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_sequence_leaves_one_ballot_a_place_and_a_person(open_to_all, cem, now, steps):
    """Nobody gains a ballot, in whichever order people come, go, vote and hand over."""
    edition = open_to_all.edition
    for model in (Ballot, Participation, Registration, PlaceCount):
        model.objects.all().delete()
    people = [PersonFactory() for _ in range(6)]
    voted: set[int] = set()
    for step, who in steps:
        row = Registration.objects.filter(edition=edition, person=people[who]).first()
        if step == "register":
            register(edition=edition, person=people[who], name="x", now=now)
        elif step == "cancel" and row:
            cancel_registration(registration=row, actor=None, now=now)
        elif step == "hand over" and row:
            to = people[(who + 1) % 6]
            try:
                hand_over(registration=row, actor=cem, name="x", email=to.email, now=now)
            except NotConfirmed:
                continue
        elif step == "vote":
            try:
                votes(open_to_all, people[who], [1], now)
            except VoteError:
                continue
            voted.add(who)
    assert Ballot.objects.count() == Participation.objects.count() == len(voted) <= PLACES
    rows = Registration.objects.filter(edition=edition)
    assert rows.filter(place__isnull=False).count() <= PLACES
    assert not rows.filter(status=RegistrationStatus.CONFIRMED, place=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_place_handed_over_while_both_vote_has_one_ballot(edition, proposals, cem, now):
    """Holder, hand-over and successor at the same moment; the holder also with a right looked up a moment ago."""
    pairs = 12
    Edition.objects.filter(pk=edition.pk).update(capacity=None)
    edition.refresh_from_db()
    round_ = open_round(edition=edition, actor=cem, seats=2, quorum=0, electorate=Electorate.REGISTERED, now=now)
    holders = [comes(edition, f"Holder {number}", now) for number in range(pairs)]
    stale = [voter_of_registration(round_, row) for row in holders]

    def takes_over(row: Registration, number: int) -> None:
        votes(round_, gives_to(row, f"Kim{number}", now), [2], now)

    results = all_at_once(
        [
            action
            for number, row in enumerate(holders)
            for action in (
                lambda row=row: votes(round_, row.person, [1], now),
                lambda row=row, number=number: takes_over(row, number),
                lambda voter=stale[number]: cast_ballot(round=round_, voter=voter, marks=[3], now=now),
            )
        ]
    )
    assert problems(results, PlaceGivenUp, PlaceHasVoted) == []
    assert Registration.objects.confirmed().filter(name__startswith="Kim").count() == pairs
    assert Ballot.objects.count() == Participation.objects.count() == pairs


@pytest.mark.django_db
def test_without_the_right_of_the_place_two_vote_on_it(open_to_all, full, now, monkeypatch):
    """Counter-proof: when the right belongs to the registration, the successor gets a second ballot."""
    monkeypatch.setattr(voters, "place_code", account_code)
    votes(open_to_all, full[0].person, [1], now)
    votes(open_to_all, gives_to(full[0], "Kim", now), [2], now)
    assert marks_in(open_to_all) == [[1], [2]]
