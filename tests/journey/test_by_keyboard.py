"""Two journeys by keyboard alone (2.1.1, 2.4.7, 2.4.11): from the registration to a ballot, and from an idea to its
place on the board, with the desk between them. Every step presses Tab until the focus is there, and it is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journey.story import Story, code_for
from tests.site import running_site

EMAIL = "kim.tastatur@example.org"
TITLE = "Ohne Maus durch den Tag"
MOST_PRESSES = 400
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one), label = one.labels?.[0];
  const ringed = [one, label, one.nextElementSibling, one.parentElement].filter(Boolean).some(each => {
    const look = getComputedStyle(each);
    return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 || look.boxShadow !== "none";
  });
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    name: (one.ariaLabel || label?.innerText || one.innerText || one.name || "").replace(/\\s+/g, " ").trim(),
    kind: one.tagName.toLowerCase(),
    isSeen: ringed && box.bottom > 0 && box.top < innerHeight
      && (one.contains(top) || top?.contains(one) || Boolean(label?.contains(top))),
  };
}"""

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("keyboard")]


@pytest.fixture(scope="module")
def play(browser: Browser) -> Iterator[Story]:
    """Return a barcamp of its own that collects proposals."""
    with running_site(phase="proposals") as site:
        story = Story(site, browser, reduced_motion="reduce")
        yield story
        assert story.script_errors == []
        story.close()


def go_to(page: Page, kind: str, name: str) -> None:
    """Press Tab until a control of this kind and name has the focus, and be sure that one sees it there."""
    wanted = re.compile(name)
    for _press in range(MOST_PRESSES):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus and focus["kind"] == kind and wanted.search(focus["name"]):
            assert focus["isSeen"], f"one does not see that {focus['name']!r} has the focus"
            return
    raise AssertionError(f"{MOST_PRESSES} presses of Tab do not lead to {kind} {name!r} on {page.url}")


def press(page: Page, kind: str, name: str, key: str = "Enter") -> None:
    """Go to a control and use it."""
    go_to(page, kind, name)
    page.keyboard.press(key)


def fill(page: Page, name: str, text: str) -> None:
    """Go to a field and type."""
    go_to(page, "input", name)
    page.keyboard.type(text)


def test_idea_is_proposed_by_keyboard(play: Story) -> None:
    host = play.role("participant")
    host.goto("/heute/proposals/")
    press(host, "a", "^Propose")
    expect(host.get_by_label("What is your session called?")).to_be_visible()
    fill(host, "^What is your session called", TITLE)
    host.keyboard.press("Enter")
    expect(host.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_newcomer_registers_and_votes_by_keyboard(play: Story) -> None:
    page = play.somebody()
    page.goto("/heute/")
    press(page, "a", "^Register")
    expect(page.get_by_label("Mail address")).to_be_visible()
    fill(page, "^Mail address", EMAIL)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code from the mail")).to_be_visible()
    fill(page, "^Code from the mail", code_for(page, EMAIL))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_visible()
    fill(page, "^Your name", "Kim Tastatur")
    press(page, "button", "^Register$")
    expect(page.get_by_text("You have a place")).to_be_visible()

    play.reach("voting")
    check_in(play.role("desk"), "Kim Tastatur")
    page.goto("/heute/")
    press(page, "a", "^Vote")
    expect(page.get_by_role("heading", level=1)).to_have_text("What would you attend?")
    press(page, "button", f"^{TITLE}", key="Space")
    expect(page.get_by_text("1 marked")).to_be_visible()
    press(page, "button", "^Der erste Satz im Ernstfall")
    expect(page.get_by_text("2 marked")).to_be_visible()
    expect(page.get_by_text("saved").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("2 marked")).to_be_visible()


def test_idea_is_placed_on_the_board_by_keyboard(play: Story) -> None:
    play.reach("planning")
    planner = play.role("organiser")
    planner.goto("/heute/organise/plan/")
    press(planner, "button", f"^Take “{TITLE}”")
    press(planner, "button", "^Best place: ")
    card = planner.locator("[data-cell] [data-card]").filter(has_text=TITLE)
    expect(card).to_have_count(1)
    planner.reload()
    expect(card).to_have_count(1)


def check_in(page: Page, name: str) -> None:
    """Let the desk find somebody by three letters and check them in; the cursor stands in the search already."""
    page.goto("/heute/organise/registrations/")
    expect(page.get_by_label("Name or organisation")).to_be_focused()
    page.keyboard.type(name[:3])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]q="))
    press(page, "button", f"^Check in {name}")
    expect(page.get_by_text(f"{name} is checked in.")).to_be_visible()
