"""The screen in the room shows in turn what the round asks for, and nothing that must not be known yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.registration.models import Registration
from politoscope.voting import bridge
from politoscope.voting.models import Round
from politoscope.voting.services import cast_ballot, close_round, count_round, open_round, release_result
from politoscope.voting.voters import voter_of_registration

SCREEN = "/politoscope-2026/screen/vote/"
ENGLISH = {"Accept-Language": "en"}


def words(client: Client, path: str = SCREEN) -> str:
    """Return what stands on the screen, without markup."""
    page = client.get(path, headers=ENGLISH).text
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition('class="bc-scene"')[2] or page).split())


def test_before_the_round_the_screen_leads_to_the_proposals(client: Client, proposals: list[Proposal]) -> None:
    assert "Soon we vote" in words(client)
    assert "5 proposals are there" in words(client)
    assert "/politoscope-2026/proposals" in words(client)


def test_an_open_round_shows_the_way_to_the_ballot_and_how_many_arrived(
    client: Client, round_: Round, voters: list[Registration], now: datetime
) -> None:
    for registration in voters[:3]:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=[1], now=now)
    page = client.get(SCREEN, headers=ENGLISH)
    assert "<svg" in page.text
    assert not page.cookies
    assert "3 of 12 ballots are here" in words(client)
    assert words(client).count("/politoscope-2026/vote") == 1
    assert "Mastodon im Amt" not in words(client)


def test_the_last_two_minutes_count_down_and_then_the_time_is_over(
    client: Client, edition: Edition, proposals: list[Proposal], cem: Person
) -> None:
    now = timezone.now()
    timed = open_round(edition=edition, actor=cem, seats=2, closes_at=now + timedelta(minutes=2), now=now)
    assert f'data-until="{int(timed.closes_at.timestamp())}"' in client.get(SCREEN).text
    assert 'role="timer" aria-live="off"' in client.get(SCREEN).text
    Round.objects.update(closes_at=now - timedelta(seconds=1))
    assert "The time is over" in words(client)
    assert "countdown.js" not in client.get(SCREEN).text


def test_the_fingerprint_comes_before_the_dice_and_the_result_after_its_release(
    client: Client, round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    Round.objects.update(has_dice=True)
    round_.refresh_from_db()
    for registration in voters:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=[2], now=now)
    closed = close_round(round=round_, actor=cem, now=now)
    groups = " ".join(bridge.groups(closed.fingerprint))
    assert len(groups.split()) == 8
    assert groups in words(client)
    assert "rolls the dice" in words(client)
    counted = count_round(round=closed, actor=cem, dice="641352", now=now)
    assert "Rolled: 6 4 1 3 5 2" in words(client)
    assert groups in words(client)
    for hidden in ("rolls the dice", "Krisen-PR"):
        assert hidden not in words(client)
    release_result(round=counted, actor=cem, now=now)
    for shown in ("These sessions are in", "Krisen-PR", "No group was passed over", "the procedure does not protect"):
        assert shown in words(client)


def test_a_round_by_hands_asks_for_hands(client: Client, proposals: list[Proposal], cem: Person, now: datetime) -> None:
    open_round(edition=proposals[0].edition, actor=cem, seats=1, is_hands_only=True, now=now)
    assert "We vote by show of hands" in words(client)
    assert "<svg" not in client.get(SCREEN).text


@pytest.mark.parametrize("ballots", [1, 3])
def test_the_scene_that_is_fetched_is_the_one_on_the_page(
    client: Client,
    round_: Round,
    voters: list[Registration],
    now: datetime,
    ballots: int,
    django_assert_max_num_queries: Callable,
) -> None:
    for registration in voters[:ballots]:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=[1], now=now)
    scene = client.get(f"{SCREEN}scene/")
    assert scene.text.strip() in client.get(SCREEN).text
    with django_assert_max_num_queries(12):
        client.get(f"{SCREEN}scene/")
