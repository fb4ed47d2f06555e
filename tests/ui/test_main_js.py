"""The script of every page in a real browser: modules, announcements, menus. The page around it is a small one."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser import NewPage, browser, new_page  # noqa: F401 - fixtures

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>x</title>
<main>
  <div data-announce><p>Saved.</p>
    <p>Mail sent.</p></div>
  <div id="first" data-module="/module.js"></div>
  <details class="bc-menu" id="account"><summary>Account</summary><a href="#">Profile</a></details>
  <details class="bc-menu" id="crew"><summary>Organise</summary><a href="#">Rooms</a></details>
  <button>elsewhere</button>
</main>
<div id="status" role="status"></div><div id="alert" role="alert"></div>
<script type="module" src="/main.js"></script></html>"""
ANNOUNCE = """details => {
  const first = document.querySelector('#first');
  for (const detail of details) first.dispatchEvent(new CustomEvent('announce', {bubbles: true, detail}));
}"""
MODULE = "export function mount(element) { element.dataset.mounted = Number(element.dataset.mounted ?? 0) + 1; }"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "index.html").write_text(PAGE)
    (folder / "module.js").write_text(MODULE)
    shutil.copy(Path(settings.PACKAGE) / "ui" / "static" / "ui" / "main.js", folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(new_page: NewPage, origin: str) -> Page:  # noqa: F811
    page = new_page()
    page.goto(origin)
    return page


def test_element_is_mounted_once_however_often_its_fragment_loads(page: Page) -> None:
    first = page.locator("#first")
    expect(first).to_have_attribute("data-mounted", "1")
    page.evaluate("() => document.dispatchEvent(new CustomEvent('htmx:load', {detail: {elt: document.body}}))")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(first).to_have_attribute("data-mounted", "1")


def test_element_that_comes_with_a_fragment_is_mounted(page: Page) -> None:
    page.evaluate("""() => {
      const late = Object.assign(document.createElement('div'), {id: 'late'});
      late.dataset.module = '/module.js';
      document.querySelector('main').append(late);
      document.dispatchEvent(new CustomEvent('htmx:load', {detail: {elt: late}}));
    }""")
    expect(page.locator("#late")).to_have_attribute("data-mounted", "1")


def test_flash_messages_are_repeated_where_screen_readers_listen(page: Page) -> None:
    expect(page.locator("#status")).to_have_text("Saved. Mail sent.")
    expect(page.locator("#alert")).to_be_empty()


def test_anything_on_the_page_can_announce(page: Page) -> None:
    expect(page.locator("#status")).to_have_text("Saved. Mail sent.")
    page.evaluate(ANNOUNCE, [{"text": "Three new questions"}])
    expect(page.locator("#status")).to_have_text("Three new questions")
    page.evaluate(ANNOUNCE, [{"text": "The vote closes", "isUrgent": True}])
    expect(page.locator("#alert")).to_have_text("The vote closes")


def test_what_is_announced_at_the_same_moment_is_all_heard(page: Page) -> None:
    expect(page.locator("#status")).to_have_text("Saved. Mail sent.")
    page.evaluate(ANNOUNCE, [{"text": "Back in its cell."}, {"text": "Somebody changed the plan."}])
    expect(page.locator("#status")).to_have_text("Back in its cell. Somebody changed the plan.")


def test_escape_closes_a_menu_and_gives_the_focus_back(page: Page) -> None:
    page.locator("#account summary").click()
    page.locator("#account a").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#account")).not_to_have_attribute("open", "")
    expect(page.locator("#account summary")).to_be_focused()


def test_one_menu_is_open_at_a_time_and_none_after_a_click_elsewhere(page: Page) -> None:
    page.locator("#account summary").click()
    page.locator("#crew summary").click()
    expect(page.locator("#account")).not_to_have_attribute("open", "")
    expect(page.locator("#crew")).to_have_attribute("open", "")
    page.locator("button").click()
    expect(page.locator("details[open]")).to_have_count(0)
