"""A round from its opening to its published result."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import propose_session, withdraw_proposal
from politoscope.registration.models import Registration
from politoscope.voting.enums import RoundStatus
from politoscope.voting.errors import (
    BallotChanged,
    LateProposal,
    MarkUnknown,
    NotCounted,
    NotEntitled,
    RoundAlreadyOpen,
    RoundClosed,
)
from politoscope.voting.models import Ballot, Decision, Participation, Round
from politoscope.voting.queries import planning_marks
from politoscope.voting.services import (
    accept_result,
    cast_ballot,
    change_seats,
    close_round,
    decide,
    open_round,
    release_result,
)
from politoscope.voting.voters import voter_of_person, voter_of_registration

NONCE = "0123456789abcdef" * 2


def vote(round_: Round, registration: Registration, marks: list[int], now: datetime, **options: str) -> None:
    voter = voter_of_registration(round_, registration)
    cast_ballot(round=round_, voter=voter, marks=marks, now=now, **options)


def test_only_one_round_is_open_at_a_time(round_: Round, cem: Person, now: datetime) -> None:
    with pytest.raises(RoundAlreadyOpen):
        open_round(edition=round_.edition, actor=cem, seats=2, now=now)
    assert Round.objects.count() == 1


def test_a_changed_ballot_replaces_the_first(round_: Round, voters: list[Registration], now: datetime) -> None:
    vote(round_, voters[0], [1, 2], now)
    vote(round_, voters[0], [3], now)
    assert list(Ballot.objects.values_list("choices", flat=True)) == [[3]]
    assert Participation.objects.count() == 1


def test_the_same_nonce_again_is_the_same_delivery(round_: Round, voters: list[Registration], now: datetime) -> None:
    voter = voter_of_registration(round_, voters[0])
    first = cast_ballot(round=round_, voter=voter, marks=[1, 2], nonce=NONCE, now=now)
    again = cast_ballot(round=round_, voter=voter, marks=[1, 2], nonce=NONCE, seen="", now=now)
    assert (again.receipt, again.choices, again.is_first) == (first.receipt, [1, 2], False)


def test_a_late_retry_does_not_undo_a_later_change(round_: Round, voters: list[Registration], now: datetime) -> None:
    voter = voter_of_registration(round_, voters[0])
    first = cast_ballot(round=round_, voter=voter, marks=[1], nonce=NONCE, seen="", now=now)
    second = cast_ballot(round=round_, voter=voter, marks=[1, 2], nonce="b" * 32, seen=first.receipt, now=now)
    with pytest.raises(BallotChanged) as refused:
        cast_ballot(round=round_, voter=voter, marks=[1], nonce=NONCE, seen="", now=now)
    assert (refused.value.choices, refused.value.receipt) == ([1, 2], second.receipt)


def test_a_forged_number_is_refused_whole(round_: Round, voters: list[Registration], now: datetime) -> None:
    with pytest.raises(MarkUnknown):
        vote(round_, voters[0], [1, 99], now)
    assert not Ballot.objects.exists()


def test_a_stranger_cannot_vote(round_: Round, dora: Person, ben: Person) -> None:
    for person in (dora, ben):  # another edition; registered but not checked in
        with pytest.raises(NotEntitled):
            voter_of_person(round_, person)


def test_nothing_is_accepted_after_the_close(
    round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    vote(round_, voters[0], [1], now)
    close_round(round=round_, actor=cem, now=now)
    stale = Round.objects.get(pk=round_.pk)
    stale.ballot_secret = "ab" * 32
    with pytest.raises(RoundClosed):
        vote(stale, voters[1], [1], now)
    assert Ballot.objects.count() == 1


def test_nothing_is_accepted_after_the_closing_time(
    edition: object, proposals: list[Proposal], voters: list[Registration], cem: Person, now: datetime
) -> None:
    timed = open_round(edition=edition, actor=cem, seats=2, closes_at=now + timedelta(minutes=5), now=now)
    vote(timed, voters[0], [1], now + timedelta(minutes=4))
    with pytest.raises(RoundClosed):
        vote(timed, voters[1], [1], now + timedelta(minutes=5))


def test_close_is_idempotent_and_forgets_the_secret(
    round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    for registration in voters[:8]:
        vote(round_, registration, [1, 2], now)
    keys = set(Ballot.objects.values_list("id", "key"))
    stale = Round.objects.get(pk=round_.pk)
    first = close_round(round=round_, actor=cem, now=now)
    second = close_round(round=stale, actor=cem, now=now + timedelta(minutes=1))
    assert (first.fingerprint, first.closed_at) == (second.fingerprint, second.closed_at)
    assert first.status == RoundStatus.COUNTED
    assert second.ballot_secret == ""
    assert Ballot.objects.count() == 8
    assert not keys & set(Ballot.objects.values_list("id", "key"))


def test_a_proposal_of_the_last_three_minutes_delays_the_close(
    round_: Round, ada: Person, cem: Person, now: datetime
) -> None:
    propose_session(edition=round_.edition, person=ada, title="Zu spät?", now=now + timedelta(minutes=1))
    with pytest.raises(LateProposal) as refused:
        close_round(round=round_, actor=cem, now=now + timedelta(minutes=3))
    assert refused.value.closable_at == now + timedelta(minutes=4)
    assert close_round(round=round_, actor=cem, now=now + timedelta(minutes=4)).is_counted


def test_the_result_is_accepted_and_moves_up(
    round_: Round, voters: list[Registration], proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    for registration in voters[:6]:
        vote(round_, registration, [1, 2], now)
    for registration in voters[6:10]:
        vote(round_, registration, [3], now)
    with pytest.raises(NotCounted):
        accept_result(round=round_, actor=cem, now=now)
    close_round(round=round_, actor=cem, now=now)
    accept_result(round=round_, actor=cem, now=now)
    accept_result(round=round_, actor=cem, now=now)

    def statuses() -> list[str]:
        return list(Proposal.objects.order_by("number").values_list("status", flat=True))

    accepted, parked = ProposalStatus.ACCEPTED, ProposalStatus.PARKED
    assert sorted(statuses()[:2]) == [accepted, parked]
    assert statuses()[2:] == [accepted, parked, parked]
    assert Decision.objects.count() == 5
    change_seats(round=round_, seats=3, actor=cem, now=now)
    assert statuses() == [accepted, accepted, accepted, parked, parked]
    change_seats(round=round_, seats=2, actor=cem, now=now)
    proposals[2].refresh_from_db()
    withdraw_proposal(proposal=proposals[2], actor=cem, now=now)
    accept_result(round=round_, actor=cem, now=now)
    assert statuses() == [accepted, accepted, ProposalStatus.WITHDRAWN, parked, parked]
    proposals[4].refresh_from_db()
    decide(round=round_, proposal=proposals[4], verdict="accepted", actor=cem, reason="Passt zum Panel", now=now)
    accept_result(round=round_, actor=cem, now=now)
    assert statuses()[4] == accepted


def test_marks_for_the_plan_are_anonymous_sets_of_ids(
    round_: Round, voters: list[Registration], proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    vote(round_, voters[0], [1, 3], now)
    vote(round_, voters[1], [3], now)
    assert planning_marks(round_.edition) == []
    close_round(round=round_, actor=cem, now=now)
    assert sorted(map(sorted, planning_marks(round_.edition))) == sorted(
        map(sorted, [{proposals[0].pk, proposals[2].pk}, {proposals[2].pk}])
    )


def test_release_shows_the_result_once(round_: Round, voters: list[Registration], cem: Person, now: datetime) -> None:
    vote(round_, voters[0], [1], now)
    close_round(round=round_, actor=cem, now=now)
    release_result(round=round_, actor=cem, now=now)
    released = release_result(round=round_, actor=cem, now=now + timedelta(minutes=1))
    assert (released.status, released.released_at) == (RoundStatus.RELEASED, now)


def test_a_round_in_which_nobody_voted_has_a_result(round_: Round, cem: Person, now: datetime) -> None:
    assert close_round(round=round_, actor=cem, now=now).snapshot.outcome is None
