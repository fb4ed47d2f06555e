"""The plan as a companion for the day, in a real browser: stars, word of changes, sharing, pages that stay fresh."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from politoscope.people.models import Person
from politoscope.planning.models import Star
from politoscope.planning.services.stars import star_sessions
from tests.browser import PHONE, NewPage, browser, new_page  # noqa: F401 - fixtures
from tests.planning.conftest import Camp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = "/politoscope-2026/plan/"
MINE = f"{PLAN}mine/"
LIVE_MS = 15_000
"""The test server ends each stream, so that pages come back for news every few seconds."""
STORED = """() => JSON.parse(localStorage.getItem('politoscope:politoscope-2026:stars') ?? '[]')
  .map(([number]) => number)"""

OpenDevice = Callable[..., Page]


@pytest.fixture
def published(camp: Camp) -> Camp:
    """Return a camp with three sessions in the plan, two of them at the same time."""
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[0], room=camp.rooms.studio)
    camp.place(proposal=camp.crisis, slot=camp.slots[1], room=camp.rooms.saal)
    camp.publish()
    return camp


@pytest.fixture
def device(live_server: LiveServer, new_page: NewPage) -> OpenDevice:  # noqa: F811
    """Return a function that opens a device at the plan."""

    def open_device(person: Person | None = None, path: str = PLAN, **options: object) -> Page:
        page = new_page(locale="en-GB", base_url=live_server.url, **{**PHONE, **options})
        if person:
            sign_in(page, person)
        page.goto(path)
        return page

    return open_device


def sign_in(page: Page, person: Person) -> None:
    client = Client()
    client.force_login(person)
    cookie = {"name": "session", "value": client.cookies["session"].value, "domain": "localhost", "path": "/"}
    page.context.add_cookies([cookie])


def star(page: Page, title: str) -> None:
    button = page.get_by_role("button", name=f"Star “{title}”")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def kept(page: Page, path: str) -> None:
    """Wait until the device has kept a page."""
    eventually(page, f"async () => Boolean(await caches.match('{path}', {{ignoreVary: true}}))", True)


def eventually(page: Page, script: str, wanted: object) -> None:
    """Wait until a script gives what is wanted."""
    for _ in range(100):
        if page.evaluate(script) == wanted:
            return
        page.wait_for_timeout(100)
    assert page.evaluate(script) == wanted


def titles(page: Page) -> list[str]:
    return page.locator(".bc-plan__cell .bc-plan__title").all_inner_texts()


def test_stars_of_a_device_make_a_plan_with_its_clash_and_outlast_the_page(published: Camp, device: OpenDevice) -> None:
    page = device()
    assert page.evaluate("Object.keys(localStorage)") == []
    star(page, "Mastodon für Behörden")
    star(page, "Podcast in der Verwaltung")
    page.goto(MINE)
    expect(page.get_by_text("These are at the same time:")).to_be_visible()
    expect(page.get_by_text("None of them takes place a second time.")).to_be_visible()
    expect(page.locator(".bc-plan__cell .bc-plan__title")).to_have_text(
        ["Mastodon für Behörden", "Podcast in der Verwaltung"]
    )
    page.get_by_role("button", name="Star “Mastodon").click()
    page.reload()
    expect(page.locator(".bc-plan__cell .bc-plan__title")).to_have_text(["Podcast in der Verwaltung"])
    assert page.context.cookies() == []


def test_own_plan_of_a_device_opens_without_a_network(published: Camp, device: OpenDevice) -> None:
    page = device()
    star(page, "Krisenkommunikation")
    kept(page, MINE)
    page.context.set_offline(True)
    page.goto(MINE)
    expect(page.locator(".bc-plan__cell .bc-plan__title")).to_have_text(["Krisenkommunikation"])
    expect(page.locator(".bc-offline [data-age]")).to_contain_text("offline")


def test_signing_in_takes_the_stars_of_the_device_along_to_every_device(
    published: Camp, device: OpenDevice, ben: Person
) -> None:
    star_sessions(person=ben, proposals=[published.crisis], now=published.now)
    page = device()
    star(page, "Mastodon für Behörden")
    kept(page, MINE)  # or its request would go on as Ben's
    sign_in(page, ben)
    page.goto(MINE)
    expect(page.get_by_role("status")).to_contain_text("The stars of this device are in your account now.")
    eventually(page, STORED, [])
    assert set(Star.objects.filter(person=ben).values_list("proposal__number", flat=True)) == {1, 3}
    other = device(ben)
    for title, pressed in (("Mastodon für", "true"), ("Krisen", "true"), ("Podcast", "false")):
        expect(other.get_by_role("button", name=f"Star “{title}")).to_have_attribute("aria-pressed", pressed)


def test_stars_stay_on_the_device_until_the_account_has_them(published: Camp, device: OpenDevice, ben: Person) -> None:
    page = device()
    star(page, "Mastodon für Behörden")
    sign_in(page, ben)
    page.route("**/plan/mine/star/", lambda route: route.abort())
    page.goto(PLAN)
    page.wait_for_timeout(500)
    assert page.evaluate(STORED) == [1]
    page.unroute("**/plan/mine/star/")
    page.reload()
    eventually(page, STORED, [])
    assert Star.objects.filter(person=ben).count() == 1


def move_mastodon(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[2], room=camp.rooms.salon)
    camp.publish()


def test_a_device_tells_at_once_what_changed_for_its_stars_and_nothing_else(
    published: Camp, device: OpenDevice
) -> None:
    concerned, other = device(), device()
    star(concerned, "Mastodon für Behörden")
    star(other, "Krisenkommunikation")
    move_mastodon(published)
    expect(concerned.locator("[data-changes]")).to_contain_text("Mastodon für Behörden: ", timeout=LIVE_MS)
    expect(concerned.locator("[data-changes]")).to_contain_text("13:00, Salon")
    expect(concerned.get_by_role("status")).to_contain_text("Something changed for you: Mastodon für Behörden")
    expect(other.get_by_text("Revision 2")).to_be_visible(timeout=LIVE_MS)
    expect(other.locator("[data-changes]")).to_be_hidden()
    concerned.reload()
    expect(concerned.locator("[data-changes]")).to_be_visible()
    concerned.get_by_role("button", name="Understood").click()
    expect(concerned.locator("[data-changes]")).to_be_hidden()
    concerned.reload()
    expect(concerned.locator(".bc-star[aria-pressed=true]")).to_have_count(1)
    expect(concerned.locator("[data-changes]")).to_be_hidden()


def test_a_star_pressed_on_the_page_of_a_session_is_no_change(published: Camp, device: OpenDevice) -> None:
    page = device(path="/politoscope-2026/sessions/1/")
    star(page, "Mastodon für Behörden")
    page.goto(PLAN)
    expect(page.locator(".bc-star[aria-pressed=true]")).to_have_count(1)
    expect(page.locator("[data-changes]")).to_be_hidden()
    move_mastodon(published)
    expect(page.locator("[data-changes]")).to_contain_text("13:00, Salon", timeout=LIVE_MS)


def test_a_star_pressed_without_a_network_reaches_the_account_later(
    published: Camp, device: OpenDevice, ben: Person
) -> None:
    star_sessions(person=ben, proposals=[published.crisis], now=published.now)
    page = device(ben)
    kept(page, PLAN)
    page.context.set_offline(True)
    page.goto(PLAN)
    star(page, "Mastodon für Behörden")
    in_account = page.get_by_role("button", name="Star “Krisenkommunikation”")
    in_account.click()
    expect(page.get_by_role("status")).to_contain_text("No network: this works again as soon as it is back.")
    expect(in_account).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(STORED) == [1]
    page.context.set_offline(False)
    eventually(page, STORED, [])
    assert set(Star.objects.filter(person=ben).values_list("proposal__number", flat=True)) == {1, 3}


def test_an_account_is_told_at_once_what_changed_for_it(published: Camp, device: OpenDevice, ada: Person) -> None:
    fan = Person.objects.create(email="fan@example.org", name="Fan")
    star_sessions(person=fan, proposals=[published.mastodon], now=published.now)
    reader, stranger = device(fan), device(Person.objects.create(email="no@example.org", name="No"))
    expect(reader.locator("[data-notice]")).to_have_count(0)
    move_mastodon(published)
    expect(reader.locator("[data-notice]")).to_have_text("Mastodon für Behörden", timeout=LIVE_MS)
    expect(reader.get_by_role("status")).to_contain_text("Something changed for you: Mastodon für Behörden")
    expect(stranger.get_by_text("Revision 2")).to_be_visible(timeout=LIVE_MS)
    expect(stranger.locator("[data-notice]")).to_have_count(0)
    reader.get_by_role("button", name="Understood").click()
    reader.goto(PLAN)
    expect(reader.locator("[data-notice]")).to_have_count(0)


def test_session_and_own_plan_follow_a_change(published: Camp, device: OpenDevice, ben: Person) -> None:
    star_sessions(person=ben, proposals=[published.mastodon], now=published.now)
    session, mine = device(path="/politoscope-2026/sessions/1/"), device(ben, MINE)
    expect(session.get_by_role("link", name="Saal")).to_be_visible()
    move_mastodon(published)
    expect(session.get_by_role("link", name="Salon")).to_be_visible(timeout=LIVE_MS)
    expect(mine.locator(".bc-plan__cell").get_by_text("Salon")).to_be_visible(timeout=LIVE_MS)


def test_updates_move_neither_focus_nor_scroll(published: Camp, device: OpenDevice) -> None:
    page = device()
    page.set_viewport_size({"width": 390, "height": 300})
    link = page.get_by_role("link", name="Krisenkommunikation").last
    link.focus()
    page.evaluate("window.scrollTo(0, 400)")
    before = link.bounding_box()
    for note in ("one", "two", "three"):
        published.publish(note=note)
    show = page.get_by_role("button", name="Show what is new")
    expect(show).to_be_visible(timeout=LIVE_MS)
    expect(link).to_be_focused()
    assert link.bounding_box() == before
    expect(page.get_by_text("Revision 1")).to_be_attached()
    show.click()
    expect(page.get_by_text("Revision 4")).to_be_attached()


def test_who_begins_to_read_while_an_answer_is_on_its_way_is_not_moved(published: Camp, device: OpenDevice) -> None:
    page = device(service_workers="block")
    answers: list[Route] = []
    page.route(lambda address: address.endswith(PLAN), lambda route: answers.append(route))
    published.publish(note="Neu")
    for _ in range(300):
        if answers:
            break
        page.wait_for_timeout(50)
    link = page.get_by_role("link", name="Krisenkommunikation").last
    link.focus()
    for answer in answers:
        answer.continue_()
    show = page.get_by_role("button", name="Show what is new")
    expect(show).to_be_visible(timeout=LIVE_MS)
    expect(link).to_be_focused()
    page.unroute_all()
    show.click()
    expect(page.get_by_text("Revision 2")).to_be_visible(timeout=LIVE_MS)


def test_with_streams_blocked_the_page_says_how_old_it_is_and_polls(published: Camp, device: OpenDevice) -> None:
    page = device(path="/offline/")
    page.route("**/events/*", lambda route: route.abort())
    page.goto(PLAN)
    expect(page.locator("[data-live=time]")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    expect(page.locator("[data-live=words]")).to_have_text("updates by itself every few seconds", timeout=LIVE_MS)
    published.publish(note="Neu")
    expect(page.get_by_text("Revision 2")).to_be_visible(timeout=LIVE_MS)


def test_a_copy_puts_its_now_right_by_the_clock(published: Camp, device: OpenDevice) -> None:
    page = device()
    kept(page, PLAN)
    page.context.set_offline(True)
    page.clock.set_fixed_time(published.slots[1].starts_at)
    page.goto(PLAN)
    expect(page.locator(".bc-plan__running")).to_have_text("now")
    block = page.locator(".bc-plan__block", has=page.locator(".bc-plan__running"))
    expect(block).to_contain_text("Krisenkommunikation")


def test_a_copy_is_searched_on_the_device(published: Camp, device: OpenDevice) -> None:
    page = device()
    kept(page, PLAN)
    page.context.set_offline(True)
    page.get_by_text("Search and filter").click()
    page.get_by_label("Search").fill("PODCAST verwaltung")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".bc-plan__cell:visible .bc-plan__title")).to_have_text(["Podcast in der Verwaltung"])
    expect(page.get_by_label("Search")).to_have_value("PODCAST verwaltung")
    page.get_by_label("Search").fill("nothing of the kind")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".bc-plan__cell:visible")).to_have_count(0)


def test_device_offers_its_own_menu_for_sharing(published: Camp, device: OpenDevice) -> None:
    page = device(path="/offline/")
    page.add_init_script(
        "navigator.share = data => { document.documentElement.title = data.url; return Promise.resolve(); }"
    )
    page.goto("/politoscope-2026/sessions/1/")
    page.get_by_role("button", name="Share on this device").click()
    expect(page.locator("html")).to_have_attribute("title", re.compile(r"/politoscope-2026/sessions/1/$"))


def test_without_javascript_the_plan_is_read_searched_and_shared(published: Camp, device: OpenDevice) -> None:
    page = device(java_script_enabled=False)
    expect(page.locator(".bc-star:visible")).to_have_count(0)  # nothing to press that would do nothing
    page.get_by_text("Search and filter").click()
    page.get_by_label("Search").fill("podcast")
    page.get_by_role("button", name="Search").click()
    assert titles(page) == ["Podcast in der Verwaltung"]
    page.get_by_role("link", name="Podcast in der Verwaltung").click()
    expect(page.locator("[hidden]:visible")).to_have_count(0)
    page.get_by_role("link", name="Mastodon").click()
    expect(page.locator("[hidden]:visible")).to_have_count(0)
    page.get_by_label("Your server").fill("https://social.bund.de/@amt")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("link", name="On to social.bund.de")).to_have_attribute(
        "href", re.compile(r"^https://social\.bund\.de/share\?text=Podcast")
    )
