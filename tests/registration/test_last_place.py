"""R-07: many at once on the last place, and what happens without the protection."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from politoscope.registration import places
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.errors import InvitationOver
from politoscope.registration.handing_over import hand_over
from politoscope.registration.invitations import invite
from politoscope.registration.models import PlaceCount, Registration
from politoscope.registration.services import cancel_registration, register, set_places
from tests.factories.editions import EditionFactory
from tests.factories.people import PersonFactory

AT_ONCE = 50
NOW = datetime(2026, 10, 15, 8, 0, tzinfo=UTC)
CONFIRMED, WAITING = RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING


def all_at_once(actions: list[Callable[[], object]]) -> list[object]:
    """Run the actions in threads that start together, each with a connection of its own."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=30)
            return action()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def counted(edition) -> dict[str, int]:
    rows = Registration.objects.filter(edition=edition)
    return {status: rows.filter(status=status).count() for status in (CONFIRMED, WAITING)}


@pytest.mark.django_db(transaction=True)
def test_last_place_is_given_once_to_fifty_at_once():
    edition = EditionFactory(capacity=1)
    people = [PersonFactory() for _person in range(AT_ONCE)]
    results = all_at_once([lambda p=p: register(edition=edition, person=p, name=p.name, now=NOW) for p in people])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert counted(edition) == {CONFIRMED: 1, WAITING: AT_ONCE - 1}
    numbers = Registration.objects.waiting().values_list("waiting_number", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE))


@pytest.mark.django_db(transaction=True)
def test_one_person_clicking_twenty_times_at_once_registers_once():
    edition, person = EditionFactory(capacity=5), PersonFactory()
    results = all_at_once([lambda: register(edition=edition, person=person, name="Eva", now=NOW)] * 20)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert counted(edition) == {CONFIRMED: 1, WAITING: 0}
    assert PlaceCount.objects.get(edition=edition).taken == 1


@pytest.mark.django_db(transaction=True)
def test_last_place_of_an_invitation_is_given_once_to_fifty_at_once(cem):
    edition = EditionFactory(is_by_invitation=True)
    invitation = invite(edition=edition, label="Amt", actor=cem, now=NOW)
    people = [PersonFactory() for _person in range(AT_ONCE)]
    results = all_at_once(
        [lambda p=p: register(edition=edition, person=p, name=p.name, invitation=invitation, now=NOW) for p in people]
    )
    assert [type(result) for result in results].count(InvitationOver) == AT_ONCE - 1
    assert counted(edition) == {CONFIRMED: 1, WAITING: 0}


@pytest.mark.django_db(transaction=True)
def test_place_handed_over_and_cancelled_at_once_ends_once(cem):
    edition = EditionFactory(capacity=1)
    held = register(edition=edition, person=PersonFactory(), name="Eva", now=NOW)
    register(edition=edition, person=PersonFactory(), name="Max", now=NOW)
    who = {"name": "Kim", "email": "kim@example.org"}
    all_at_once(
        [lambda: hand_over(registration=held, actor=cem, now=NOW, **who)] * 5
        + [lambda: cancel_registration(registration=held, actor=None, now=NOW)] * 5
    )
    assert counted(edition)[CONFIRMED] == PlaceCount.objects.get(edition=edition).taken == 1


@pytest.mark.django_db(transaction=True)
def test_cancelling_and_registering_at_once_leaves_no_place_empty():
    edition = EditionFactory(capacity=10)
    coming = [register(edition=edition, person=PersonFactory(), name="Eva", now=NOW) for _row in range(10)]
    people = [PersonFactory() for _person in range(20)]
    results = all_at_once(
        [lambda r=r: cancel_registration(registration=r, actor=None, now=NOW) for r in coming[:10]]
        + [lambda p=p: register(edition=edition, person=p, name=p.name, now=NOW) for p in people]
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    assert counted(edition) == {CONFIRMED: 10, WAITING: 10}


@pytest.mark.django_db(transaction=True)
def test_without_the_protection_the_last_place_is_given_twice(monkeypatch):
    """Counter-proof: the same race with a counter that is read, compared and written overbooks."""
    edition = EditionFactory(capacity=1)
    PlaceCount.objects.create(edition=edition, places=None)
    meet = threading.Barrier(2)

    def take_carelessly(edition) -> bool:
        is_free = PlaceCount.objects.get(edition=edition).taken < 1
        meet.wait(timeout=30)
        return is_free and bool(PlaceCount.objects.filter(edition=edition).update(taken=F("taken") + 1))

    results = all_at_once([lambda: take_carelessly(edition)] * 2)
    assert results == [True, True]
    PlaceCount.objects.update(places=1, taken=0)
    assert sorted(all_at_once([lambda: places.take_place(edition)] * 2)) == [False, True]


steps = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.integers(0, 7)),
        st.tuples(st.just("cancel"), st.integers(0, 7)),
        st.tuples(st.just("places"), st.sampled_from([1, 2, 3, 5, None])),
    ),
    max_size=30,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_sequence_keeps_the_bound_the_counter_and_the_order(cem, steps):
    edition = EditionFactory(capacity=2)
    people = [PersonFactory() for _person in range(8)]
    queue: list[int] = []  # who stands, in the order of coming: the first ones have a place
    for command, value in steps:
        if command == "places":
            if value is None or value >= counted(edition)[CONFIRMED]:
                set_places(edition=edition, places=value, actor=cem, now=NOW)
        elif command == "register":
            register(edition=edition, person=people[value], name="x", now=NOW)
            queue.extend([] if value in queue else [value])
        else:
            for registration in Registration.objects.filter(edition=edition, person=people[value]):
                cancel_registration(registration=registration, actor=None, now=NOW)
            queue = [index for index in queue if index != value]
        expected = queue if edition.capacity is None else queue[: edition.capacity]
        confirmed = set(Registration.objects.filter(edition=edition, status=CONFIRMED).values_list("person", flat=True))
        assert confirmed == {people[index].pk for index in expected}
        waiting = list(Registration.objects.filter(edition=edition).waiting().values_list("person", flat=True))
        assert waiting == [people[index].pk for index in queue if index not in expected]
        count = PlaceCount.objects.filter(edition=edition).first()
        assert count is None or count.taken == len(confirmed)
