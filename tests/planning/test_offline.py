"""The plan without a network: what was opened opens again and says how old it is (PRODUCT 6, P-11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NewPage, browser, new_page  # noqa: F401 - fixtures
from tests.gateway import Gateway, gateway_to
from tests.site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("offline")]

PLAN = "/heute/plan/"
AGE = re.compile(r"As of \d{1,2}:\d\d – offline \(\d+ minutes? ago\)\.")
KEPT = """async () => { const paths = []; for (const name of await caches.keys())
  for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
  return paths.filter(path => !path.startsWith('/static/')).sort(); }"""
STORES = "async () => (await caches.keys()).sort()"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Return a site whose plan was published this morning."""
    with running_site(phase="live") as site:
        yield site


@pytest.fixture
def gateway(site: Site) -> Iterator[Gateway]:
    """Return what stands between phones and the site."""
    with gateway_to(site.origin) as gateway:
        yield gateway


@pytest.fixture
def phone(gateway: Gateway, new_page: NewPage) -> Callable[..., Page]:  # noqa: F811
    """Return a function that gives a phone, signed in as a role of the demo when one is named."""

    def open_phone(role: str = "") -> Page:
        page = new_page(locale="en-GB", base_url=gateway.origin)
        if role:
            assert page.request.post(f"/demo/role/{role}/", max_redirects=0).status == 302
        return page

    return open_phone


def visit(page: Page, *paths: str) -> None:
    """Open pages, each until the device has kept it."""
    for path in paths:
        page.goto(path)
        for _ in range(100):
            if path in page.evaluate(KEPT):
                break
            page.wait_for_timeout(100)
        assert path in page.evaluate(KEPT)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def lose_network(page: Page) -> None:
    page.context.set_offline(True)


def stylesheets(page: Page) -> int:
    return page.evaluate("[...document.styleSheets].filter(sheet => sheet.cssRules.length).length")


def test_the_plan_opened_once_opens_without_a_network_and_says_how_old_it_is(phone) -> None:
    page = phone()
    visit(page, PLAN)
    sessions, sheets = page.locator(".bc-plan__cell").count(), stylesheets(page)
    expect(page.locator(".bc-offline")).to_be_hidden()
    page.close()
    page = page.context.new_page()
    lose_network(page)
    page.goto(PLAN)
    expect(page.locator(".bc-offline [data-age]")).to_have_text(AGE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Session plan")
    assert (page.locator(".bc-plan__cell").count(), stylesheets(page)) == (sessions, sheets)
    page.context.set_offline(False)
    expect(page.locator(".bc-offline [data-back]")).to_have_text("The network is back.")
    page.locator(".bc-offline").get_by_role("link", name="Reload").click()
    expect(page.locator(".bc-offline")).to_be_hidden()


def test_the_age_goes_on_while_one_looks(phone) -> None:
    page = phone()
    visit(page, PLAN)
    lose_network(page)
    page.clock.install()
    page.goto(PLAN)
    expect(page.locator(".bc-offline [data-age]")).to_have_text(re.compile(r"\(0 minutes ago\)"))
    page.clock.fast_forward("25:00")
    expect(page.locator(".bc-offline [data-age]")).to_have_text(re.compile(r"\(25 minutes ago\)"))


def test_what_was_now_and_next_leaves_the_copy_when_its_time_is_over(phone) -> None:
    page = phone()
    visit(page, PLAN)
    lose_network(page)
    page.goto(PLAN)
    expect(page.locator(".bc-now")).to_be_visible()
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=20))
    page.goto(PLAN)
    expect(page.locator(".bc-offline [data-age]")).to_have_text(re.compile("20 hours ago"))
    expect(page.locator(".bc-now")).to_have_count(0)


def test_a_copy_keeps_the_security_policy_of_its_page(phone) -> None:
    page = phone()
    visit(page, PLAN)
    lose_network(page)
    answer = page.goto(PLAN)
    assert answer.from_service_worker
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_session_room_and_own_plan_open_without_a_network(phone) -> None:
    page = phone("participant")
    page.goto(PLAN)
    session = page.locator(".bc-plan__title a").first.get_attribute("href")
    paths = [session, "/heute/rooms/saal/", "/heute/plan/mine/"]
    visit(page, *paths)
    lose_network(page)
    for path in paths:
        page.goto(path)
        expect(page.locator(".bc-offline [data-age]")).to_have_text(AGE)
        assert page.get_by_role("heading", level=1).inner_text()


def test_a_page_never_opened_gives_a_friendly_page_with_what_there_is(phone) -> None:
    page = phone()
    visit(page, PLAN)
    lose_network(page)
    page.goto("/heute/rooms/saal/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No network")
    page.get_by_role("link", name=re.compile("^Session plan")).click()
    expect(page.locator(".bc-offline [data-age]")).to_have_text(AGE)


def test_a_search_without_a_network_shows_the_plan_that_was_kept(phone) -> None:
    page = phone()
    visit(page, PLAN)
    whole = page.locator(".bc-plan__cell").count()
    page.goto(f"{PLAN}?q=podcast")
    assert page.locator(".bc-plan__cell").count() < whole
    lose_network(page)
    page.goto(PLAN)
    assert page.locator(".bc-plan__cell").count() == whole


@pytest.mark.parametrize("trouble", ["starts anew", "slow"])
def test_a_server_that_is_away_or_slow_does_not_hide_the_plan(phone, gateway, trouble: str) -> None:
    page = phone()
    visit(page, PLAN)
    if trouble == "slow":
        gateway.slow.add(PLAN)
    else:
        gateway.status[PLAN] = 502
    page.goto(PLAN)
    expect(page.locator(".bc-offline [data-age]")).to_have_text(AGE)
    gateway.heal()
    page.goto(PLAN)
    expect(page.locator(".bc-offline")).to_be_hidden()


def test_pages_that_nobody_asked_to_keep_leave_nothing_on_the_device(phone) -> None:
    page = phone()
    for path in ("/heute/", "/heute/proposals/", "/heute/plan/formats/", "/privacy/", "/offline/"):
        page.goto(path)
        page.wait_for_timeout(200)
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0, path
        assert page.evaluate(KEPT) == []
    visit(page, PLAN)
    page.goto("/heute/")
    page.goto("/heute/proposals/")
    assert page.evaluate(KEPT) == [PLAN, "/offline/"]
    assert page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []
    assert page.context.cookies() == []


def test_pages_of_organisers_are_never_kept_and_signing_out_ends_everything(phone) -> None:
    page = phone("organiser")
    visit(page, PLAN, "/heute/plan/mine/")
    for path in ("/heute/organise/", "/heute/organise/plan/", "/heute/organise/registrations/", "/profile/"):
        page.goto(path)
    assert page.evaluate(KEPT) == [PLAN, "/heute/plan/mine/", "/offline/"]
    page.goto("/account/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.evaluate(KEPT) == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_pages_of_somebody_signed_in_go_when_the_sign_in_has_ended(phone) -> None:
    page = phone("participant")
    visit(page, PLAN, "/heute/plan/mine/")
    page.context.clear_cookies()
    page.goto("/heute/")
    page.goto(PLAN)
    for _ in range(100):
        if page.evaluate(KEPT) == [PLAN, "/offline/"]:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(KEPT) == [PLAN, "/offline/"]


def test_what_is_gone_is_no_longer_kept(phone, gateway) -> None:
    page = phone()
    visit(page, PLAN, "/heute/rooms/saal/")
    gateway.status["/heute/rooms/saal/"] = 404
    page.goto("/heute/rooms/saal/")
    page.goto(PLAN)
    assert page.evaluate(KEPT) == [PLAN, "/offline/"]


def test_a_new_release_replaces_the_old_one_and_takes_the_pages_along(phone, gateway) -> None:
    page = phone()
    visit(page, PLAN)
    [old] = page.evaluate(STORES)
    release = re.search(r'"version": "(\w+)"', page.request.get("/service-worker.js").text())[1]
    gateway.words[release] = "next"
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update()).then(() => true)")
    for _ in range(100):
        if page.evaluate(STORES) == ["politoscope-next"]:
            break
        page.wait_for_timeout(100)
    assert (old, page.evaluate(STORES)) == (f"politoscope-{release}", ["politoscope-next"])
    assert page.evaluate(KEPT) == [PLAN, "/offline/"]
    lose_network(page)
    page.goto(PLAN)
    expect(page.locator(".bc-offline [data-age]")).to_have_text(AGE)
