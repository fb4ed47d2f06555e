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
TABLET = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
PATIENCE_MS = 15_000
MOST_STOPS = 200  # of the Tab key, on a board
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


def places(page: Page) -> dict[str, tuple[str, str]]:
    """Return slot and room of each card that takes one slot; works without script."""
    cells = page.locator("[data-cell]:has([data-card]):not(:has-text('two slots'))").evaluate_all(
        "cells => cells.map(one => [one.querySelector('[data-card]').dataset.card, one.dataset.slot, one.dataset.room])"
    )
    return {code: (slot, room) for code, slot, room in cells}


def pair(page: Page, *, first: str = "", without: tuple[str, ...] = ()) -> tuple[str, str]:
    """Return two cards of one slot whose rooms may be swapped, whatever the plan: what the advice allows."""
    where = places(page)
    there = {place: code for code, place in where.items() if code not in without}
    for code in [first] if first else there.values():
        for cell in page.request.get(f"{BOARD}sessions/{code}/advice/").json()["cells"]:
            other = there.get((cell["slot"], cell["room"]), code)
            if other != code and cell["slot"] == where[code][0] and cell["level"] != "impossible":
                return code, other
    raise AssertionError("no two cards of this plan can change rooms")


def by_drag(page: Page, code: str, target: Locator) -> None:
    page.set_viewport_size({"width": 1280, "height": 3000})  # so that nothing has to scroll on the way
    card, cell = page.locator(f'[data-card="{code}"]').bounding_box(), target.bounding_box()
    page.mouse.move(card["x"] + 20, card["y"] + 12)
    page.mouse.down()
    page.mouse.move(card["x"] + 30, card["y"] + 22, steps=3)
    page.mouse.move(cell["x"] + 30, cell["y"] + 30, steps=6)
    page.mouse.up()


BOARD_ENDS = """() => Math.max(...[...document.querySelectorAll('.bc-board__scroll')].map(
  box => (getComputedStyle(box).overflowY === 'auto' ? box : box.firstElementChild).getBoundingClientRect().bottom))"""
"""Where what one sees of the tables ends, held in by a box or not."""


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
    """Press Tab as often as it takes from the control that has focus; stops come and go with the advice meanwhile."""
    for _ in range(MOST_STOPS):
        stops = control.evaluate(
            """control => {
                const all = [...document.querySelectorAll('a[href], button:enabled, summary, input, [tabindex="0"]')];
                const stops = all.filter(one => one.type !== 'hidden' && one.checkVisibility());
                return stops.indexOf(control) - stops.indexOf(document.activeElement);
            }"""
        )
        if not stops:
            break
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
    before = places(page)
    one, two = pair(page)
    page.goto(f"{BOARD}sessions/{one}/move/")
    assert page.locator("[data-take]").count() == 0
    page.get_by_label("Slot").select_option(before[two][0])
    page.get_by_label("Room").select_option(before[two][1])
    page.get_by_label("Swap with").check()
    with page.expect_navigation(url=f"**{BOARD}"):
        page.get_by_role("button", name="Move", exact=True).click()
    after = places(page)
    assert (after[one], after[two]) == (before[two], before[one])
    with page.expect_navigation(url=f"**{BOARD}"):
        page.get_by_role("button", name="Undo").click()
    assert places(page) == before


def test_a_held_card_says_what_each_cell_would_do_and_esc_puts_it_back(planner) -> None:
    page = planner()
    before = cards(page)
    one, _two = pair(page)
    page.locator(f'[data-card="{one}"] [data-take]').click()
    advice = page.locator(".bc-board__advice").filter(has_text=re.compile("wish|expected|good"))
    expect(advice.first).to_be_visible(timeout=PATIENCE_MS)
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


def test_a_card_under_the_finger_stays_there_until_the_finger_is_up(planner) -> None:
    """A press is a click only if what was pressed is still there at its end; the change waits until then."""
    first, second = planner("organiser"), planner("moderator")
    before = cards(first)
    one, two = pair(first)
    pressed = next(code for code in before if code not in (one, two))
    first.locator("[data-board] [data-live]").evaluate(
        "live => live.addEventListener('changed', () => { live.dataset.told = 'yes'; })"
    )
    first.locator(f'[data-card="{pressed}"] .bc-card__title').hover()
    first.mouse.down()
    by_tap(second, one, cell_of(second, before[two]))
    expect(cell_of(second, before[two]).locator(f'[data-card="{one}"]')).to_be_visible(timeout=PATIENCE_MS)
    expect(first.locator("[data-told]")).to_have_count(1, timeout=PATIENCE_MS)
    first.evaluate("() => fetch(location.href).then(answer => answer.text())")  # one that asked has its answer by now
    first.mouse.up()
    expect(first.get_by_role("status")).to_contain_text("You hold")
    assert cards(first) == before
    first.keyboard.press("Escape")
    expect(cell_of(first, before[two]).locator(f'[data-card="{one}"]')).to_be_visible(timeout=PATIENCE_MS)
    second.get_by_role("button", name="Undo").click()
    expect(cell_of(first, before[one]).locator(f'[data-card="{one}"]')).to_be_visible(timeout=PATIENCE_MS)


def test_a_board_that_has_not_changed_is_not_drawn_anew(planner) -> None:
    """A page that came just after a change asks once more, and a planner who is quick has a card in hand by then."""
    page = planner()
    one, _two = pair(page)
    page.locator(f'[data-card="{one}"]').evaluate("card => { card.dataset.mark = 'the same'; }")
    with page.expect_response(lambda answer: answer.url.endswith(BOARD)) as answer:
        page.locator("[data-board] [data-live]").dispatch_event("changed")
    answer.value.finished()
    page.evaluate("() => fetch(location.href).then(answer => answer.text())")
    expect(page.locator(f'[data-card="{one}"]')).to_have_attribute("data-mark", "the same")


def test_two_browsers_edit_at_the_same_moment_without_loss(planner) -> None:
    """Both hold a card before either lets go; each lands where its planner put it."""
    first, second = planner("organiser"), planner("moderator")
    before = cards(first)
    one, two = pair(first)
    three, four = pair(first, without=(one, two))
    for page, code in ((first, one), (second, three)):
        page.locator(f'[data-card="{code}"] .bc-card__title').click()
    for page, code in ((first, two), (second, four)):
        cell_of(page, before[code]).locator("[data-here]").click(no_wait_after=True)
    swapped = {one: before[two], two: before[one], three: before[four], four: before[three]}
    for page in (first, second):
        for code, place in swapped.items():
            there = cell_of(page, place).locator(f'[data-card="{code}"]')
            expect(there).to_be_visible(timeout=PATIENCE_MS)
        assert cards(page) == before | swapped
    for page in (first, second):
        page.get_by_role("button", name="Undo").click()
    for page in (first, second):
        expect(cell_of(page, before[three]).locator(f'[data-card="{three}"]')).to_be_visible(timeout=PATIENCE_MS)
        expect(cell_of(page, before[one]).locator(f'[data-card="{one}"]')).to_be_visible(timeout=PATIENCE_MS)
        assert cards(page) == before


def test_a_move_on_an_old_plan_is_a_conflict_that_overwrites_nothing(planner) -> None:
    first, second = planner("organiser"), planner("moderator")
    before = cards(first)
    one, two = pair(first)
    second.route(re.compile("/events/|/versions/"), partial(_abort))
    second.reload()
    by_tap(first, one, cell_of(first, before[two]))
    expect(cell_of(first, before[two]).locator(f'[data-card="{one}"]')).to_be_visible()
    _two, third = pair(second, first=two, without=(one,))
    by_tap(second, two, cell_of(second, before[third]))
    expect(second.locator(".bc-board__trouble")).to_contain_text("Nothing was overwritten")
    expect(cell_of(second, before[two]).locator(f'[data-card="{one}"]')).to_be_visible()
    assert cards(second) == cards(first)
    first.get_by_role("button", name="Undo").click()


def _abort(route) -> None:
    route.abort()


@pytest.mark.parametrize("drop", [by_drag, by_tap])
def test_losing_the_network_while_a_card_is_held_changes_nothing(planner, drop) -> None:
    page = planner()
    before = cards(page)
    one, two = pair(page)
    page.context.set_offline(True)
    drop(page, one, cell_of(page, before[two]))
    expect(page.locator(".bc-board__trouble")).to_contain_text("No connection")
    assert cards(page) == before
    page.context.set_offline(False)
    expect(page.locator(".bc-board__trouble")).to_contain_text("The network is back", timeout=PATIENCE_MS)
    assert cards(page) == before


def test_a_change_whose_answer_got_lost_is_shown_once_the_network_is_back(planner) -> None:
    """The server did it, and the page cannot know: it says so, and shows the plan as it is as soon as it can."""
    page = planner()
    before = cards(page)
    one, two = pair(page)
    lost = re.compile("/move/$|/organise/plan/$|/events/|/versions/")
    page.route(lost, _lose_answer)
    by_tap(page, one, cell_of(page, before[two]))
    expect(page.locator(".bc-board__trouble")).to_contain_text("whether the change arrived")
    assert cards(page) == before, "as far as this page knows"
    page.unroute(lost)
    expect(cell_of(page, before[two]).locator(f'[data-card="{one}"]')).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".bc-board__trouble")).to_contain_text("The network is back", timeout=PATIENCE_MS)
    assert cards(page) == before | {one: before[two], two: before[one]}
    page.get_by_role("button", name="Undo").click()
    expect(cell_of(page, before[one]).locator(f'[data-card="{one}"]')).to_be_visible()


def _lose_answer(route) -> None:
    """Let changes reach the server, and no answer come back."""
    if route.request.method == "POST":
        route.fetch()
    route.abort()


@pytest.mark.parametrize("device", [PHONE, TABLET], ids=["phone", "tablet"])
def test_taps_move_on_a_phone_and_on_a_tablet(planner, device) -> None:
    """On the phone the board is a list; on the tablet its table scrolls in itself."""
    page = planner(**device)
    before = cards(page)
    one, two = pair(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(f'[data-card="{one}"] .bc-card__title').click()
    expect(page.locator(".bc-board__advice").first).to_be_visible(timeout=PATIENCE_MS)
    assert page.evaluate(BOARD_ENDS) <= page.evaluate("document.querySelector('footer').getBoundingClientRect().top")
    cell_of(page, before[two]).locator("[data-here]").click()
    expect(cell_of(page, before[two]).locator(f'[data-card="{one}"]')).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(cell_of(page, before[one]).locator(f'[data-card="{one}"]')).to_be_visible()
