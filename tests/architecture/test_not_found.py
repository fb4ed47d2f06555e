"""Whatever is unknown in an address – edition, proposal, session, room, round, ticket – the answer is a page that says
so and leads on, for somebody who may open everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import lxml.html
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.architecture.addresses import addresses_by_name
from tests.architecture.matrix import MATRIX
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db
ADDRESSES = addresses_by_name()
NOTHING = UUID(int=0)
UNKNOWN: dict[str, Any] = {
    "code": "4711",
    "digest": "0" * 64,
    "kind": "cookies",
    "mail_id": NOTHING,
    "number": 4711,
    "pk": 4711,
    "proposal": 4711,
    "registration": NOTHING,
    "repair": "explode",
    "room": "keller",
    "run": NOTHING,
    "secret": "x" * 43,
    "sheet": "comic",
    "token": "x",
}
PAGES = sorted(
    name
    for name, row in MATRIX.items()
    if row.method == "get"
    and "edition" in ADDRESSES[name].arguments
    and len(ADDRESSES[name].arguments) > 1
    and name != "voting:hands_for"
)
"""Every address of an edition that names one thing of it; hands for a proposal lead back to all proposals."""
SAY_IT_THEMSELVES = {"registration:invitation"}
"""Their page for what is unknown has words of its own, see tests/registration."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Return an edition in the middle of its vote."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def address_of(name: str, edition: str, values: dict[str, Any]) -> str:
    """Return an address with what is unknown in it; a primary key may be a number or not."""
    parts = {part: values[part] for part in ADDRESSES[name].arguments if part != "edition"}
    return reverse(name, kwargs={"edition": edition, **parts})


def unknown_to(name: str) -> dict[str, Any]:
    """Return the values that nothing has; the key of a room is a UUID, the key of a day a number."""
    key = MATRIX[name].args.get("pk", "")
    return UNKNOWN | ({"pk": NOTHING} if key in {"room", "slot", "programme_item"} else {})


@pytest.mark.parametrize("name", PAGES)
def test_unknown_thing_is_explained_and_the_page_leads_on(world: World, name: str) -> None:
    client = Client()
    client.force_login(world.people["organiser"])
    answer = client.get(address_of(name, world.edition.slug, unknown_to(name)) + "?lang=en")
    assert answer.status_code == 404
    page = lxml.html.fromstring(answer.content)
    assert {f"/{world.edition.slug}/", f"/{world.edition.slug}/ticket/"} <= set(page.xpath("//main//a/@href"))
    if name not in SAY_IT_THEMSELVES:
        assert page.xpath("//h1/text()") == ["We could not find this page"]
    if "number" in ADDRESSES[name].arguments:
        assert "has nothing with the number 4711" in page.xpath("//main")[0].text_content()


@pytest.mark.parametrize("number", ["0", "9" * 30])
@pytest.mark.parametrize("page", ["proposals/{}/", "sessions/{}/", "vote/result/{}.json"])
def test_number_beyond_all_numbers_is_as_unknown(world: World, page: str, number: str) -> None:
    assert Client().get(f"/{world.edition.slug}/{page.format(number)}").status_code == 404


def test_unknown_edition_leads_to_the_current_one(world: World) -> None:
    wrong = []
    for path in ("", "plan/", "proposals/", "proposals/1/", "vote/", "register/", "ticket/", "sessions/1/"):
        answer = Client().get(f"/politoscope-1999/{path}?lang=en")
        links = lxml.html.fromstring(answer.content).xpath("//main//a/@href")
        if answer.status_code != 404 or "/" not in links or "no barcamp at this address" not in answer.text:
            wrong.append(path)
    assert wrong == []
