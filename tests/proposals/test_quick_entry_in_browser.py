"""Five seconds for somebody who stands in front of the desk: two fields, and two keys beside what is typed."""

from __future__ import annotations

import os

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from tests.browser import NewPage, browser, new_page  # noqa: F401

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in the thread of the test

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without"])
def test_one_after_another_is_entered_without_touching_the_mouse(
    live_server: LiveServer,
    new_page: NewPage,  # noqa: F811
    edition: Edition,
    ada: Person,
    cem: Person,
    has_scripts: bool,
) -> None:
    page: Page = new_page(base_url=live_server.url, java_script_enabled=has_scripts)
    client = Client()
    client.force_login(cem)
    session = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.goto("/politoscope-2026/proposals/quick/")
    for number, (title, host) in enumerate([("Spontan ans Mikro", "Ada Amt"), ("Noch spontaner", "Gast Gustav")], 1):
        expect(page.get_by_label("Titel")).to_be_focused()  # nobody has to look for the field
        page.keyboard.type(title)
        page.keyboard.press("Tab")
        page.keyboard.type(host)
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Nummer {number}: „{title}“")).to_be_visible()
        expect(page.get_by_label("Titel")).to_have_value("")
    assert list(Proposal.objects.order_by("number").values_list("title", "host_name")) == [
        ("Spontan ans Mikro", ""), ("Noch spontaner", "Gast Gustav")
    ]  # fmt: skip
    assert Proposal.objects.get(number=1).hosts.get().person == ada
