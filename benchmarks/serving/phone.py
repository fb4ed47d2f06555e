"""When a slow phone shows a page on a first visit: Debian's Chromium with a slow line and a slow processor."""

from __future__ import annotations

import shutil
import statistics


def first_paint(url: str) -> tuple[float, float, int]:
    """Return first and largest contentful paint in ms on a slow phone, and the kilobytes loaded without fonts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        paints, largest, loaded = [], [], 0
        for _ in range(3):
            context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True)
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send(
                "Network.emulateNetworkConditions",
                {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000},
            )
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            kinds: dict[str, str] = {}
            bytes_of: dict[str, float] = {}
            session.on(
                "Network.responseReceived", lambda event, kinds=kinds: kinds.update({event["requestId"]: event["type"]})
            )
            session.on(
                "Network.loadingFinished",
                lambda event, bytes_of=bytes_of: bytes_of.update({event["requestId"]: event["encodedDataLength"]}),
            )
            page.goto(url, wait_until="load")
            page.wait_for_timeout(2_000)
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"))
            largest.append(
                page.evaluate(
                    "new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))"
                    ".observe({type: 'largest-contentful-paint', buffered: true}))"
                )
            )
            loaded = int(sum(size for request, size in bytes_of.items() if kinds.get(request) != "Font") / 1000)
            context.close()
        browser.close()
    return statistics.median(paints), statistics.median(largest), loaded
