"""The clock, moderators and voters at the same instant: one close, nothing cut off. On SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from politoscope.audit.models import AuditEntry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.registration.models import Registration
from politoscope.voting.enums import RoundStatus
from politoscope.voting.errors import RoundClosed
from politoscope.voting.models import Ballot, Round
from politoscope.voting.querysets import GRACE
from politoscope.voting.services import (
    cast_ballot,
    close_round,
    extend_round,
    mind_the_clock,
    open_round,
    set_hands_people,
)
from politoscope.voting.services.clock import mind_round
from politoscope.voting.voters import voter_of_registration
from tests.voting.racing import all_at_once, problems

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 20


@pytest.fixture
def ends(edition: Edition, proposals: list[Proposal], voters: list[Registration], cem: Person, now: datetime) -> Round:
    """Return a round whose time ends now; the clock closes it after the grace."""
    return open_round(edition=edition, actor=cem, seats=2, quorum=0, closes_at=now, now=now - timedelta(minutes=10))


def steps(action: str) -> int:
    return AuditEntry.objects.filter(action=f"voting.{action}").count()


def test_twenty_clocks_against_twenty_moderators_close_once(ends: Round, cem: Person, now: datetime) -> None:
    over = now + GRACE
    clocks = [lambda: mind_the_clock(now=over)] * AT_ONCE
    moderators = [lambda: close_round(round=Round.objects.get(pk=ends.pk), actor=cem, now=over)] * AT_ONCE
    results = all_at_once([action for pair in zip(clocks, moderators, strict=True) for action in pair])
    assert problems(results) == []
    closed = Round.objects.get()
    assert {(result.fingerprint, result.closed_at) for result in results[1::2]} == {(closed.fingerprint, over)}
    assert (steps("close"), steps("count")) == (1, 1)


def test_twenty_clocks_announce_once(ends: Round, now: datetime) -> None:
    results = all_at_once([lambda: mind_the_clock(now=now - timedelta(seconds=90))] * AT_ONCE)
    assert problems(results) == []
    assert steps("announce_close") == 1


def test_ballots_that_were_sent_in_time_race_the_clock_and_none_is_lost(
    ends: Round, voters: list[Registration], now: datetime
) -> None:
    sent = now - timedelta(milliseconds=1)
    entitled = [voter_of_registration(ends, registration) for registration in voters]
    votes = [lambda v=voter: cast_ballot(round=ends, voter=v, marks=[1], now=sent) for voter in entitled]
    results = all_at_once([*votes, *[lambda: mind_the_clock(now=now + GRACE)] * len(votes)])
    assert problems(results, RoundClosed) == []
    taken = sum(1 for result in results[: len(votes)] if not isinstance(result, Exception))
    assert Ballot.objects.count() == Round.objects.get().snapshot.voted == taken


@pytest.mark.parametrize(
    "moderator",
    [
        lambda ends, cem, now: extend_round(round=Round.objects.get(pk=ends.pk), actor=cem, minutes=5, now=now),
        lambda ends, cem, now: set_hands_people(round=Round.objects.get(pk=ends.pk), people=9, actor=cem, now=now),
    ],
    ids=["more time", "hands"],
)
def test_what_keeps_a_round_open_and_the_clock_at_once_are_one_after_the_other(
    ends: Round, cem: Person, now: datetime, moderator: Callable[[Round, Person, datetime], Round]
) -> None:
    """Either the moderator was first and the round is open, or the clock was and the moderator is told."""
    over = now + GRACE
    results = all_at_once([lambda: moderator(ends, cem, over), *[lambda: mind_the_clock(now=over)] * AT_ONCE])
    assert problems(results, RoundClosed) == []
    is_told = isinstance(results[0], RoundClosed)
    assert Round.objects.get().status == (RoundStatus.COUNTED if is_told else RoundStatus.OPEN)
    assert steps("close") == int(is_told)


def test_a_clock_that_looked_before_more_time_was_given_closes_nothing(ends: Round, cem: Person, now: datetime) -> None:
    """And its counter-proof: "is it due? then close" cuts the round off although the moderator was told otherwise."""
    over = now + GRACE
    looked, extended = threading.Event(), threading.Event()

    def by_clock(close: Callable[[Round], Round]) -> Round:
        found = Round.objects.due(now=over).get()
        looked.set()
        extended.wait(timeout=30)
        return close(found)

    def by_moderator() -> Round:
        looked.wait(timeout=30)
        longer = extend_round(round=Round.objects.get(pk=ends.pk), actor=cem, minutes=5, now=over)
        extended.set()
        return longer

    def careful(found: Round) -> Round:
        return mind_round(round=found, now=over)

    def careless(found: Round) -> Round:
        return close_round(round=found, actor=None, now=over)

    assert problems(all_at_once([lambda: by_clock(careful), by_moderator])) == []
    assert Round.objects.get().is_open
    Round.objects.update(closes_at=now)
    looked.clear()
    extended.clear()
    assert problems(all_at_once([lambda: by_clock(careless), by_moderator])) == []
    assert not Round.objects.get().is_open
