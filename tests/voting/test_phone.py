"""The ballot in a real browser: offline, on two devices, by keyboard, at the kiosk."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.registration.models import Registration
from politoscope.voting.models import Ballot, Participation, Round
from politoscope.voting.services import close_round, open_round, release_result
from tests.browser import DESKTOP, PHONE, NewPage, browser, new_page  # noqa: F401

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in the thread of the test

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = ("Mastodon im Amt", "Krisen-PR", "Barrierefreie PDF", "Podcasts", "Leichte Sprache")


@pytest.fixture
def opened(edition: Edition, proposals: list[Proposal], voters: list[Registration], cem: Person) -> Round:
    """Return a round that is open by the clock of this machine."""
    return open_round(edition=edition, actor=cem, seats=2, quorum=0, now=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def device(live_server: LiveServer, new_page: NewPage) -> Callable[..., Page]:  # noqa: F811
    """Return a function that opens somebody's device at the ballot."""

    def open_device(person: Person, path: str = "/politoscope-2026/vote/", **options: object) -> Page:
        origin = live_server.url.replace("127.0.0.1", "localhost")  # a secure context, as the real site is
        client = Client()
        client.force_login(person)
        page = new_page(base_url=origin, **{**PHONE, **options})
        cookie = {"name": "session", "value": client.cookies["session"].value, "url": origin}
        page.context.add_cookies([cookie])
        page.goto(path)
        if path.endswith("/vote/") and options.get("java_script_enabled", True):
            expect(page.locator(".bc-views")).to_be_visible()
        return page

    return open_device


def stored() -> list[list[int]]:
    return list(Ballot.objects.values_list("choices", flat=True))


def eventually(page: Page, wanted: list[list[int]]) -> None:
    for _ in range(80):
        if stored() == wanted:
            return
        page.wait_for_timeout(50)
    assert stored() == wanted


def number_of(title: str) -> int:
    return TITLES.index(title) + 1


def mark_card(page: Page) -> str:
    """Mark the card on top of the deck and return its title."""
    title = page.locator(".bc-deck__title").inner_text()
    page.get_by_role("button", name=f"Da würde ich hin: {title}").click()
    return title


def kept(page: Page) -> dict[str, str]:
    return page.evaluate("({...localStorage})")


def test_a_tap_marks_saves_and_goes_on(opened: Round, voters: list[Registration], device: Callable[..., Page]) -> None:
    page = device(voters[0].person)
    assert kept(page) == {}  # nothing before the person's action
    expect(page.locator(".bc-deck__place")).to_have_text("Karte 1 von 5")
    title = mark_card(page)
    expect(page.get_by_text("1 markiert · gespeichert")).to_be_visible()
    expect(page.locator(".bc-deck__place")).to_have_text("Karte 2 von 5")
    assert stored() == [[number_of(title)]]
    page.get_by_role("button", name="Zurück").click()
    mark_card(page)
    eventually(page, [[]])


def test_a_tap_before_the_script_is_a_mark_like_any_other(
    opened: Round, voters: list[Registration], device: Callable[..., Page]
) -> None:
    page = device(voters[0].person, service_workers="block")
    held: list[Route] = []
    page.route("**/voting/ballot*.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.get_by_text("Podcasts").click()
    assert stored() == []
    held[0].continue_()
    eventually(page, [[number_of("Podcasts")]])
    expect(page.get_by_text("1 markiert · gespeichert")).to_be_visible()


def test_marks_made_offline_arrive_once_the_network_is_back(
    opened: Round, voters: list[Registration], device: Callable[..., Page]
) -> None:
    page = device(voters[0].person)
    context: BrowserContext = page.context
    context.set_offline(True)
    first = mark_card(page)
    expect(page.locator(".bc-deck__place")).to_have_text("Karte 2 von 5")
    second = mark_card(page)
    expect(page.locator(".bc-ballot__state")).to_contain_text("auf diesem Handy aufgehoben")
    assert stored() == []
    context.set_offline(False)
    eventually(page, [sorted([number_of(first), number_of(second)])])
    expect(page.get_by_text("2 markiert · gespeichert")).to_be_visible()
    assert Participation.objects.count() == 1


def test_marks_made_offline_survive_closing_the_page(
    opened: Round, voters: list[Registration], device: Callable[..., Page]
) -> None:
    page = device(voters[0].person)
    page.context.set_offline(True)
    title = mark_card(page)
    expect(page.locator(".bc-ballot__state")).to_contain_text("auf diesem Handy aufgehoben")
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto("/politoscope-2026/vote/")
    eventually(again, [[number_of(title)]])
    expect(again.get_by_text("1 markiert · gespeichert")).to_be_visible()


KEPT_BALLOT = "async () => Boolean(await caches.match('/politoscope-2026/vote/', {ignoreVary: true}))"


def kept_for_later(page: Page) -> None:
    """Wait until the device has kept the ballot."""
    for _ in range(100):
        if page.evaluate(KEPT_BALLOT):
            return
        page.wait_for_timeout(50)
    assert page.evaluate(KEPT_BALLOT)


def test_the_ballot_opens_without_a_network_and_its_marks_arrive_once(
    opened: Round, voters: list[Registration], device: Callable[..., Page]
) -> None:
    page = device(voters[0].person)
    early = mark_card(page)
    expect(page.get_by_text("1 markiert · gespeichert")).to_be_visible()
    kept_for_later(page)
    context: BrowserContext = page.context
    page.close()
    context.set_offline(True)
    page = context.new_page()
    page.goto("/politoscope-2026/vote/")
    expect(page.locator(".bc-offline [data-age]")).to_contain_text("offline")
    expect(page.get_by_text("1 markiert")).to_be_visible()  # acknowledged after the device had kept the page
    if page.locator(".bc-deck__title").inner_text() == early:
        page.get_by_role("button", name="Weiter").click()
    late = mark_card(page)
    expect(page.locator(".bc-ballot__state")).to_contain_text("auf diesem Handy aufgehoben")
    assert stored() == [[number_of(early)]]
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/politoscope-2026/vote/")
    eventually(page, [sorted([number_of(early), number_of(late)])])
    expect(page.get_by_text("2 markiert · gespeichert")).to_be_visible()
    assert (Ballot.objects.count(), Participation.objects.count()) == (1, 1)


def test_a_ballot_kept_on_the_device_goes_when_the_round_is_over(
    opened: Round, voters: list[Registration], cem: Person, device: Callable[..., Page]
) -> None:
    page = device(voters[0].person)
    kept_for_later(page)
    close_round(round=opened, actor=cem, now=timezone.now())
    page.goto("/politoscope-2026/vote/")
    expect(page.locator(".bc-ballot")).to_have_count(0)
    for _ in range(100):
        if not page.evaluate(KEPT_BALLOT):
            break
        page.wait_for_timeout(50)
    assert not page.evaluate(KEPT_BALLOT)


def test_an_answer_that_gets_lost_does_not_double_the_ballot(
    opened: Round, voters: list[Registration], device: Callable[..., Page]
) -> None:
    page = device(voters[0].person)
    nonces: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        nonces.extend(re.findall(r"nonce=([0-9a-f]{32})", route.request.post_data or ""))
        if len(nonces) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/cast/", lose_the_first_answer)
    title = mark_card(page)
    expect(page.get_by_text("1 markiert · gespeichert")).to_be_visible()
    assert len(nonces) >= 2
    assert len(set(nonces)) == 1
    assert list(Ballot.objects.values_list("choices", "nonce")) == [([number_of(title)], nonces[0])]
    assert Participation.objects.count() == 1


def test_two_devices_of_one_person_join_their_marks(
    opened: Round, voters: list[Registration], device: Callable[..., Page]
) -> None:
    phone, desktop = device(voters[0].person), device(voters[0].person, **DESKTOP, is_mobile=False, has_touch=False)
    desktop.get_by_role("button", name="Krisen-PR").click()
    expect(desktop.get_by_text("1 markiert · gespeichert")).to_be_visible()
    phone.get_by_role("button", name="Liste").click()
    phone.get_by_role("button", name="Podcasts").click()
    eventually(phone, [[2, 4]])
    expect(phone.get_by_role("button", name="Krisen-PR")).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_text("2 markiert")).to_be_visible()


def test_a_whole_ballot_by_keyboard(opened: Round, voters: list[Registration], device: Callable[..., Page]) -> None:
    page = device(voters[0].person, **DESKTOP, is_mobile=False, has_touch=False)
    for title in TITLES:
        expect(page.get_by_role("button", name=title)).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Liste").focus()
    pressed = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.className")
        if "bc-choice__mark" in name:
            page.keyboard.press("Space")
            pressed += 1
        if pressed == 5:
            break
    eventually(page, [[1, 2, 3, 4, 5]])
    expect(page.get_by_text("5 markiert · gespeichert")).to_be_visible()
    page.keyboard.press("Space")
    eventually(page, [[number for number in range(1, 6) if number != last_pressed(page)]])


def last_pressed(page: Page) -> int:
    return int(page.evaluate("document.activeElement.closest('.bc-choice').dataset.number"))


def test_the_kiosk_keeps_nothing_of_a_voter(
    opened: Round, voters: list[Registration], cem: Person, device: Callable[..., Page]
) -> None:
    page = device(cem, "/politoscope-2026/vote/kiosk/")
    page.get_by_label("Code auf Badge oder Zettel").fill(voters[3].ticket.lower())
    page.get_by_role("button", name="Zum Stimmzettel").click()
    page.get_by_text("Podcasts").click()
    expect(page.get_by_text("1 markiert")).to_be_visible()
    page.get_by_role("button", name="Stimmzettel speichern").click()
    expect(page.get_by_role("heading", name="Stimmzettel gespeichert")).to_be_visible()
    assert stored() == [[4]]
    page.get_by_role("link", name="Nächste Person").click()
    expect(page.get_by_label("Code auf Badge oder Zettel")).to_have_value("")
    assert kept(page) == {}


def test_the_phone_finds_its_ballot_in_the_published_list(
    opened: Round, voters: list[Registration], cem: Person, device: Callable[..., Page]
) -> None:
    page = device(voters[0].person)
    title = mark_card(page)
    expect(page.get_by_text("1 markiert · gespeichert")).to_be_visible()
    closed = close_round(round=opened, actor=cem, now=timezone.now())
    release_result(round=closed, actor=cem, now=timezone.now())
    page.goto("/politoscope-2026/vote/check/")
    expect(page.get_by_text("Ihr Stimmzettel steht in der Liste")).to_be_visible()
    expect(page.get_by_role("main").get_by_text(title)).to_be_visible()
    stranger = device(voters[1].person, "/politoscope-2026/vote/check/")
    expect(stranger.get_by_text("Mit diesem Handy wurde in dieser Runde nicht abgestimmt")).to_be_visible()


def test_without_javascript_the_ballot_is_a_form(
    opened: Round, voters: list[Registration], device: Callable[..., Page]
) -> None:
    page = device(voters[0].person, java_script_enabled=False)
    page.get_by_text("Podcasts").click()
    expect(page.get_by_label("Podcasts")).to_be_checked()
    page.get_by_role("button", name="Stimmzettel speichern").click()
    expect(page.get_by_text("1 Markierung")).to_be_visible()
    page.get_by_role("link", name="Zurück zu meinem Stimmzettel").click()
    expect(page.get_by_label("Podcasts")).to_be_checked()
    assert stored() == [[4]]
