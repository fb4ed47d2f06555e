"""R-01 and R-02: one person, one ballot; nothing slips in behind the close. On SQLite and on PostgreSQL.

Each promise has its counter-proof: the same race with the protection taken away goes wrong.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.errors import MergeImpossible
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import adopt_wish, merge_proposals, propose_session, wish_topic
from politoscope.registration.models import Registration
from politoscope.voting import bridge
from politoscope.voting.codes import ballot_key
from politoscope.voting.errors import MergeNotAllowed, RepeatNotDue, RoundAlreadyOpen, RoundClosed
from politoscope.voting.models import Ballot, MergeRequest, Participation, Round
from politoscope.voting.services import (
    agree_merge,
    ask_merge,
    cast_ballot,
    close_round,
    open_round,
    release_result,
    repeat_round,
    report_missing,
)
from politoscope.voting.voters import Voter, voter_of_registration
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory
from tests.voting.racing import all_at_once, problems

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 50
NONCE = "0123456789abcdef" * 2


def crowd(round_: Round, size: int, now: datetime) -> list[Voter]:
    """Return voters who have arrived."""
    return [
        voter_of_registration(
            round_, RegistrationFactory(edition=round_.edition, person=PersonFactory(), checked_in_at=now)
        )
        for _ in range(size)
    ]


def test_fifty_identical_deliveries_are_one_ballot(round_: Round, voters: list[Registration], now: datetime) -> None:
    voter = voter_of_registration(round_, voters[0])
    results = all_at_once(
        [lambda: cast_ballot(round=round_, voter=voter, marks=[1, 3], nonce=NONCE, seen="", now=now)] * AT_ONCE
    )
    assert problems(results) == []
    assert {result.receipt for result in results} == {bridge.receipt(round_, NONCE, [1, 3])}
    assert sorted(result.is_first for result in results) == [False] * (AT_ONCE - 1) + [True]
    assert list(Ballot.objects.values_list("choices", flat=True)) == [[1, 3]]
    assert Participation.objects.count() == 1


def test_fifty_different_ballots_of_one_person_are_one_ballot(
    round_: Round, voters: list[Registration], now: datetime
) -> None:
    voter = voter_of_registration(round_, voters[0])
    wishes = [[1 + number % 5] for number in range(AT_ONCE)]
    results = all_at_once(
        [lambda m=marks: cast_ballot(round=round_, voter=voter, marks=m, now=now) for marks in wishes]
    )
    assert problems(results) == []
    assert (Ballot.objects.count(), Participation.objects.count()) == (1, 1)
    assert Ballot.objects.get().choices in wishes


def test_without_the_constraints_one_person_gets_two_ballots(
    round_: Round, voters: list[Registration], now: datetime
) -> None:
    """Counter-proof to both: look whether there is a ballot, then write one, with and without the constraints."""
    voter = voter_of_registration(round_, voters[0])
    meet = threading.Barrier(2)

    def cast_carelessly() -> bool:
        key = ballot_key(round_, voter.code)
        is_first = not Ballot.objects.filter(round=round_, key=key).exists()
        meet.wait(timeout=30)
        with transaction.atomic():
            Participation.objects.create(round=round_, code_hash=bridge.code_hash(round_, voter.right))
            Ballot.objects.create(round=round_, key=key, choices=[1], nonce=NONCE)
        return is_first

    results = all_at_once([cast_carelessly] * 2)
    assert [type(result) for result in results if result is not True] == [IntegrityError]
    assert Ballot.objects.count() == 1
    forget_ballots()
    with without_constraints(Ballot, Participation):
        assert all_at_once([cast_carelessly] * 2) == [True, True]
        assert Ballot.objects.count() == 2
        forget_ballots()


def forget_ballots() -> None:
    for model in (Ballot, Participation):
        model.objects.all().delete()


@contextmanager
def without_constraints(*models: type[Model]) -> Iterator[None]:
    """Take the unique constraints off the tables for a while."""
    known = {model: model._meta.constraints for model in models}
    with connection.schema_editor() as editor:
        for model, constraints in known.items():
            model._meta.constraints = []
            for constraint in constraints:
                editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for model, constraints in known.items():
                model._meta.constraints = constraints
                for constraint in constraints:
                    editor.add_constraint(model, constraint)


def test_fifty_ballots_against_fifty_closes(round_: Round, cem: Person, now: datetime) -> None:
    votes = [
        lambda v=voter: cast_ballot(round=round_, voter=v, marks=[1, 2], now=now)
        for voter in crowd(round_, AT_ONCE, now)
    ]
    closes = [lambda: close_round(round=Round.objects.get(pk=round_.pk), actor=cem, now=now)] * AT_ONCE
    mixed = [action for pair in zip(votes, closes, strict=True) for action in pair]
    results = all_at_once(mixed)
    assert problems(results, RoundClosed) == []
    accepted = sum(1 for result in results[::2] if not isinstance(result, Exception))
    closed = results[1::2]
    assert {(result.fingerprint, result.closed_at) for result in closed} == {(closed[0].fingerprint, now)}
    assert Ballot.objects.count() == Participation.objects.count() == accepted
    assert Round.objects.get().snapshot.voted == accepted
    assert len(bridge.receipts_starting(Round.objects.get().snapshot.closing, "")) == accepted


def test_without_taking_the_rounds_row_a_ballot_slips_in_behind_the_close(
    round_: Round, voters: list[Registration], cem: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counter-proof: "is it open? then insert" is not enough; the same moment with the protection is refused."""
    from politoscope.voting.services import ballots

    voter = voter_of_registration(round_, voters[0])
    looked, closed = threading.Event(), threading.Event()

    def vote_carelessly() -> object:
        if not Round.objects.accepting(now=now).filter(pk=round_.pk).exists():
            raise RoundClosed
        looked.set()
        closed.wait(timeout=30)
        monkeypatch.setattr(ballots, "hold_open", lambda round_, now: None)
        return cast_ballot(round=round_, voter=voter, marks=[1], now=now)

    def close() -> object:
        looked.wait(timeout=30)
        done = close_round(round=Round.objects.get(pk=round_.pk), actor=cem, now=now)
        closed.set()
        return done

    results = all_at_once([vote_carelessly, close])
    assert problems(results) == []
    assert Ballot.objects.count() == 1
    assert Round.objects.get().snapshot.voted == 0
    monkeypatch.undo()
    with pytest.raises(RoundClosed):
        cast_ballot(round=round_, voter=voter, marks=[1], now=now)


def test_twenty_rounds_opened_at_once_are_one(round_: Round, cem: Person, now: datetime) -> None:
    close_round(round=round_, actor=cem, now=now)
    results = all_at_once([lambda: open_round(edition=round_.edition, actor=cem, seats=2, now=now)] * 20)
    assert problems(results, RoundAlreadyOpen) == []
    assert sum(1 for result in results if isinstance(result, Round)) == 1
    assert list(Round.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_two_hosts_merging_into_each_other_at_once_merge_once(
    proposals: list[Proposal], ada: Person, now: datetime
) -> None:
    one, other = proposals[0], proposals[1]
    results = all_at_once(
        [
            lambda: merge_proposals(kept=one, merged=other, actor=ada, now=now),
            lambda: merge_proposals(kept=other, merged=one, actor=ada, now=now),
        ]
        * 5
    )
    assert problems(results, MergeImpossible) == []
    assert sum(1 for result in results if isinstance(result, Proposal)) == 1
    assert Proposal.objects.filter(merged_into__isnull=False).count() == 1


def test_two_hosts_agreeing_to_each_others_merge_at_once_make_one_proposal(
    edition: Edition, proposals: list[Proposal], ada: Person, ben: Person, now: datetime
) -> None:
    """Ada wants Ben's to become part of hers, Ben wants hers in his; both say yes in the same instant."""
    bens = propose_session(edition=edition, person=ben, title="Mastodon für Behörden", now=now)
    into_hers = ask_merge(kept=proposals[0], merged=bens, actor=ada, now=now)
    into_his = ask_merge(kept=bens, merged=proposals[0], actor=ben, now=now)
    results = all_at_once(
        [
            lambda: agree_merge(request=into_hers, actor=ben, now=now),
            lambda: agree_merge(request=into_his, actor=ada, now=now),
        ]
    )
    assert problems(results, MergeNotAllowed) == []
    assert sum(1 for result in results if isinstance(result, MergeRequest)) == 1
    both = Proposal.objects.filter(pk__in=[bens.pk, proposals[0].pk]).order_by("status")
    assert [proposal.status for proposal in both] == [ProposalStatus.MERGED, ProposalStatus.PROPOSED]
    assert both[0].merged_into == both[1]


def test_without_the_conditional_update_two_proposals_vanish_into_each_other(
    proposals: list[Proposal], now: datetime
) -> None:
    """Counter-proof: look whether both are offered, then merge. Both do, and nothing is left to vote on."""
    one, other = proposals[0], proposals[1]
    meet = threading.Barrier(2)

    def merge_carelessly(kept: Proposal, merged: Proposal) -> bool:
        are_offered = Proposal.objects.filter(pk__in=[kept.pk, merged.pk], status=ProposalStatus.PROPOSED).count() == 2
        meet.wait(timeout=30)
        Proposal.objects.filter(pk=merged.pk).update(status=ProposalStatus.MERGED, merged_into=kept)
        return are_offered

    results = all_at_once([lambda: merge_carelessly(one, other), lambda: merge_carelessly(other, one)])
    assert results == [True, True]
    assert Proposal.objects.filter(pk__in=[one.pk, other.pk], status=ProposalStatus.MERGED).count() == 2


def test_three_complaints_repeat_the_vote_once_however_many_ask_for_it(
    round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    cast_ballot(round=round_, voter=voter_of_registration(round_, voters[0]), marks=[1], now=now)
    released = release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    results = all_at_once(
        [lambda place=place: report_missing(round=released, number=f"{place % 3:016x}", now=now) for place in range(12)]
    )
    assert problems(results) == []
    assert released.complaints.count() == 3
    results = all_at_once(
        [lambda: repeat_round(round=Round.objects.get(pk=released.pk), actor=cem, now=now) for _ in range(10)]
    )
    assert problems(results, RepeatNotDue, RoundAlreadyOpen) == []
    assert list(Round.objects.order_by("number").values_list("number", "repeats")) == [(1, None), (2, released.pk)]


def test_a_wish_adopted_by_twenty_at_once_has_one_host(edition: object, ada: Person, now: datetime) -> None:
    wish = wish_topic(edition=edition, person=ada, title="Wer kann Podcasts?", now=now)
    people = [PersonFactory() for _ in range(20)]
    results = all_at_once(
        [lambda p=p: adopt_wish(wish=Proposal.objects.get(pk=wish.pk), person=p, now=now) for p in people]
    )
    assert sum(1 for result in results if isinstance(result, Proposal)) == 1
    assert wish.hosts.count() == 1
