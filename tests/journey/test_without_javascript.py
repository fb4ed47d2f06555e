"""The whole barcamp once more, in German and without JavaScript: forms and links are enough."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journey.story import Story
from tests.site import running_site

EMAIL = "lara.ohne@example.org"
TITLE = "Ein Barcamp ohne JavaScript"

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("plain")]


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Story]:
    """Return a barcamp of its own in which nobody's browser runs scripts."""
    with running_site(phase="registration") as site:
        story = Story(site, browser, locale="de-DE", java_script_enabled=False)
        yield story
        story.close()


def test_barcamp_runs_from_registration_to_plan(plain: Story) -> None:
    lara = plain.somebody(on_phone=True)
    register(lara)
    propose(lara)
    plain.reach("proposals")
    check_in(plain.role("desk"))
    moderator = plain.role("moderator")
    open_round(moderator)
    vote(lara)
    plain.reach("voting")
    close_round(moderator)
    planner = plain.role("planner")
    plan_and_publish(planner)
    read_the_plan(lara)


def register(page: Page) -> None:
    page.goto("/heute/register/")
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.locator("main button").first.click()
    mailbox = page.context.new_page()
    mailbox.goto("/mailbox/")
    text = mailbox.locator("article").filter(has_text=EMAIL).first.inner_text()
    mailbox.close()
    code = re.search(r"^\s*(\d{3} ?\d{3})\s*$", text, re.MULTILINE)
    assert code, text
    page.locator("input[name=code]").fill(code[1])
    page.locator("main form button").first.click()
    page.locator("input[name=name]").fill("Lara Ohne")
    page.get_by_role("button", name="Anmelden").last.click()
    expect(page).to_have_url(re.compile("/heute/ticket/$"))


def propose(page: Page) -> None:
    page.goto("/heute/proposals/new/")
    page.locator("input[name=title]").fill(TITLE)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def check_in(page: Page) -> None:
    page.goto("/heute/organise/registrations/?q=ohne")
    page.locator("main form[action*='/check-in/'] button").first.click()
    expect(page.get_by_text("Lara Ohne").first).to_be_visible()


def open_round(page: Page) -> None:
    page.goto("/heute/organise/vote/")
    page.locator("form[action$='/vote/open/'] button").first.click()
    expect(page.locator("form[action$='/close/']")).to_be_visible()


def vote(page: Page) -> None:
    page.goto("/heute/vote/")
    boxes = page.locator("input[name=marks]")
    for place in range(3):
        page.locator(".bc-choice label").nth(place).click()
    assert boxes.evaluate_all("all => all.filter(one => one.checked).length") == 3
    page.locator("#ballot button[type=submit]").click()
    expect(page.locator("main code")).to_have_count(1)


def close_round(page: Page) -> None:
    page.goto("/heute/organise/vote/")
    form = page.locator("form[action$='/close/']")
    form.locator("input[type=checkbox]").check()
    form.locator("button").click()
    page.locator("form[action$='/release/'] button").click()
    page.locator("form[action$='/accept/'] button").click()
    page.goto("/heute/vote/result/")
    expect(page.locator("#chosen")).to_be_visible()


def plan_and_publish(page: Page) -> None:
    page.goto("/heute/organise/plan/solve/")
    page.locator("main form button").first.click()
    take_over = page.locator("form[action$='/apply/'] button")
    expect(take_over).to_be_visible(timeout=60_000)  # the page looks again by itself
    take_over.click()
    page.goto("/heute/organise/plan/publish/")
    page.locator("main form button").last.click()
    expect(page).to_have_url(re.compile("/organise/plan/$"))


def read_the_plan(page: Page) -> None:
    page.goto("/heute/plan/")
    links = page.locator("main a[href*='/sessions/']:visible")
    assert links.count() > 20
    title = links.nth(3).inner_text()
    links.nth(3).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
