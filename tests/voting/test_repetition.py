"""A vote is repeated, or a second one follows: nothing of what stands is lost by it (docs/voting/README.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from politoscope.audit.models import AuditEntry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.queries.published import published_plan
from politoscope.planning.queries.state import plan_state
from politoscope.planning.services.board import place_session
from politoscope.planning.services.publication import publish_plan
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import merge_proposals, propose_session
from politoscope.registration.models import Registration
from politoscope.voting.errors import RoundRepeated
from politoscope.voting.models import Complaint, Decision, Round
from politoscope.voting.queries import ballot_cards
from politoscope.voting.records import steps_of
from politoscope.voting.results import result_of
from politoscope.voting.services import (
    accept_result,
    cast_ballot,
    change_seats,
    close_round,
    decide,
    open_round,
    release_result,
    repeat_round,
)
from politoscope.voting.voters import voter_of_registration
from tests.factories.editions import RoomFactory, SlotFactory

RESULT = "/politoscope-2026/vote/result/"
ENGLISH = {"Accept-Language": "en"}
ACCEPTED, PARKED, PROPOSED = ProposalStatus.ACCEPTED, ProposalStatus.PARKED, ProposalStatus.PROPOSED


def vote(round_: Round, registrations: list[Registration], marks: list[int], now: datetime) -> None:
    for registration in registrations:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=marks, now=now)


def statuses() -> dict[int, str]:
    return dict(Proposal.objects.values_list("number", "status"))


def decide_by_vote(round_: Round, cem: Person, now: datetime) -> Round:
    """Close, publish and accept a round."""
    released = release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    return accept_result(round=released, actor=cem, now=now)


def repeat(round_: Round, cem: Person, now: datetime) -> Round:
    for place in range(3):
        Complaint.objects.create(round=round_, kind="missing", proof=f"{round_.number}-{place}")
    return repeat_round(round=round_, actor=cem, now=now)


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(minutes=20)


@pytest.fixture
def repeated(round_: Round, voters: list[Registration], cem: Person, now: datetime, later: datetime) -> Round:
    """Return the repetition of a round that accepted 1 and 2 and let the others wait."""
    vote(round_, voters[:7], [1], now)
    vote(round_, voters[7:], [2], now)
    return repeat(decide_by_vote(round_, cem, now), cem, later)


def test_sessions_keep_their_status_and_their_place_in_the_plan_while_people_vote_again(
    edition: Edition,
    round_: Round,
    voters: list[Registration],
    proposals: list[Proposal],
    cem: Person,
    now: datetime,
    later: datetime,
) -> None:
    vote(round_, voters[:7], [1], now)
    vote(round_, voters[7:], [2], now)
    first = decide_by_vote(round_, cem, now)
    proposals[0].refresh_from_db()
    room = RoomFactory(edition=edition)
    slot = SlotFactory(edition=edition, day=edition.days.get(), starts_at=later + timedelta(hours=1))
    place_session(edition=edition, actor=cem, proposal=proposals[0], slot=slot, room=room, now=now)
    publish_plan(edition=edition, actor=cem, now=now)
    again = repeat(first, cem, later)
    assert statuses() == {1: ACCEPTED, 2: ACCEPTED, 3: PARKED, 4: PARKED, 5: PARKED}
    cards = {card.number: card for card in plan_state(edition, now=later).cards}
    assert set(cards) == {1, 2, 3, 4, 5}
    assert (cards[1].position.is_placed, cards[1].is_withdrawn) == (True, False)
    vote(again, voters, [3], later)
    accept_result(round=close_round(round=again, actor=cem, now=later), actor=cem, now=later)
    assert statuses()[1] == PARKED
    cards = {card.number: card for card in plan_state(edition, now=later).cards}
    assert (cards[1].position.is_placed, cards[1].is_withdrawn) == (True, False)  # a planner takes it out, nobody else
    assert [entry.proposal.number for entry in published_plan(edition).entries] == [1]


def test_everything_is_on_the_ballot_again(repeated: Round, ada: Person, later: datetime) -> None:
    propose_session(edition=repeated.edition, person=ada, title="Neu", now=later)
    assert {card.proposal.number for card in ballot_cards(repeated, marks=(), shuffle="x")} == {1, 2, 3, 4, 5, 6}


def test_the_new_result_is_shown_by_the_rule_before_it_is_accepted(
    client: Client, repeated: Round, voters: list[Registration], cem: Person, later: datetime
) -> None:
    vote(repeated, voters[:6], [3, 1], later)
    vote(repeated, voters[6:], [3], later)
    closed = release_result(round=close_round(round=repeated, actor=cem, now=later), actor=cem, now=later)
    result = result_of(closed)
    assert [line.proposal.number for line in result.accepted] == [3, 1]
    assert [proposal.number for proposal in result.moves_up] == [3]
    assert [proposal.number for proposal in result.moves_out] == [2]
    client.force_login(cem)
    page = client.get("/politoscope-2026/organise/vote/", headers=ENGLISH).text
    assert "The list has moved" in page
    accept_result(round=closed, actor=cem, now=later)
    assert statuses() == {1: ACCEPTED, 2: PARKED, 3: ACCEPTED, 4: PARKED, 5: PARKED}
    assert (result_of(closed).moves_up, result_of(closed).moves_out) == ([], [])
    entry = AuditEntry.objects.filter(action="voting.accept_result").latest("sequence")
    assert entry.after == {"came_in": [3], "went_out": [2]}
    with translation.override("en"):
        assert steps_of(closed)[-1].what == "Result accepted; newly in: 3; no longer in: 2"


def test_pages_say_that_a_vote_is_repeated_and_which_result_counts(
    client: Client, repeated: Round, voters: list[Registration], cem: Person, later: datetime
) -> None:
    page = client.get(RESULT, headers=ENGLISH).text
    assert "This vote is repeated" in page
    assert "To the new result" not in page
    client.force_login(cem)
    assert "This repeats round 1" in client.get("/politoscope-2026/organise/vote/", headers=ENGLISH).text
    vote(repeated, voters, [2], later)
    release_result(round=close_round(round=repeated, actor=cem, now=later), actor=cem, now=later)
    assert "It was repeated after complaints" in client.get(RESULT, headers=ENGLISH).text
    assert "To the new result" in client.get(f"{RESULT}?round=1", headers=ENGLISH).text


def test_nobody_decides_any_more_by_the_result_that_is_repeated(
    repeated: Round, proposals: list[Proposal], cem: Person, later: datetime
) -> None:
    old = repeated.repeats
    assert old is not None
    words = {"verdict": "accepted", "reason": "Passt zum Panel"}
    for step in (
        lambda: accept_result(round=old, actor=cem, now=later),
        lambda: change_seats(round=old, seats=4, actor=cem, now=later),
        lambda: decide(round=old, proposal=proposals[3], actor=cem, now=later, **words),
    ):
        with pytest.raises(RoundRepeated):
            step()
    assert Round.objects.get(pk=old.pk).seats == 2
    assert statuses()[4] == PARKED


def test_a_repetition_can_be_repeated_although_nobody_accepted_it(
    repeated: Round, voters: list[Registration], cem: Person, later: datetime
) -> None:
    vote(repeated, voters, [4], later)
    released = release_result(round=close_round(round=repeated, actor=cem, now=later), actor=cem, now=later)
    third = repeat(released, cem, later)
    assert {card.proposal.number for card in ballot_cards(third, marks=(), shuffle="x")} == {1, 2, 3, 4, 5}
    vote(third, voters, [5, 4], later)
    accept_result(round=close_round(round=third, actor=cem, now=later), actor=cem, now=later)
    assert statuses() == {1: PARKED, 2: PARKED, 3: PARKED, 4: ACCEPTED, 5: ACCEPTED}


def test_a_repetition_in_which_nobody_votes_changes_nothing(repeated: Round, cem: Person, later: datetime) -> None:
    accept_result(round=close_round(round=repeated, actor=cem, now=later), actor=cem, now=later)
    assert statuses() == {1: ACCEPTED, 2: ACCEPTED, 3: PARKED, 4: PARKED, 5: PARKED}


def test_a_second_round_leaves_the_sessions_of_the_first_where_they_are(
    edition: Edition,
    round_: Round,
    voters: list[Registration],
    ada: Person,
    cem: Person,
    now: datetime,
    later: datetime,
) -> None:
    """Also when a proposal of the second round is merged into a session of the first: that one has its place."""
    vote(round_, voters[:7], [1], now)
    vote(round_, voters[7:], [2], now)
    decide_by_vote(round_, cem, now)
    new = [propose_session(edition=edition, person=ada, title=f"Tag 2, {place}", now=now) for place in range(3)]
    second = open_round(edition=edition, actor=cem, seats=1, quorum=0, now=later)
    assert {card.proposal.number for card in ballot_cards(second, marks=(), shuffle="x")} == {6, 7, 8}
    vote(second, voters[:8], [6], later)
    vote(second, voters[8:], [7], later)
    merge_proposals(kept=Proposal.objects.get(number=1), merged=new[0], actor=cem, now=later)
    closed = decide_by_vote(second, cem, later)
    assert statuses() == {
        1: ACCEPTED, 2: ACCEPTED, 3: PARKED, 4: PARKED, 5: PARKED, 6: ProposalStatus.MERGED, 7: ACCEPTED, 8: PARKED
    }  # fmt: skip
    assert {line.proposal.number for line in (*result_of(closed).accepted, *result_of(closed).waiting)} == {7, 8}
    assert Decision.objects.filter(round=closed).count() == 2
