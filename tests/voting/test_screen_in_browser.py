"""A-15: every scene of a vote is read from the last row: large, with contrast, in the light and in the dark."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import propose_session
from politoscope.registration.models import Registration
from politoscope.voting.models import Round
from politoscope.voting.querysets import GRACE
from politoscope.voting.services import (
    cast_ballot,
    close_round,
    count_round,
    enter_hands,
    open_round,
    release_result,
    set_hands_people,
    show_hands,
)
from politoscope.voting.voters import voter_of_registration
from tests.browser import NewPage, browser, new_page  # noqa: F401

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in the thread of the test

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FULL_HD = {"width": 1920, "height": 1080}
PROJECTOR = {"width": 1024, "height": 768}
SMALLEST_PX, LEAST_CONTRAST = 28, 7
LOOK = """() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(one => one / 255)
      .map(one => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const drawn = colour => {  // whatever notation the style sheet uses, as the pixels that come out of it
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)})`;
  };
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) return drawn(colour);
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(0,0,0)' : 'rgb(255,255,255)';
  };
  return [...document.querySelectorAll('main *')]
    .filter(one => !one.closest('svg') && one.checkVisibility() &&
      [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
    .map(one => {
      const style = getComputedStyle(one), pair = [light(drawn(style.color)), light(ground(one))].sort((a, b) => b - a);
      return {text: one.textContent.trim().slice(0, 40), px: parseFloat(style.fontSize),
        contrast: (pair[0] + .05) / (pair[1] + .05)};
    });
}"""


@pytest.fixture
def screen(live_server: LiveServer, new_page: NewPage) -> Callable[[str], None]:  # noqa: F811
    """Return a function that looks at the scene with this heading on a large and on an old projector."""
    page: Page = new_page(base_url=live_server.url, viewport=FULL_HD)

    def look(heading: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(FULL_HD)
            page.goto("/politoscope-2026/screen/vote/")
            expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            texts = page.evaluate(LOOK)
            assert len(texts) >= 3
            assert [text for text in texts if text["px"] < SMALLEST_PX or text["contrast"] < LEAST_CONTRAST] == []
            page.set_viewport_size(PROJECTOR)
            assert page.evaluate("document.documentElement.scrollWidth") <= PROJECTOR["width"]

    return look


def test_every_scene_is_large_and_clear(
    screen: Callable[[str], None], edition: Edition, proposals: list[Proposal], voters: list[Registration], cem: Person
) -> None:
    now = timezone.now()
    screen("Gleich wird abgestimmt")
    before, closes_at = now - timedelta(minutes=9), now + timedelta(seconds=100)
    round_ = open_round(edition=edition, actor=cem, seats=2, has_dice=True, closes_at=closes_at, now=before)
    for registration in voters:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=[1, 2], now=now)
    screen("Wo würden Sie hingehen?")
    set_hands_people(round=round_, people=40, actor=cem, now=now)
    Round.objects.update(closes_at=timezone.now() - GRACE)
    screen("Die Zeit ist um")
    show_hands(round=round_, actor=cem, now=timezone.now())
    for proposal, hands in zip(proposals, (31, 4, 17, 0, 9), strict=True):
        enter_hands(round=round_, proposal=proposal, hands=hands, actor=cem, now=timezone.now())
    enter_hands(round=round_, proposal=proposals[2], hands=23, counter=2, actor=cem, now=timezone.now())
    screen("Handzeichen: Stimmt das so?")
    enter_hands(round=round_, proposal=proposals[2], hands=18, counter=2, actor=cem, now=timezone.now())
    closed = close_round(round=Round.objects.get(), actor=cem, now=now)
    screen("Die Runde ist geschlossen")
    counted = count_round(round=closed, actor=cem, dice="641352", now=now)
    screen("Die Runde ist geschlossen")
    release_result(round=counted, actor=cem, now=now)
    screen("Diese Sessions sind dabei")
    open_round(edition=edition, actor=cem, seats=1, is_hands_only=True, now=now)
    screen("Wir stimmen per Handzeichen ab")


def test_thirty_totals_of_hands_fit_on_an_old_projector(
    live_server: LiveServer,
    new_page: NewPage,  # noqa: F811
    edition: Edition,
    ada: Person,
    cem: Person,
) -> None:
    """VOTING.md 4.4: the latest total can be read from the last row, and no list is so long that one has to scroll."""
    now = timezone.now()
    titles = [f"Wie wir Nummer {number} in der Verwaltung besser machen" for number in range(1, 31)]
    proposals = [propose_session(edition=edition, person=ada, title=title, now=now) for title in titles]
    round_ = open_round(edition=edition, actor=cem, seats=9, is_hands_only=True, now=now)
    set_hands_people(round=round_, people=165, actor=cem, now=now)
    show_hands(round=round_, actor=cem, now=now)
    for number, proposal in enumerate(proposals):
        enter_hands(round=round_, proposal=proposal, hands=5 * number, actor=cem, now=now + timedelta(seconds=number))
    page: Page = new_page(base_url=live_server.url, viewport=PROJECTOR)
    page.goto("/politoscope-2026/screen/vote/")
    expect(page.locator(".bc-scene__hands li")).to_have_count(30)
    assert page.evaluate("document.documentElement.scrollWidth") <= PROJECTOR["width"]
    assert page.evaluate("document.documentElement.scrollHeight") <= PROJECTOR["height"]
    total = page.locator(".bc-scene__latest strong")
    expect(total).to_have_text("145")
    assert total.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= PROJECTOR["height"] / 10


def test_a_result_of_twenty_seven_sessions_fits_on_an_old_projector(
    live_server: LiveServer,
    new_page: NewPage,  # noqa: F811
    edition: Edition,
    ada: Person,
    cem: Person,
    voters: list[Registration],
) -> None:
    """The sign to the check of one's ballot stands below the list, and nobody scrolls on a projector."""
    now = timezone.now()
    titles = [f"Wie wir Nummer {number} in der Verwaltung und für alle besser machen" for number in range(1, 31)]
    numbers = [propose_session(edition=edition, person=ada, title=title, now=now).number for title in titles]
    round_ = open_round(edition=edition, actor=cem, seats=27, now=now)
    for registration in voters:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=numbers[:28], now=now)
    counted = count_round(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    release_result(round=counted, actor=cem, now=now)
    page: Page = new_page(base_url=live_server.url, viewport=PROJECTOR)
    page.goto("/politoscope-2026/screen/vote/")
    expect(page.locator(".bc-scene__list li")).to_have_count(27)
    assert page.evaluate("document.documentElement.scrollWidth") <= PROJECTOR["width"]
    assert page.evaluate("document.documentElement.scrollHeight") <= PROJECTOR["height"]
