"""A round is announced and closed by the clock, with or without a page that is open, and waits where it must."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from politoscope.audit.models import AuditEntry
from politoscope.background import Clock
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import propose_session
from politoscope.registration.models import Registration
from politoscope.voting.enums import RoundStatus
from politoscope.voting.errors import RoundClosed
from politoscope.voting.models import Round
from politoscope.voting.querysets import GRACE
from politoscope.voting.services import (
    announce_close,
    cast_ballot,
    close_round,
    enter_hands,
    extend_round,
    mind_the_clock,
    open_round,
    set_hands_people,
)
from politoscope.voting.services.clock import PATIENCE
from politoscope.voting.voters import voter_of_registration
from tests.factories.editions import EditionFactory

ENGLISH = {"Accept-Language": "en"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def timed(edition: Edition, proposals: list[Proposal], voters: list[Registration], cem: Person, now: datetime) -> Round:
    """Return a round that is open for five minutes."""
    return open_round(edition=edition, actor=cem, seats=2, quorum=0, closes_at=now + 5 * MINUTE, now=now)


def status_of(round_: Round) -> str:
    round_.refresh_from_db()
    return round_.status


def actions(round_: Round) -> list[tuple[str, UUID | None]]:
    """Return what the record says of a round after its opening, and who did it."""
    entries = AuditEntry.objects.filter(target_id=str(round_.pk)).order_by("sequence")
    return [(entry.action.removeprefix("voting."), entry.actor) for entry in entries][1:]


def test_a_round_is_announced_two_minutes_before_and_closes_at_its_time(timed: Round, now: datetime) -> None:
    for minutes in (0, 2.9):
        mind_the_clock(now=now + minutes * MINUTE)
    assert actions(timed) == []
    for _ in range(3):
        mind_the_clock(now=now + 3 * MINUTE)
    assert actions(timed) == [("announce_close", None)]
    mind_the_clock(now=now + 5 * MINUTE)
    assert status_of(timed) == RoundStatus.OPEN  # ballots sent in time may still be on their way
    for seconds in (0, 1, 60):
        mind_the_clock(now=now + 5 * MINUTE + GRACE + timedelta(seconds=seconds))
    assert status_of(timed) == RoundStatus.COUNTED
    assert timed.closed_at == now + 5 * MINUTE + GRACE
    assert actions(timed) == [("announce_close", None), ("close", None), ("count", None)]


def test_a_ballot_sent_in_time_counts_although_it_arrives_after_it(
    timed: Round, voters: list[Registration], now: datetime
) -> None:
    voter = voter_of_registration(timed, voters[0])
    mind_the_clock(now=now + 5 * MINUTE + timedelta(seconds=2))
    cast_ballot(round=timed, voter=voter, marks=[1], now=now + 5 * MINUTE - timedelta(milliseconds=1))
    mind_the_clock(now=now + 5 * MINUTE + GRACE)
    timed.refresh_from_db()
    assert timed.snapshot.voted == 1


def test_more_time_before_the_end_postpones_it_and_it_is_announced_again(
    timed: Round, cem: Person, now: datetime
) -> None:
    mind_the_clock(now=now + 4 * MINUTE)
    timed.refresh_from_db()
    extend_round(round=timed, actor=cem, minutes=10, now=now + 4 * MINUTE)
    mind_the_clock(now=now + 6 * MINUTE)
    assert (status_of(timed), timed.close_announced_at) == (RoundStatus.OPEN, None)
    mind_the_clock(now=now + 13 * MINUTE)
    mind_the_clock(now=now + 16 * MINUTE)
    assert status_of(timed) == RoundStatus.COUNTED
    assert [action for action, _ in actions(timed)] == [
        "announce_close", "extend", "announce_close", "close", "count"
    ]  # fmt: skip


def test_two_minutes_after_the_moderators_word_it_closes(round_: Round, cem: Person, now: datetime) -> None:
    mind_the_clock(now=now + 60 * MINUTE)
    assert status_of(round_) == RoundStatus.OPEN  # without a time nothing closes by itself
    announce_close(round=round_, actor=cem, now=now + 60 * MINUTE)
    mind_the_clock(now=now + 61 * MINUTE)
    mind_the_clock(now=now + 62 * MINUTE + GRACE)
    assert status_of(round_) == RoundStatus.COUNTED
    assert [action for action, _ in actions(round_)] == ["announce_close", "close", "count"]


def test_a_proposal_that_comes_late_gets_its_three_minutes(
    timed: Round, voters: list[Registration], ada: Person, now: datetime
) -> None:
    propose_session(edition=timed.edition, person=ada, title="Im letzten Augenblick", now=now + 4 * MINUTE)
    mind_the_clock(now=now + 4 * MINUTE + timedelta(seconds=1))
    timed.refresh_from_db()
    assert timed.closes_at == now + 7 * MINUTE
    mind_the_clock(now=now + 5 * MINUTE + GRACE)
    cast_ballot(round=timed, voter=voter_of_registration(timed, voters[0]), marks=[6], now=now + 6 * MINUTE)
    mind_the_clock(now=now + 7 * MINUTE + GRACE)
    assert status_of(timed) == RoundStatus.COUNTED
    assert [action for action, _ in actions(timed)] == ["postpone", "announce_close", "close", "count"]


def test_while_hands_are_counted_the_moderator_closes(
    client: Client, edition: Edition, proposals: list[Proposal], cem: Person
) -> None:
    now = timezone.now()
    waits = open_round(edition=edition, actor=cem, seats=2, quorum=0, closes_at=now - MINUTE, now=now - 5 * MINUTE)
    set_hands_people(round=waits, people=8, actor=cem, now=now)
    enter_hands(round=waits, proposal=proposals[0], hands=5, actor=cem, now=now)
    mind_the_clock(now=now)
    assert status_of(waits) == RoundStatus.OPEN
    client.force_login(cem)
    for path in ("organise/vote/", "organise/vote/count/"):
        page = client.get(f"/politoscope-2026/{path}", headers=ENGLISH).text
        assert "The time is over – close now" in page
        assert "is_announced" not in page  # the clock has announced it
    client.post("/politoscope-2026/organise/vote/1/close/")
    assert status_of(waits) == RoundStatus.COUNTED


def test_nobody_without_a_phone_means_no_hands_to_wait_for(timed: Round, cem: Person, now: datetime) -> None:
    set_hands_people(round=timed, people=0, actor=cem, now=now)
    mind_the_clock(now=now + 6 * MINUTE)
    assert status_of(timed) == RoundStatus.COUNTED


def test_a_round_by_hands_alone_waits_for_the_moderator(
    edition: Edition, proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    alone = open_round(edition=edition, actor=cem, seats=1, is_hands_only=True, closes_at=now + MINUTE, now=now)
    mind_the_clock(now=now + 60 * MINUTE)
    assert (status_of(alone), actions(alone)) == (RoundStatus.OPEN, [])


def test_dice_come_after_a_close_by_the_clock_too(timed: Round, now: datetime) -> None:
    Round.objects.update(has_dice=True)
    mind_the_clock(now=now + 6 * MINUTE)
    assert status_of(timed) == RoundStatus.CLOSED
    assert len(timed.fingerprint) == 64


def test_every_edition_has_its_own_time(timed: Round, cem: Person, ada: Person, now: datetime) -> None:
    other = EditionFactory(slug="anderswo")
    propose_session(edition=other, person=ada, title="Auch hier", now=now)
    elsewhere = open_round(edition=other, actor=cem, seats=1, quorum=0, closes_at=now + 9 * MINUTE, now=now)
    mind_the_clock(now=now + 6 * MINUTE)
    assert (status_of(timed), status_of(elsewhere)) == (RoundStatus.COUNTED, RoundStatus.OPEN)


@pytest.mark.parametrize("path", ["vote/", "vote/status/", "vote/waiting/", "screen/vote/", "screen/vote/scene/"])
def test_the_next_request_closes_what_the_worker_left_open(
    client: Client, edition: Edition, proposals: list[Proposal], cem: Person, path: str
) -> None:
    now = timezone.now()
    late = open_round(edition=edition, actor=cem, seats=2, closes_at=now + MINUTE, now=now - 5 * MINUTE)
    Round.objects.update(closes_at=now - GRACE)
    assert client.get(f"/politoscope-2026/{path}").status_code == 200
    assert status_of(late) == RoundStatus.OPEN  # a moment ago: that is the worker's
    Round.objects.update(closes_at=now - GRACE - PATIENCE)
    assert client.get(f"/politoscope-2026/{path}").status_code == 200
    assert status_of(late) == RoundStatus.COUNTED


def test_after_the_close_by_the_clock_nothing_is_extended(timed: Round, cem: Person, now: datetime) -> None:
    stale = Round.objects.get(pk=timed.pk)
    mind_the_clock(now=now + 6 * MINUTE)
    for step in (
        lambda: extend_round(round=stale, actor=cem, minutes=5, now=now + 6 * MINUTE),
        lambda: announce_close(round=stale, actor=cem, now=now + 6 * MINUTE),
    ):
        with pytest.raises(RoundClosed):
            step()
    again = close_round(round=stale, actor=cem, now=now + 7 * MINUTE)
    assert again.closed_at == now + 6 * MINUTE


@pytest.mark.django_db(transaction=True)
def test_the_server_closes_a_round_that_nobody_looks_at(
    edition: Edition, proposals: list[Proposal], cem: Person
) -> None:
    now = timezone.now()
    alone = open_round(edition=edition, actor=cem, seats=2, closes_at=now - GRACE, now=now - 5 * MINUTE)
    clock = Clock()
    clock.start()
    deadline = time.monotonic() + 20
    while status_of(alone) == RoundStatus.OPEN and time.monotonic() < deadline:
        time.sleep(0.05)
    clock.stop()
    assert status_of(alone) == RoundStatus.COUNTED
    assert not clock.is_alive()
