"""Every address × every role × the other edition answers as the matrix says (R-11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.architecture.addresses import addresses_by_name
from tests.architecture.matrix import EVERYBODY, MATRIX, Row
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db
NO_ANSWER = {403, 404}


ADDRESSES = addresses_by_name()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Return an edition in the middle of its vote, made once: every call is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def call(world: World, name: str, row: Row, role: str, *, edition: str = "edition") -> Any:
    """Call an address as somebody and undo whatever it did."""
    values = {argument: world.values[row.args.get(argument, argument)] for argument in ADDRESSES[name].arguments}
    if "edition" in values:
        values["edition"] = world.values[edition]
    client = Client()
    if person := world.people[role]:
        client.force_login(person)
    with transaction.atomic():
        response = getattr(client, row.method)(reverse(name, kwargs=values) + row.query)
        transaction.set_rollback(True)
    return response


def is_refused(response: Any) -> bool:
    """Tell whether somebody was turned away: not for you, not here, or sign in first."""
    asks_to_sign_in = response.status_code == 302 and response.url.startswith(reverse(settings.LOGIN_URL) + "?next=")
    return response.status_code in NO_ANSWER or asks_to_sign_in


def is_served(response: Any, row: Row) -> bool:
    """Tell whether somebody was let in: a page, a redirect, or a form that says what is missing."""
    if row.status:
        return response.status_code == row.status
    return not is_refused(response) and (response.status_code < 400 or response.status_code in {400, 409, 422})


def test_matrix_has_a_line_for_every_address() -> None:
    assert "\n".join(sorted(set(ADDRESSES) ^ set(MATRIX))) == ""


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_address_answers_each_role_as_the_matrix_says(world: World, name: str) -> None:
    row = MATRIX[name]
    wrong = []
    for role in row.tried():
        response = call(world, name, row, role)
        if role in row.who and not is_served(response, row):
            wrong.append(f"{role} should be admitted, got {response.status_code}")
        if role not in row.who and not is_refused(response):
            wrong.append(f"{role} should be refused, got {response.status_code}")
    assert "\n".join(wrong) == ""


OF_AN_EDITION = sorted(name for name, address in ADDRESSES.items() if "edition" in address.arguments)
KINDS = {"notices:text", "planning:repair", "planning:pdf", "planning:crew_pdf", "proposals:digest_off"}
"""Their further part is a kind of change or sheet, or a signed person: the same at every edition."""
OF_A_THING = [name for name in OF_AN_EDITION if len(ADDRESSES[name].arguments) > 1 and name not in KINDS]


@pytest.mark.parametrize("name", [name for name in OF_AN_EDITION if name in MATRIX])
def test_role_at_one_edition_is_nothing_at_another(world: World, name: str) -> None:
    row = MATRIX[name]
    roles = {"nobody", "organiser"} if row.who == EVERYBODY else set(row.tried()) & row.who - {"stranger"}
    answers = {role: call(world, name, row, role, edition="other_edition") for role in roles}
    if row.who == EVERYBODY and name not in OF_A_THING:
        assert all(is_served(answer, row) for answer in answers.values())
    else:
        guest_is_served = "guest" in row.who and name not in OF_A_THING
        wrong = {role: answer.status_code for role, answer in answers.items() if not is_refused(answer)}
        assert guest_is_served or wrong == {}


@pytest.mark.parametrize("name", [name for name in OF_A_THING if name in MATRIX])
def test_thing_of_one_edition_is_not_found_at_another(world: World, name: str) -> None:
    """Dora may do everything at the other edition; what belongs to this one is not there, or she is led elsewhere."""
    response = call(world, name, MATRIX[name], "stranger", edition="other_edition")
    led_elsewhere = response.status_code == 302 and response.url.startswith(f"/{world.values['other_edition']}/")
    assert response.status_code == 404 or led_elsewhere


@pytest.mark.parametrize("name", [name for name in OF_AN_EDITION if name in MATRIX])
def test_unpublished_edition_is_not_there_for_the_public(world: World, name: str) -> None:
    with transaction.atomic():
        type(world.edition).objects.filter(pk=world.edition.pk).update(is_published=False)
        statuses = {role: call(world, name, MATRIX[name], role).status_code for role in ("nobody", "guest", "stranger")}
        transaction.set_rollback(True)
    assert statuses == {"nobody": 404, "guest": 404, "stranger": 404}
