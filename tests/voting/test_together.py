"""Ballots that arrive together are written together, and each gets an answer of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from politoscope.editions.enums import AddressForm
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.registration.models import Registration
from politoscope.voting.errors import MarkUnknown, NonceUnclear, NotEntitled, RoundClosed
from politoscope.voting.models import Ballot, Participation, Round
from politoscope.voting.services import CastBallot, cast_own_ballot, close_round
from politoscope.voting.services.ballots import Delivery, take_ballots
from politoscope.voting.services.together import Together
from politoscope.voting.voters import voter_of_registration
from tests.factories.registration import RegistrationFactory
from tests.voting.racing import all_at_once, problems


@pytest.fixture
def delivery(round_: Round, now: datetime) -> Callable[..., Delivery]:
    """Return a maker of ballots on their way: whose, and what differs from a mark for the first proposal."""

    def make(voter: Any, **fields: Any) -> Delivery:
        usual = {"choices": [1], "nonce": "a" * 32, "seen": None, "now": now}
        return Delivery(slug=round_.edition.slug, number=round_.number, voter=voter, **(usual | fields))

    return make


def test_each_gets_an_answer_of_its_own(
    round_: Round, voters: list[Registration], ben: Person, dora: Person, delivery: Callable[..., Delivery]
) -> None:
    """Ben is registered and not there yet, Dora belongs to another edition."""
    answers = take_ballots(
        [
            delivery(voters[0].person),
            delivery(ben),
            delivery(voters[1].person, choices=[1, 99]),
            delivery(dora),
            delivery(voters[2].person, nonce="xyz"),
            delivery(voter_of_registration(round_, voters[3]), choices=[2, 3]),
        ]
    )
    assert [type(answer) for answer in answers] == [
        CastBallot, NotEntitled, MarkUnknown, NotEntitled, NonceUnclear, CastBallot
    ]  # fmt: skip
    assert sorted(Ballot.objects.values_list("choices", flat=True)) == [[1], [2, 3]]
    assert Participation.objects.count() == 2


def test_one_person_in_two_ways_has_one_ballot(
    round_: Round, voters: list[Registration], delivery: Callable[..., Delivery]
) -> None:
    by_code = voter_of_registration(round_, voters[0])
    first, second = take_ballots([delivery(voters[0].person), delivery(by_code, choices=[2], nonce="b" * 32)])
    assert isinstance(first, CastBallot)
    assert isinstance(second, CastBallot)
    assert (first.is_first, second.is_first) == (True, False)
    assert list(Ballot.objects.values_list("choices", flat=True)) == [[2]]
    assert Participation.objects.count() == 1


def test_nine_ballots_take_as_many_queries_as_two(
    voters: list[Registration], delivery: Callable[..., Delivery]
) -> None:
    queries = []
    for some in (voters[:1], voters[1:3], voters[3:]):  # the very first also makes the version of the topic
        with CaptureQueriesContext(connection) as captured:
            take_ballots([delivery(registration.person) for registration in some])
        queries.append(len(captured))
    assert queries[1] == queries[2] < 15
    assert Ballot.objects.count() == 12


def test_before_it_is_written_a_ballot_costs_two_queries(
    client: Client, voters: list[Registration], delivery: Callable[..., Delivery]
) -> None:
    """The session and the person: all else is read where it is written, with the ballots of the others."""
    take_ballots([delivery(voters[0].person)])  # the very first also makes the version of the topic
    with CaptureQueriesContext(connection) as writing:
        take_ballots([delivery(voters[1].person)])
    client.force_login(voters[2].person)
    with CaptureQueriesContext(connection) as whole:
        answer = client.post("/politoscope-2026/vote/1/cast/", {"marks": ["1"]}, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert len(whole) - len(writing) == 2


def test_the_own_ballot_is_refused_after_the_close_and_in_no_round(
    round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    close_round(round=round_, actor=cem, now=now)
    with pytest.raises(RoundClosed):
        cast_own_ballot(slug=round_.edition.slug, number=1, person=voters[0].person, marks=[1], now=now)
    with pytest.raises(Round.DoesNotExist):
        cast_own_ballot(slug=round_.edition.slug, number=7, person=voters[0].person, marks=[1], now=now)


def test_a_round_that_is_not_there_is_a_page_that_is_not_there(
    client: Client, round_: Round, voters: list[Registration]
) -> None:
    client.force_login(voters[0].person)
    answer = client.post("/politoscope-2026/vote/7/cast/", {"marks": ["1"]}, headers={"Accept": "application/json"})
    assert answer.status_code == 404


def test_an_edition_that_is_not_public_takes_ballots_of_its_team_only(
    client: Client, round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    Edition.objects.update(is_published=False)
    RegistrationFactory(edition=round_.edition, person=cem, checked_in_at=now)
    for person, expected in ((voters[0].person, 404), (cem, 200)):
        client.force_login(person)
        answer = client.post("/politoscope-2026/vote/1/cast/", {"marks": ["1"]}, headers={"Accept": "application/json"})
        assert answer.status_code == expected
    assert Ballot.objects.count() == 1


def test_a_refusal_speaks_as_the_edition_does(
    client: Client, round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    close_round(round=round_, actor=cem, now=now)
    client.force_login(voters[0].person)
    sentences = set()
    for form in (AddressForm.SIE, AddressForm.DU):
        Edition.objects.update(address_form=form)
        answer = client.post("/politoscope-2026/vote/1/cast/", {"marks": ["1"]}, headers={"Accept": "application/json"})
        assert answer.status_code == 410
        sentences.add(answer.json()["message"])
    assert len(sentences) == 2


def test_a_crowd_waits_for_company_and_who_comes_alone_does_not() -> None:
    batches: list[int] = []
    first_is_in, all_are_there = threading.Event(), threading.Event()

    def commit(works: list[int]) -> list[int | Exception]:
        batches.append(len(works))
        first_is_in.set()
        all_are_there.wait(timeout=30)
        return list(works)

    together: Together[int, int] = Together(commit)
    alone = threading.Thread(target=together.do, args=[0])
    alone.start()
    first_is_in.wait(timeout=30)
    jobs = [partial(together.do, number) for number in range(1, 9)]
    crowd = threading.Thread(target=all_at_once, args=[jobs])
    crowd.start()
    while len(together._waiting) < 8:
        pass
    all_are_there.set()
    alone.join(timeout=30)
    crowd.join(timeout=30)
    assert batches == [1, 8]


def test_whose_ballot_is_committed_does_not_wait_for_the_next_commit() -> None:
    """The second commit holds two; both have their answers while the third is still held up."""
    batches: list[int] = []
    may_commit = [threading.Event() for _ in range(3)]

    def commit(works: list[int]) -> list[int | Exception]:
        turn = len(batches)
        batches.append(len(works))
        assert may_commit[turn].wait(timeout=30)
        return list(works)

    def wait_for(condition: Callable[[], bool]) -> None:
        deadline = monotonic() + 30
        while not condition():
            assert monotonic() < deadline
            sleep(0.001)

    together: Together[int, int] = Together(commit)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(together.do, 1)
        wait_for(lambda: batches == [1])
        second = [threads.submit(together.do, number) for number in (2, 3)]
        wait_for(lambda: len(together._waiting) == 2)
        may_commit[0].set()
        wait_for(lambda: batches == [1, 2])
        third = threads.submit(together.do, 4)
        wait_for(lambda: len(together._waiting) == 1)
        may_commit[1].set()
        assert [job.result(timeout=30) for job in (first, *second)] == [1, 2, 3]
        may_commit[2].set()
        assert third.result(timeout=30) == 4


def test_one_broken_job_spoils_no_other() -> None:
    def commit(works: list[int]) -> list[int | Exception]:
        if 3 in works:
            raise ValueError(f"broken among {len(works)}")
        return [10 * work for work in works]

    together: Together[int, int] = Together(commit)
    results = all_at_once([partial(together.do, number) for number in range(6)])
    assert [type(result) for result in results] == [int, int, int, ValueError, int, int]
    assert problems(results, ValueError) == []
    assert [result for result in results if isinstance(result, int)] == [0, 10, 20, 40, 50]
