"""When a slow phone shows a page on a first visit: Debian's Chromium with a slow line and a slow processor."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

VISITS = 3
SETTLED_MS = 2_000
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER = 4
WATCH = """
window.seen = {shift: 0, blocked: 0, largest: 0};
const watch = (type, hear) =>
  new PerformanceObserver(list => list.getEntries().forEach(hear)).observe({type, buffered: true});
watch('layout-shift', entry => { if (!entry.hadRecentInput) seen.shift += entry.value; });
watch('longtask', entry => { seen.blocked += Math.max(0, entry.duration - 50); });
watch('largest-contentful-paint', entry => { seen.largest = entry.startTime; });
"""
TELL = "({...seen, first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1})"


@dataclass(frozen=True)
class Visit:
    """A first visit: paints and blocked time in ms, how far the layout shifted, kilobytes without fonts.

    Blocked is what tasks took beyond 50 ms each, the layout shift is the sum of all that no input caused: both are
    stricter than what Lighthouse counts.
    """

    first_ms: float
    largest_ms: float
    blocked_ms: float
    shift: float
    loaded_kb: float


def first_visit(url: str) -> Visit:
    """Return the medians of a few first visits on a slow phone."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        visits = [_visit(browser, url) for _ in range(VISITS)]
        browser.close()
    return Visit(*(statistics.median(column) for column in zip(*visits, strict=True)))


def _visit(browser: Any, url: str) -> tuple[float, ...]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    loaded_kb = _kilobytes(session)
    page.goto(url, wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    seen = page.evaluate(TELL)
    visit = (seen["first"], seen["largest"], seen["blocked"], seen["shift"], loaded_kb())
    context.close()
    return visit


def _kilobytes(session: Any) -> Callable[[], float]:
    """Listen to what is loaded; return how to ask for the kilobytes without fonts."""
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    return lambda: sum(size for request, size in sizes.items() if kinds.get(request) != "Font") / 1000
