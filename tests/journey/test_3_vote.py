"""Chapter 3: everybody marks what they would attend; the moderator closes, counts, publishes and accepts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journey.story import Story

MILA = "mila.neu@example.org"
COUNT = re.compile(r"(\d+) marked|Nothing marked")


def test_desk_checks_people_in(story: Story) -> None:
    story.reach("proposals")
    story.participant(MILA, "Mila Neu")
    desk = story.role("desk", on_phone=True)
    for name in ("Mila Neu", "Jana Lindner"):
        desk.goto(f"/heute/organise/registrations/?q={name.split()[0]}")
        desk.get_by_role("button", name=f"Check in {name}").click()
        expect(desk.get_by_text(f"{name} is checked in.")).to_be_visible()


def test_moderator_opens_the_round_and_the_crowd_votes(story: Story) -> None:
    page = story.role("moderator")
    page.goto("/heute/organise/vote/")
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Round 1 is open")
    story.reach("voting")  # 131 ballots of invented people
    expect(page.get_by_text("131", exact=True)).to_be_visible()  # without a reload: the page follows the stream


def test_participant_votes_with_the_cards_on_a_phone(story: Story) -> None:
    page = story.participant(MILA, "Mila Neu")
    page.goto("/heute/vote/")
    expect(page.get_by_text("Card 1 of")).to_be_visible()
    for _card in range(3):
        page.get_by_role("button", name=re.compile("I would go")).click()
        next_card(page)
    expect(page.get_by_text("3 marked")).to_be_visible()
    wait_until_saved(page)
    page.reload()
    expect(page.get_by_text("3 marked")).to_be_visible()


def test_ballot_is_changed_in_the_list_on_another_device(story: Story) -> None:
    page = story.signed_in(MILA, on_phone=False)
    page.goto("/heute/vote/")
    expect(page.get_by_text("3 marked")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Der erste Satz im Ernstfall")).click()
    wait_until_saved(page)
    page.reload()
    expect(page.get_by_text(COUNT).first).not_to_have_text("3 marked")


def test_nobody_sees_counts_before_the_close(story: Story) -> None:
    for page in (story.role("moderator"), story.role("organiser"), story.somebody()):
        page.goto("/heute/vote/result/")
        expect(page.get_by_role("heading", level=1)).to_have_text("There is no result yet")


def test_moderator_closes_publishes_and_accepts(story: Story) -> None:
    page = story.role("moderator")
    page.goto("/heute/organise/vote/")
    page.get_by_label("I announced the close").check()
    page.get_by_role("button", name="Close now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Result of round 1")
    page.get_by_role("button", name="Publish the result").click()
    page.get_by_role("button", name="Accept the result").click()
    expect(page.get_by_role("link", name="Public page of the result")).to_be_visible()


def test_ballot_after_the_close_is_explained(story: Story) -> None:
    page = story.participant(MILA, "Mila Neu")
    page.goto("/heute/vote/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The round is closed")


def test_everybody_reads_the_result_with_reasons(story: Story) -> None:
    page = story.somebody(on_phone=True)
    page.goto("/heute/vote/result/")
    expect(page.get_by_role("heading", name="Chosen")).to_be_visible()
    lines = page.locator("ol").first.locator("li")
    assert lines.count() >= 20
    assert all(len(text.splitlines()) >= 2 for text in lines.all_inner_texts())
    expect(page.get_by_text("rejected")).to_have_count(0)


def test_voter_finds_the_own_ballot(story: Story) -> None:
    page = story.participant(MILA, "Mila Neu")
    page.goto("/heute/vote/check/")
    expect(page.get_by_text("A ballot was cast with your place.")).to_be_visible()


def next_card(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Next")).click()


def wait_until_saved(page: Page) -> None:
    expect(page.get_by_text("saved", exact=False).first).to_be_visible()
