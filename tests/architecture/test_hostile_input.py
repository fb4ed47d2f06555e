"""Every form of every page takes missing, over-long and hostile input without a fault: it refuses with words, shows
nothing of it as markup, and saves nothing in part. Forms with rules of their own have tests of their own as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import lxml.html
import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.architecture.addresses import addresses_by_name
from tests.architecture.matrix import MATRIX
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db
ADDRESSES = addresses_by_name()
HOSTILE = {
    "missing": "",
    "over-long": "x" * 60_000,
    "markup": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "control characters": "a\x00b\x1b[2J\r\nBcc: all@example.org\u202e\U0001f600",
    "statement": "1'; DROP TABLE people_person; --",
    "number": "-99999999999999999999999999",
}
MARKUP = "<script>alert(1)"
ANSWERS = {200, 302, 303, 400, 403, 404, 409, 413, 422}
"""A page that says what is wrong, a page that comes next, or a refusal; never a fault of ours."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Return an edition in the middle of its vote, made once: every call is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


READERS = {"account_login": "nobody"}
"""Who has something to fill in, where it is not the organiser."""


def reader_of(world: World, name: str) -> Client:
    """Return the browser of somebody who may open the page and has the most to do there."""
    client = Client()
    admitted = (role for role in ("organiser", "host", "participant", "guest") if role in MATRIX[name].who)
    if person := world.people[READERS.get(name) or next(admitted, "nobody")]:
        client.force_login(person)
    return client


def address_of(world: World, name: str) -> str:
    row = MATRIX[name]
    values = {argument: world.values[row.args.get(argument, argument)] for argument in ADDRESSES[name].arguments}
    return reverse(name, kwargs=values) + row.query


def forms_of(client: Client, address: str) -> list[Any]:
    """Return the forms in the body of a page that send something."""
    answer = client.get(address)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return []
    page = lxml.html.fromstring(answer.content.strip() or b"<html></html>")
    return [
        form for form in page.forms if form.method == "POST" and form.xpath("ancestor::main") and typed_fields(form)
    ]


def typed_fields(form: Any) -> list[str]:
    """Return the names of what people type or choose."""
    fields = [field for field in form.inputs if field.name and field.get("type") not in {"hidden", "submit"}]
    return list(dict.fromkeys(field.name for field in fields if field.name != "website"))


def filled(form: Any, text: str) -> dict[str, Any]:
    """Return what the browser would send with ``text`` in every field; what is hidden stays as it was."""
    hidden = {field.name: field.value or "" for field in form.inputs if field.name and field.get("type") == "hidden"}
    return hidden | dict.fromkeys(typed_fields(form), text)


def rows() -> dict[str, int]:
    """Count the rows of every table but those of sessions."""
    models = (model for model in apps.get_models() if model._meta.app_label not in {"sessions", "usersessions"})
    return {model._meta.label: model._default_manager.count() for model in models}


PAGES = sorted(name for name, row in MATRIX.items() if row.method == "get" and not row.is_costly and not row.status)


@pytest.mark.parametrize("name", PAGES)
def test_forms_of_page_refuse_hostile_input_with_words(world: World, name: str) -> None:
    client = reader_of(world, name)
    address = address_of(world, name)
    wrong = []
    for form in forms_of(client, address):
        target = urljoin(address, form.get("action") or "")
        for kind, text in HOSTILE.items():
            cache.clear()
            with transaction.atomic():
                before = rows()
                answer = client.post(target, filled(form, text))
                if answer.status_code not in ANSWERS:
                    wrong.append(f"{target} {kind}: {answer.status_code}")
                if answer.status_code == 200 and MARKUP in answer.text:
                    wrong.append(f"{target} {kind}: shown as markup")
                if answer.status_code in {200, 400, 422} and rows() != before:
                    wrong.append(f"{target} {kind}: saved in part")
                transaction.set_rollback(True)
    assert "\n".join(wrong) == ""


def test_many_pages_have_forms(world: World) -> None:
    """Guard the test above: it must find the forms it is about."""
    found = {name for name in PAGES if forms_of(reader_of(world, name), address_of(world, name))}
    assert len(found) >= 45
    assert {
        "account_login",
        "registration:register",
        "proposals:new",
        "notices:report",
        "editions:room_new",
        "people:profile",
    } <= found
