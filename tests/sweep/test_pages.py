"""Every page × role in five modes: axe, keyboard, reflow, motion; no foreign request, CSP breach or script error."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from tests.architecture.matrix import MATRIX
from tests.site import Site
from tests.sweep.examination import examine
from tests.sweep.pages import NO_PAGE, PAGES, SweptPage

STREAM_SETTLES_MS = 300


class Listener:
    """Notes what a page does besides showing itself."""

    def __init__(self, page: Page, host: str) -> None:
        self.findings: list[str] = []
        self.host = host
        page.on("request", lambda request: self._asked(request.url))
        page.on("pageerror", lambda error: self.findings.append(f"script error: {error}"))
        page.on("console", lambda message: self._said(message.type, message.text))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.findings.append(f"request to {parts.netloc}")

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self.findings.append(f"console: {text[:160]}")


def marked(page: SweptPage) -> object:
    """Give pages of one phase to one worker, so that each site is started once."""
    return pytest.param(page, id=page.id, marks=pytest.mark.xdist_group(f"sweep-{page.phase}"))


def test_every_page_of_the_matrix_is_swept() -> None:
    shown = {name for name, row in MATRIX.items() if row.method == "get"} - NO_PAGE
    assert sorted(shown ^ {page.name for page in PAGES if not page.name.startswith("/")}) == []


@pytest.mark.browser
@pytest.mark.parametrize("swept", [marked(page) for page in PAGES])
def test_page_is_clean_in_all_modes(
    swept: SweptPage,
    sites: Callable[[str], Site],
    contexts: Callable[[str, str], BrowserContext],
    address: Callable[[SweptPage], str],
) -> None:
    site = sites(swept.phase)
    context = contexts(swept.phase, swept.role)
    if swept.role == "nobody":
        context.clear_cookies()  # every page counts for itself
    page = context.new_page()
    try:
        listener = Listener(page, urlsplit(site.origin).netloc)
        answer = page.goto(site.url(address(swept)), wait_until="load")
        assert answer is not None
        assert answer.status == swept.status
        assert is_signed_in_enough(answer.url, site.url(address(swept))), f"was redirected to {answer.url}"
        page.wait_for_timeout(STREAM_SETTLES_MS)
        findings = [*listener.findings, *kept_on_the_device(page, swept), *examine(page)]
    finally:
        page.close()
    assert "\n".join(findings) == ""


def is_signed_in_enough(arrived: str, wanted: str) -> bool:
    """Tell whether the page is the one wanted; a sign-in page in its place would be clean for the wrong reason."""
    sign_in = reverse("account_login")
    return sign_in in wanted or sign_in not in arrived


def kept_on_the_device(page: Page, swept: SweptPage) -> list[str]:
    """Return what a page leaves behind on the device of somebody who merely reads."""
    if swept.role != "nobody":
        return []
    needed = {"csrf"} if page.locator("input[name=csrfmiddlewaretoken]").count() else set()  # a form to send, P-11
    kept = {cookie["name"] for cookie in page.context.cookies()} - needed
    cookies = [f"keeps cookie {name}" for name in sorted(kept)]
    stored = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    return cookies + [f"keeps {key} in web storage" for key in stored]
