"""Chapter 4: from the accepted sessions to a plan on every phone, changed while people look at it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journey.story import Story

TITLE = "Kennzeichnen oder nicht? Texte aus der Maschine"
BUSY = 20
"""At least so many of the thirty cells are taken by any plan of today's edition."""


def test_planner_drafts_the_plan_and_sees_its_proof(story: Story) -> None:
    story.reach("planning")
    page = story.role("planner")
    page.goto("/heute/organise/plan/")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("No plan can do better than")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Proven bound")).to_be_visible()
    page.get_by_role("button", name="Take it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Board")
    placed = page.get_by_role("table").first.get_by_role("button", name=re.compile("^Take"))
    expect(placed.nth(BUSY - 1)).to_be_visible()  # they appear with the script


def test_public_plan_says_nothing_before_publication(story: Story) -> None:
    page = story.somebody(on_phone=True)
    page.goto("/heute/plan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Session plan")
    expect(page.get_by_role("link", name=re.compile("Ernstfall|Deepfakes"))).to_have_count(0)


def test_planner_publishes(story: Story) -> None:
    page = story.role("planner")
    publish(page)
    expect(page.get_by_text("Revision 1 is published.")).to_be_visible()


def test_participant_reads_the_plan_on_a_phone(story: Story) -> None:
    page = story.somebody(on_phone=True)
    page.goto("/heute/plan/")
    expect(page.get_by_text("Revision 1")).to_be_visible()
    sessions = session_links(page)
    assert sessions.count() >= BUSY
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("main time").first).to_have_text(re.compile(r"\d\d:\d\d"))


def test_calendar_holds_sessions_and_programme(story: Story) -> None:
    page = story.somebody()
    calendar = page.request.get("/heute/schedule.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text().count("BEGIN:VEVENT") >= BUSY
    assert "Podium: Vertrauen in Zeiten der Maschine" in calendar.text().replace("\r\n ", "")


def test_change_reaches_an_open_page_without_a_reload(story: Story) -> None:
    reader, planner = story.somebody(on_phone=True), story.role("moderator")  # may change what begins soon
    reader.goto("/heute/plan/")
    expect(reader.get_by_text("Revision 1")).to_be_visible()
    move_where_it_fits(planner)
    publish(planner)
    expect(reader.get_by_text("Revision 2")).to_be_visible()


def test_undo_takes_the_last_change_back(story: Story) -> None:
    page = story.role("moderator")
    page.goto("/heute/organise/plan/")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Redo")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text(re.compile("undid")).first).to_be_visible()


def test_past_editions_keep_their_plan(story: Story) -> None:
    page = story.somebody()
    for year, count in (("2022", 28), ("2023", 23), ("2025", 24)):
        page.goto(f"/{year}/plan/")
        assert len({link.get_attribute("href") for link in session_links(page).all()}) == count


def move_where_it_fits(page: Page) -> None:
    """Move the first session for which the page without scripts recommends a place to that place."""
    page.goto("/heute/organise/plan/")
    cards = page.get_by_role("table").first.locator("[data-card]")
    for code in [card.get_attribute("data-card") for card in cards.all()]:
        page.goto(f"/heute/organise/plan/sessions/{code}/move/")
        places = page.get_by_role("listitem").get_by_role("button", name=re.compile("^To "))
        if places.count():
            places.first.click()
            break
    expect(page.get_by_role("heading", level=1)).to_have_text("Board")


def session_links(page: Page):
    return page.locator("main a[href*='/sessions/']:visible")


def publish(page: Page) -> None:
    page.goto("/heute/organise/plan/publish/")
    page.get_by_role("button", name=re.compile("^Publish")).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Board")
