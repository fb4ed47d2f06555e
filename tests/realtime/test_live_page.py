"""The scripts of a live page in a real browser, against a real server: streams, polling, focus, pause, restart."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import NewPage
from tests.commands.installation import Installation
from tests.commands.test_crash import CAMP

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "src/politoscope/realtime/static/realtime"
PUBLISH = (
    "from politoscope.editions.models import Edition; from politoscope.realtime.publish import publish;"
    "publish(Edition.objects.get(), 'plan')"
)
HTML = """<!doctype html><html lang="de"><title>Live</title>
<div id="state" data-events="/camp/events/" data-zone="Europe/Berlin" data-words-connecting="connecting"
  data-words-live="live" data-words-polling="polling" data-words-away="away" data-words-off="off"
  data-words-paused="paused"><time data-live="time">–</time><span data-live="words"></span>
  <button data-live="pause" hidden>Pause</button><button data-live="resume" hidden>Resume</button>
  <button data-live="show" hidden>Show</button><a data-live="reload" href="">Reload</a></div>
<p id="elsewhere">Elsewhere</p>
<div id="part" data-events="/camp/events/" data-topics="plan" data-pause-ms="100"><button>Inside</button></div>
<p id="count">0</p>
<script type="module">
  import {mount} from '/static/realtime/live.js';
  import {mount as mountState} from '/static/realtime/state.js';
  const part = document.getElementById('part');
  part.addEventListener('changed', () => { count.textContent = Number(count.textContent) + 1; });
  mount(part);
  mountState(document.getElementById('state'));
</script>"""


@pytest.fixture
def site(installation: Installation) -> Installation:
    """Return a running site with one edition that looks for changes of other processes every second."""
    installation.shell(CAMP)
    installation.environment["REALTIME_POLL_SECONDS"] = "1"
    installation.serve()
    return installation


@pytest.fixture
def page(site: Installation, new_page: NewPage) -> Page:
    """Return a page of that site which is nothing but the scripts and what they need; not opened yet."""
    page = new_page()

    def script(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        route.fulfill(body=(SCRIPTS / name).read_text(), content_type="text/javascript")

    page.route("**/static/realtime/*", script)
    page.route("**/page", lambda route: route.fulfill(body=HTML, content_type="text/html"))
    return page


def open_page(page: Page, site: Installation, state: str) -> None:
    """Open the page, wait for its first comparison with the server (which counts one) and forget it."""
    page.goto(f"{site.origin}/page")
    expect(page.locator("[data-live=words]")).to_have_text(state, timeout=15_000)
    expect(page.locator("#count")).to_have_text("1", timeout=15_000)
    page.evaluate("count.textContent = 0")


def test_a_change_reaches_the_page_and_the_line_says_the_time(page: Page, site: Installation) -> None:
    open_page(page, site, "live")
    site.shell(PUBLISH)
    expect(page.locator("#count")).to_have_text("1")
    expect(page.locator("[data-live=time]")).to_have_text(page.evaluate(
        "new Intl.DateTimeFormat('de', {hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Berlin'})"
        ".format(new Date())"
    ))  # fmt: skip


@pytest.mark.parametrize("how", ["abort", "refuse"])
def test_with_the_stream_blocked_the_page_polls(page: Page, site: Installation, how: str) -> None:
    page.route("**/events/*", lambda route: route.abort() if how == "abort" else route.fulfill(status=502))
    open_page(page, site, "polling")
    site.shell(PUBLISH)
    expect(page.locator("#count")).to_have_text("1", timeout=15_000)


def test_nothing_moves_while_the_keyboard_is_inside(page: Page, site: Installation) -> None:
    open_page(page, site, "live")
    page.get_by_role("button", name="Inside").focus()
    site.shell(PUBLISH)
    show = page.get_by_role("button", name="Show")
    expect(show).to_be_visible()
    expect(page.locator("#count")).to_have_text("0")
    expect(page.get_by_role("button", name="Inside")).to_be_focused()
    show.click()
    expect(page.locator("#count")).to_have_text("1")
    expect(show).to_be_hidden()


def test_leaving_lets_the_change_in(page: Page, site: Installation) -> None:
    open_page(page, site, "live")
    page.get_by_role("button", name="Inside").focus()
    site.shell(PUBLISH)
    expect(page.get_by_role("button", name="Show")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    expect(page.locator("#count")).to_have_text("1")


def test_a_paused_page_stays_and_catches_up(page: Page, site: Installation) -> None:
    open_page(page, site, "live")
    page.get_by_role("button", name="Pause").click()
    resume = page.get_by_role("button", name="Resume")
    expect(resume).to_be_focused()
    site.shell(PUBLISH)
    page.wait_for_timeout(2500)
    expect(page.locator("#count")).to_have_text("0")
    resume.click()
    expect(page.locator("#count")).to_have_text("1")


def test_a_page_catches_up_after_a_restart_of_the_server(page: Page, site: Installation) -> None:
    open_page(page, site, "live")
    site.stop(signal.SIGKILL)
    site.shell(PUBLISH)
    site.serve()
    expect(page.locator("#count")).to_have_text("1", timeout=20_000)
    expect(page.locator("[data-live=words]")).to_have_text("live", timeout=20_000)


def test_a_page_that_may_not_follow_says_so_and_asks_no_more(page: Page, site: Installation) -> None:
    page.route("**/page", lambda route: route.fulfill(
        body=HTML.replace('data-topics="plan"', 'data-topics="draft-plan"'), content_type="text/html"
    ))  # fmt: skip
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "topics=" in request.url else None)
    page.goto(f"{site.origin}/page")
    expect(page.locator("[data-live=words]")).to_have_text("off", timeout=15_000)
    before = len(asked)
    page.wait_for_timeout(7000)
    assert len(asked) == before
    expect(page.get_by_role("link", name="Reload")).to_be_visible()
