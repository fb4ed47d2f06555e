"""What goes wrong on the day, from the board in a browser: one action each, and the smallest change shown first."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import NewPage, browser, new_page  # noqa: F401 - fixtures
from tests.site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("mishaps")]

BOARD = "/heute/organise/plan/"
PATIENCE_MS = 15_000
"""For answers of the server on a busy machine; how fast they are is measured elsewhere."""
TIME = re.compile(r"(\d\d):(\d\d)")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Return a site whose plan was drafted and published this morning."""
    with running_site(phase="live") as site:
        yield site


@pytest.fixture
def board(site: Site, new_page: NewPage) -> Page:  # noqa: F811
    """Return the board as the moderator sees it."""
    page = new_page(locale="en-GB", base_url=site.origin)
    assert page.request.post("/demo/role/moderator/", max_redirects=0).status == 302
    page.goto(BOARD)
    return page


@pytest.fixture
def reader(site: Site, new_page: NewPage) -> Page:  # noqa: F811
    """Return the public plan."""
    page = new_page(locale="en-GB", base_url=site.origin)
    page.goto("/heute/plan/")
    return page


def from_menu(head: Locator, label: str) -> None:
    """Press one of the buttons behind the three dots of a room or a time."""
    head.locator("summary").click()
    head.get_by_role("button", name=re.compile(label)).click()


def places(page: Page) -> dict[str, str]:
    """Return where each placed card stands: its number to “room, time”."""
    found = page.locator("[data-cell]:has([data-card])").evaluate_all(
        "cells => cells.map(cell => [cell.querySelector('[data-card]').dataset.card, cell.dataset.label])"
    )
    return dict(found)


def minutes(row: Locator) -> list[int]:
    """Return start and end of a row in minutes of the day."""
    times = row.locator("th .bc-time-range").inner_text()
    return [int(hour) * 60 + int(minute) for hour, minute in TIME.findall(times)]


def slot_rows(page: Page) -> Locator:
    return page.locator("tbody tr:has([data-cell])")


def test_a_room_is_lost(board: Page, reader: Page) -> None:
    before = places(board)
    lost = {code for code, place in before.items() if place.startswith("Studio,")}
    assert lost
    from_menu(board.locator("thead th", has_text="Studio"), "This room is gone")
    expect(board.get_by_role("heading", level=1)).to_have_text("A room is gone")
    shown = board.locator("main li:has(strong)").count()
    assert shown >= len(lost)
    board.get_by_role("button", name="Do it and publish").click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Board")
    after = places(board)
    assert not [place for place in after.values() if place.startswith("Studio,")]
    assert len({code for code in before if after.get(code) != before[code]}) == shown, "what was shown, and no more"
    parked = board.locator("[data-parking] [data-card]").evaluate_all("cards => cards.map(card => card.dataset.card)")
    assert set(before) <= {*after, *parked}, "nobody is lost"
    expect(reader.get_by_text("Revision 2")).to_be_visible(timeout=PATIENCE_MS)
    board.get_by_role("button", name="Undo").click()
    expect(board.locator('[data-cell][data-label^="Studio,"] [data-card]')).to_have_count(len(lost))
    assert places(board) == before


def test_everything_begins_ten_minutes_later(board: Page, reader: Page) -> None:
    rows = slot_rows(board)
    before = [minutes(row) for row in rows.all()]
    from_menu(rows.nth(1).locator("th"), "10 minutes later")
    expect(board.get_by_text("begins at").first).to_be_visible()
    board.get_by_role("button", name="Do it", exact=True).click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Board")
    after = [minutes(row) for row in rows.all()]
    assert after == [before[0], *([start + 10, end + 10] for start, end in before[1:])]
    board.get_by_role("button", name="Undo").click()
    expect(rows.nth(1).locator("th time").first).to_have_text(re.compile(clock(before[1][0])))
    assert [minutes(row) for row in rows.all()] == before


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def publish_everything(board: Page) -> None:
    """Let readers see the draft as it is, whatever the tests before have left."""
    board.goto(f"{BOARD}publish/")
    board.get_by_role("button", name="Publish", exact=True).click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Board")
    expect(board.get_by_text(re.compile("differs? from what people read"))).to_have_count(0)


def test_one_round_is_published_alone(board: Page, reader: Page) -> None:
    """Two sessions leave the plan; readers see one of them go, because only its slot is published."""
    publish_everything(board)
    rows = slot_rows(board)
    first, last = (rows.nth(place).locator("[data-card]:not(:has-text('two slots'))").first for place in (0, -1))
    titles = [card.locator(".bc-card__title").inner_text() for card in (first, last)]
    for card in (first, last):
        code = card.get_attribute("data-card")
        board.locator(f'[data-card="{code}"] summary').click()
        board.locator(f'[data-card="{code}"]').get_by_role("button", name="To the parking lot").click()
        expect(board.locator(f'[data-parking] [data-card="{code}"]')).to_be_visible()
    from_menu(rows.nth(0).locator("th"), "Publish this slot now")
    expect(board.get_by_text(re.compile(r"Revision \d+ is published"))).to_be_visible()
    expect(reader.get_by_role("link", name=titles[0], exact=True)).to_have_count(0, timeout=PATIENCE_MS)
    expect(reader.get_by_role("link", name=titles[1], exact=True).first).to_be_visible()
