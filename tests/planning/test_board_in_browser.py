"""The board in a real browser: three ways to move, two planners at once, all by keyboard (A-20 to A-22, R-10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import PHONE, NewPage, browser, new_page  # noqa: F401 - fixtures
from tests.site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("board")]

BOARD = "/heute/organise/plan/"
PATIENCE_MS = 15_000
"""For answers of the server on a busy machine; how fast they are is measured elsewhere."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Return a site whose plan was drafted and published this morning."""
    with running_site(phase="live") as site:
        yield site


@pytest.fixture
def planner(site: Site, new_page: NewPage):  # noqa: F811
    """Return a function that opens the board as a role of the demo; organisers may change what is frozen."""

    def open_board(role: str = "organiser", **options) -> Page:
        page = new_page(locale="en-GB", base_url=site.origin, **options)
        assert page.request.post(f"/demo/role/{role}/", max_redirects=0).status == 302
        page.goto(BOARD)
        return page

    return open_board


def cards(page: Page) -> dict[str, str]:
    """Return where each placed card stands: its number to “room, time”."""
    found = page.locator("[data-cell]:has([data-card])").evaluate_all(
        "cells => cells.map(cell => [cell.querySelector('[data-card]').dataset.card, cell.dataset.label])"
    )
    return dict(found)


def cell_of(page: Page, label: str) -> Locator:
    return page.locator(f'[data-cell][data-label="{label}"]')


def pair(page: Page) -> tuple[str, str]:
    """Return two cards that may change places: the first two of the table that last one slot."""
    numbers = page.locator("[data-cell] [data-card]:not(:has-text('two slots'))")
    return numbers.nth(0).get_attribute("data-card"), numbers.nth(7).get_attribute("data-card")


def by_drag(page: Page, code: str, target: Locator) -> None:
    page.set_viewport_size({"width": 1280, "height": 3000})  # so that nothing has to scroll on the way
    card, cell = page.locator(f'[data-card="{code}"]').bounding_box(), target.bounding_box()
    page.mouse.move(card["x"] + 20, card["y"] + 12)
    page.mouse.down()
    page.mouse.move(card["x"] + 30, card["y"] + 22, steps=3)
    page.mouse.move(cell["x"] + 30, cell["y"] + 30, steps=6)
    page.mouse.up()


def by_tap(page: Page, code: str, target: Locator) -> None:
    page.locator(f'[data-card="{code}"] .bc-card__title').click()
    target.locator("[data-here]").click()


def by_form(page: Page, code: str, target: Locator) -> None:
    room, slot = target.get_attribute("data-room"), target.get_attribute("data-slot")
    page.goto(f"{BOARD}sessions/{code}/move/")
    page.get_by_label("Slot").select_option(slot)
    page.get_by_label("Room").select_option(room)
    page.get_by_label("Swap with").check()
    page.get_by_role("button", name="Move", exact=True).click()


def by_keyboard(page: Page, code: str, target: Locator) -> None:
    take = page.locator(f'[data-card="{code}"] [data-take]')
    expect(take).to_be_visible()  # it appears with the script; before that it takes no focus
    take.focus()
    page.keyboard.press("Enter")
    here = target.locator("[data-here]")
    here.wait_for()
    tab_to(page, here)
    page.keyboard.press("Enter")


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab as often as it takes from the control that has focus."""
    stops = page.evaluate(
        """control => {
            const all = [...document.querySelectorAll('a[href], button:enabled, summary, input, [tabindex="0"]')];
            const stops = all.filter(one => one.type !== 'hidden' && one.checkVisibility());
            return stops.indexOf(control) - stops.indexOf(document.activeElement);
        }""",
        control.element_handle(),
    )
    for _ in range(abs(stops)):
        page.keyboard.press("Tab" if stops > 0 else "Shift+Tab")
    expect(control).to_be_focused()


@pytest.mark.parametrize("move", [by_drag, by_tap, by_keyboard, by_form])
def test_each_way_of_moving_ends_in_the_same_state(planner, move) -> None:
    page = planner()
    before = cards(page)
    one, two = pair(page)
    move(page, one, cell_of(page, before[two]))
    expect(cell_of(page, before[two]).locator(f'[data-card="{one}"]')).to_be_visible()
    assert cards(page) == before | {one: before[two], two: before[one]}
    page.get_by_role("button", name="Undo").click()
    expect(cell_of(page, before[one]).locator(f'[data-card="{one}"]')).to_be_visible()
    assert cards(page) == before


def test_moving_without_javascript(planner) -> None:
    page = planner(java_script_enabled=False)
    before = cards_without_script(page)
    codes = list(before)
    one, two = codes[0], codes[7]
    page.goto(f"{BOARD}sessions/{one}/move/")
    assert page.locator("[data-take]").count() == 0
    page.get_by_label("Slot").select_option(before[two][0])
    page.get_by_label("Room").select_option(before[two][1])
    page.get_by_label("Swap with").check()
    with page.expect_navigation(url=f"**{BOARD}"):
        page.get_by_role("button", name="Move", exact=True).click()
    after = cards_without_script(page)
    assert (after[one], after[two]) == (before[two], before[one])
    with page.expect_navigation(url=f"**{BOARD}"):
        page.get_by_role("button", name="Undo").click()
    assert cards_without_script(page) == before


def cards_without_script(page: Page) -> dict[str, tuple[str, str]]:
    cells = page.locator("[data-cell]:has([data-card]):not(:has-text('two slots'))").evaluate_all(
        "cells => cells.map(one => [one.querySelector('[data-card]').dataset.card, one.dataset.slot, one.dataset.room])"
    )
    return {code: (slot, room) for code, slot, room in cells}


def test_a_held_card_says_what_each_cell_would_do_and_esc_puts_it_back(planner) -> None:
    page = planner()
    before = cards(page)
    one, _two = pair(page)
    page.locator(f'[data-card="{one}"] [data-take]').click()
    advice = page.locator(".bc-board__advice").first
    expect(advice).to_contain_text(re.compile("wish|expected|good"), timeout=PATIENCE_MS)
    expect(page.get_by_role("status")).to_contain_text("You hold")
    page.keyboard.press("Escape")
    expect(page.locator("[data-here]")).to_have_count(0)
    expect(page.locator(f'[data-card="{one}"] [data-take]')).to_be_focused()
    assert cards(page) == before


def test_two_planners_see_each_other_and_lose_nothing(planner) -> None:
    first, second = planner("organiser"), planner("moderator")
    before = cards(first)
    one, two = pair(first)
    by_tap(first, one, cell_of(first, before[two]))
    moved = cell_of(second, before[two]).locator(f'[data-card="{one}"]')
    expect(moved).to_be_visible(timeout=PATIENCE_MS)
    assert cards(second) == cards(first)
    first.get_by_role("button", name="Undo").click()
    expect(cell_of(second, before[one]).locator(f'[data-card="{one}"]')).to_be_visible(timeout=PATIENCE_MS)


def test_a_move_on_an_old_plan_is_a_conflict_that_overwrites_nothing(planner) -> None:
    first, second = planner("organiser"), planner("moderator")
    before = cards(first)
    one, two = pair(first)
    second.route(re.compile("/events/|/versions/"), partial(_abort))
    second.reload()
    by_tap(first, one, cell_of(first, before[two]))
    expect(cell_of(first, before[two]).locator(f'[data-card="{one}"]')).to_be_visible()
    third = next(code for code in before if code not in (one, two))
    by_tap(second, two, cell_of(second, before[third]))
    expect(second.locator(".bc-board__trouble")).to_contain_text("Nothing was overwritten")
    expect(cell_of(second, before[two]).locator(f'[data-card="{one}"]')).to_be_visible()
    assert cards(second) == cards(first)
    first.get_by_role("button", name="Undo").click()


def _abort(route) -> None:
    route.abort()


def test_losing_the_network_while_dragging_changes_nothing(planner) -> None:
    page = planner()
    before = cards(page)
    one, two = pair(page)
    page.locator(f'[data-card="{one}"] [data-take]').click()
    page.context.set_offline(True)
    cell_of(page, before[two]).locator("[data-here]").click()
    expect(page.locator(".bc-board__trouble")).to_contain_text("nothing was changed")
    page.context.set_offline(False)
    assert cards(page) == before


def test_on_a_phone_the_board_is_a_list_and_taps_move(planner) -> None:
    page = planner(**PHONE)
    before = cards(page)
    one, two = pair(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    by_tap(page, one, cell_of(page, before[two]))
    expect(cell_of(page, before[two]).locator(f'[data-card="{one}"]')).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(cell_of(page, before[one]).locator(f'[data-card="{one}"]')).to_be_visible()
