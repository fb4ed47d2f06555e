"""Chapter 2: the organiser opens the next phase, and people say what they would like to talk about."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journey.story import Story

MILA = "mila.neu@example.org"
TITLE = "Wie kleine <b>Kommunen</b> viele erreichen"
CHANGED = "Wie kleine Kommunen viele erreichen"


def propose(page: Page, title: str, abstract: str = "") -> None:
    page.goto("/heute/proposals/new/")
    page.get_by_label("What is your session called?").fill(title)
    if abstract:
        page.get_by_label("What is it about?").fill(abstract)
    page.get_by_role("button", name="Propose", exact=True).click()


def test_organiser_switches_the_phase(story: Story) -> None:
    page = story.role("organiser")
    page.goto("/heute/organise/phases/")
    page.get_by_label("Proposals").first.check()
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_text("Now: Proposals")).to_be_visible()


def test_participant_proposes_with_a_title_and_markup_stays_text(story: Story) -> None:
    page = story.participant(MILA, "Mila Neu")
    propose(page, TITLE)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    public = story.somebody()
    public.goto("/heute/proposals/")
    expect(public.get_by_text(TITLE)).to_be_visible()


def test_what_was_typed_is_kept_when_something_is_wrong(story: Story) -> None:
    page = story.participant(MILA, "Mila Neu")
    propose(page, "", abstract="Zwei Menschen, kein Budget.")
    expect(page.get_by_text("Error").first).to_be_visible()
    expect(page.get_by_label("What is it about?")).to_have_value("Zwei Menschen, kein Budget.")


def test_host_changes_the_title_and_the_address_stays(story: Story) -> None:
    page = story.participant(MILA, "Mila Neu")
    page.goto("/heute/proposals/")
    page.get_by_role("link", name=re.compile("Kommunen")).first.click()
    address = page.url
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("What is your session called?").fill(CHANGED)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHANGED)
    assert page.url == address


def test_double_click_proposes_once(story: Story) -> None:
    page = story.participant("quentin.neu@example.org", "Quentin Neu")
    page.goto("/heute/proposals/new/")
    page.get_by_label("What is your session called?").fill("Einmal reicht")
    page.get_by_role("button", name="Propose", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Einmal reicht")
    page.goto("/heute/proposals/mine/")
    expect(page.get_by_role("link", name="Einmal reicht")).to_have_count(1)


def test_stranger_cannot_change_it(story: Story) -> None:
    page = story.role("participant")
    page.goto("/heute/proposals/")
    page.get_by_role("link", name=CHANGED).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHANGED)
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    assert page.goto(page.url + "edit/").status == 403
