"""One barcamp, played through in real browsers by several people at once.

The chapters ``test_1_…`` to ``test_4_…`` follow each other on one site. Each begins with ``story.reach(phase)``, which
does nothing when the chapter before has led there, so that a single chapter can be run alone as well.
The pages are read in English, the language of the source; German is read in ``test_without_javascript.py``.
"""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import DESKTOP, PATIENCE_MS, PHONE
from tests.site import Site

CODE = re.compile(r"^\s*(\d{3} ?\d{3})\s*$", re.MULTILINE)


class Story:
    """The site, and the pages of those who play."""

    def __init__(self, site: Site, browser: Browser, **options: Any) -> None:
        self.site = site
        self._options = {"locale": "en-GB", "base_url": site.origin, **options}
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._pages: dict[str, Page] = {}
        self.script_errors: list[str] = []

    def close(self) -> None:
        """Close everybody's browser."""
        for context in self._contexts:
            context.close()

    def somebody(self, *, on_phone: bool = False, **options: Any) -> Page:
        """Return a page of somebody new who is not signed in."""
        device = PHONE if on_phone else DESKTOP
        context = self._browser.new_context(**{**self._options, **device, **options})
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.script_errors.append(str(error)))
        return page

    def role(self, key: str, *, on_phone: bool = False) -> Page:
        """Return the page of a role of the demo, the same each time."""
        name = f"{key} {'phone' if on_phone else 'desktop'}"
        if name not in self._pages:
            page = self.somebody(on_phone=on_phone)
            answer = page.request.post(f"/demo/role/{key}/", max_redirects=0)
            assert answer.status == 302
            self._pages[name] = page
        return self._pages[name]

    def signed_in(self, email: str, *, on_phone: bool = True) -> Page:
        """Return the page of somebody who signed in with the code from their mail, the same each time."""
        name = f"{email} {'phone' if on_phone else 'desktop'}"
        if name not in self._pages:
            page = self.somebody(on_phone=on_phone)
            page.goto("/account/sign-in/")
            sign_in(page, email)
            self._pages[name] = page
        return self._pages[name]

    def participant(self, email: str, name: str) -> Page:
        """Return the page of somebody who signed in and has a place."""
        page = self.signed_in(email)
        page.goto("/heute/ticket/")
        if not page.url.endswith("/ticket/"):
            page.goto("/heute/register/")
            page.get_by_label("Your name").fill(name)
            page.get_by_role("button", name="Register").click()
            page.wait_for_url("**/ticket/")
        return page

    def reach(self, phase: str) -> None:
        """Make sure that today's edition has come at least this far."""
        self.site.command("demo", "--phase", phase)


def sign_in(page: Page, email: str) -> None:
    """Type the address, fetch the code from the demo's mailbox, type the code."""
    page.get_by_label("Mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code from the mail").fill(code_for(page, email))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Code from the mail")).to_have_count(0)


def code_for(page: Page, email: str) -> str:
    """Return the code of the newest sign-in mail to an address."""
    mail = mail_to(page, email, "is your code")
    found = CODE.search(mail)
    assert found, mail
    return found[1]


def mail_to(page: Page, email: str, subject: str) -> str:
    """Return the newest mail to an address whose subject has these words; the mail is there when the page answers."""
    mailbox = page.context.new_page()
    try:
        mailbox.goto("/mailbox/")
        cards = mailbox.locator("article").filter(has_text=subject).filter(has_text=email)
        return cards.first.inner_text()
    finally:
        mailbox.close()
