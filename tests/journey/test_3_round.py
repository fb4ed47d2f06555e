"""Chapter 3 once more, on a site of its own: a whole round from the pitch to the published result.

Two people with phones, one without, and a moderator. Played four times: in German and in English, by keyboard alone
and without JavaScript.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone, translation
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from politoscope.editions.enums import Phase
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.registration.models import Registration
from politoscope.voting.models import Ballot, Round
from tests.browser import DESKTOP, PHONE, NewPage, browser, new_page  # noqa: F401
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in the thread of the test

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SITE = "/politoscope-2026/"
TITLES = {1: "Der erste Satz im Ernstfall", 2: "Podcasts mit kleinem Etat", 3: "Leise Kanäle"}
MOST_TABS = 150


class Keyboard:
    """Hands that never touch a mouse: Tab until the thing has the focus, then press or type."""

    has_scripts = True

    def reach(self, thing: Locator) -> Locator:
        """Go on until the focus is there, as somebody does who knows what to look for."""
        expect(thing).to_have_count(1)
        for _ in range(MOST_TABS):
            if thing.evaluate("one => one === document.activeElement"):
                return thing
            thing.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {thing}")

    def press(self, button: Locator) -> None:
        self.reach(button).page.keyboard.press("Enter")

    def tick(self, box: Locator) -> None:
        self.reach(box).page.keyboard.press("Space")

    def type(self, field: Locator, text: str) -> None:
        keyboard = self.reach(field).page.keyboard
        keyboard.press("Control+A")
        keyboard.type(text)


class Finger:
    """Taps, on a browser that runs no script of ours."""

    has_scripts = False

    def press(self, button: Locator) -> None:
        button.click()

    def tick(self, box: Locator) -> None:
        box.check(force=True)  # the circle beside it is what one sees

    def type(self, field: Locator, text: str) -> None:
        field.fill(text)


@dataclass
class Room:
    """Who plays, how, and in which language."""

    hand: Keyboard | Finger
    language: str
    open_page: Callable[..., Page]

    def say(self, text: str) -> str:
        """Return what stands on the pages for a text of the source."""
        with translation.override(self.language):
            return translation.gettext(text)

    def button(self, page: Page, text: str) -> Locator:
        return page.get_by_role("button", name=self.say(text), exact=True)

    def press(self, page: Page, text: str) -> None:
        self.hand.press(self.button(page, text))

    def type(self, page: Page, label: str, text: str) -> None:
        self.hand.type(page.get_by_label(self.say(label)), text)

    def tick(self, page: Page, label: str) -> None:
        self.hand.tick(page.get_by_label(self.say(label)))

    def expect_heading(self, page: Page, text: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(text)


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Return the language that everybody reads."""
    return request.param


@pytest.fixture(params=[Keyboard, Finger], ids=["by keyboard", "without JavaScript"])
def room(
    request: pytest.FixtureRequest,
    language: str,
    live_server: LiveServer,
    new_page: NewPage,  # noqa: F811
) -> Iterator[Room]:
    """Return the room, and fail when a script of ours stumbled."""
    hand = request.param()
    origin = live_server.url.replace("127.0.0.1", "localhost")  # a secure context, as the real site is
    errors: list[str] = []

    def open_page(person: Person | None = None, **device: object) -> Page:
        options = {"locale": {"de": "de-DE", "en": "en-GB"}[language], "java_script_enabled": hand.has_scripts}
        page = new_page(base_url=origin, **{**PHONE, **options, **device})
        page.on("pageerror", lambda error: errors.append(str(error)))
        if person is not None:
            client = Client()
            client.force_login(person)
            cookie = {"name": "session", "value": client.cookies["session"].value, "url": origin}
            page.context.add_cookies([cookie])
        return page

    yield Room(hand, language, open_page)
    assert errors == []


@pytest.fixture
def camp(edition: Edition, ada: Person, ben: Person, cem: Person) -> Registration:
    """Let Ada and Ben arrive, and somebody without a phone, whose registration is returned."""
    without_phone = RegistrationFactory(edition=edition, person=PersonFactory(name="Olga Ohne"))
    edition.registrations.update(checked_in_at=timezone.now())
    edition.phase_by_hand = Phase.VOTING
    edition.save(update_fields=["phase_by_hand"])
    return without_phone


def test_a_round_from_the_pitch_to_the_published_result(
    camp: Registration, room: Room, ada: Person, ben: Person, cem: Person
) -> None:
    adas, bens, moderator = room.open_page(ada), room.open_page(ben), room.open_page(cem, **DESKTOP, is_mobile=False)
    pitch(room, adas, TITLES[1])
    pitch(room, bens, TITLES[2])
    pitch_for_somebody(room, moderator, TITLES[3], "Olga Ohne")
    open_round(room, moderator)
    vote(room, adas, TITLES[1], TITLES[3])
    vote(room, bens, TITLES[1])
    vote_without_a_phone(room, moderator, camp.ticket, TITLES[1], TITLES[2])
    assert sorted(Ballot.objects.values_list("choices", flat=True)) == [[1], [1, 2], [1, 3]]
    close_and_publish(room, moderator)
    assert Round.objects.get().is_released
    read_the_result(room, adas)
    read_the_screen(room, room.open_page(**DESKTOP, is_mobile=False))


def pitch(room: Room, page: Page, title: str) -> None:
    page.goto(f"{SITE}proposals/new/")
    room.type(page, "What is your session called?", title)
    room.press(page, "Propose")
    room.expect_heading(page, title)


def pitch_for_somebody(room: Room, page: Page, title: str, host: str) -> None:
    page.goto(f"{SITE}proposals/quick/")
    room.type(page, "Title", title)
    room.type(page, "Who offers it?", host)
    room.hand.press(page.locator("main form button[type=submit]").first)
    expect(page.get_by_text(title).first).to_be_visible()


def open_round(room: Room, page: Page) -> None:
    page.goto(f"{SITE}organise/vote/")
    room.type(page, "How many places are there?", "2")
    room.hand.press(page.locator("summary", has_text=room.say("How the vote works")))
    room.type(page, "How many people must be interested at least?", "0")
    room.press(page, "Open the round")
    expect(room.button(page, "Close now")).to_be_visible()


def vote(room: Room, page: Page, *titles: str) -> None:
    page.goto(f"{SITE}vote/")
    if not room.hand.has_scripts:
        return send_form(room, page, *titles)
    expect(page.locator(".bc-views")).to_be_visible()
    if len(titles) > 1:
        return vote_by_cards(room, page, *titles)
    room.press(page, "List")
    for title in titles:
        room.hand.press(page.locator(".bc-choices").get_by_role("button", name=title))
    return expect(page.get_by_text(room.say("saved")).first).to_be_visible()


def vote_by_cards(room: Room, page: Page, *titles: str) -> None:
    """Go through the cards, mark some, pass the others."""
    for place in range(1, len(TITLES) + 1):
        title = page.locator(".bc-deck__title").inner_text()
        if title in titles:
            room.hand.press(page.get_by_role("button", name=f"{room.say('I would go')}: {title}"))
        else:
            room.press(page, "Next")
        if place < len(TITLES):
            card = room.say("Card {i} of {n}").format(i=place + 1, n=len(TITLES))
            expect(page.locator(".bc-deck__place")).to_have_text(card)
    room.press(page, "To the list")
    for title in TITLES.values():
        button = page.locator(".bc-choices").get_by_role("button", name=title)
        expect(button).to_have_attribute("aria-pressed", "true" if title in titles else "false")
    expect(page.get_by_text(room.say("saved")).first).to_be_visible()


def send_form(room: Room, page: Page, *titles: str) -> None:
    for title in titles:
        room.hand.tick(page.get_by_label(title))
    room.press(page, "Save the ballot")
    room.expect_heading(page, room.say("Ballot saved"))


def vote_without_a_phone(room: Room, page: Page, ticket: str, *titles: str) -> None:
    """Let the crew's device read the badge; the voter marks on it, and the next person finds it empty."""
    page.goto(f"{SITE}vote/kiosk/")
    room.type(page, "Code on the badge or slip", ticket)
    room.press(page, "To the ballot")
    send_form(room, page, *titles)
    room.hand.press(page.get_by_role("link", name=room.say("Next person")))
    expect(page.get_by_label(room.say("Code on the badge or slip"))).to_have_value("")


def close_and_publish(room: Room, page: Page) -> None:
    page.goto(f"{SITE}organise/vote/")
    expect(page.locator(".bc-round__count strong")).to_have_text("3")
    room.tick(page, "I announced the close in the room at least two minutes ago.")
    room.press(page, "Close now")
    room.press(page, "Publish the result")
    room.press(page, "Accept the result")
    expect(page.get_by_role("link", name=room.say("Public page of the result"))).to_be_visible()


def read_the_result(room: Room, page: Page) -> None:
    page.goto(f"{SITE}vote/result/")
    room.expect_heading(page, room.say("Result of the vote"))
    lines = page.locator("main ol").first.get_by_role("listitem")
    expect(lines.first).to_contain_text(TITLES[1])
    expect(lines).to_have_count(2)
    if room.hand.has_scripts:
        room.hand.press(page.get_by_role("link", name=room.say("Find my ballot")))
        expect(page.get_by_text(room.say("Your ballot is in the list, exactly as you marked it:"))).to_be_visible()


def read_the_screen(room: Room, page: Page) -> None:
    page.goto(f"{SITE}screen/vote/")
    room.expect_heading(page, room.say("These sessions are in"))
    expect(page.get_by_text(TITLES[1])).to_be_visible()
