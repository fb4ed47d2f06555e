"""A real browser for the tests: Debian's Chromium, driven by Playwright.

Fixtures here are shared by ``tests/journey`` and ``tests/sweep``.
"""

from __future__ import annotations

import atexit
import functools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
NewPage = Callable[..., Page]
PATIENCE_MS = 15_000  # for whatever a page needs; machines of tests are busy

expect.set_options(timeout=PATIENCE_MS)


@functools.cache
def running_browser() -> Browser:
    """Start the browser that is on this machine, once for the whole run: Playwright refuses a second one in a process,
    and every folder of tests that imports the fixture has a fixture of its own."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing. On Debian: apt-get install chromium"
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start the browser that is on this machine."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing. On Debian: apt-get install chromium"
    running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
    yield running
    running.close()


@pytest.fixture(scope="session")
def browser() -> Browser:
    """Return the browser of the run."""
    return running_browser()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Return a function that opens a page in a context of its own: another person, another device."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"locale": "de-DE", **DESKTOP, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
