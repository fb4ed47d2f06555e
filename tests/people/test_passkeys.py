"""Passkeys in a real browser with a virtual authenticator: set up, sign in, second step (S-01, S-02, A-31)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NewPage
from tests.site import running_site

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Return a running site under the name localhost: browsers refuse passkeys for network addresses."""
    with running_site(phase="registration") as site:
        yield site.origin.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(new_page: NewPage) -> Page:
    page = new_page(locale="en-GB")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def newest_code(page: Page, origin: str) -> str:
    mailbox = page.context.new_page()
    mailbox.goto(f"{origin}/mailbox/")
    code = re.search(r"#(\d{6})", mailbox.content())[1]
    mailbox.close()
    return code


def ask_for_code(page: Page, origin: str, address: str) -> None:
    page.goto(f"{origin}/account/sign-in/?next=/profile/")
    page.get_by_label("Mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/account/code/")


def sign_out(page: Page, origin: str) -> None:
    page.goto(f"{origin}/account/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{origin}/heute/")


def test_link_prefills_the_code_and_leaves_the_address_bar(page, origin):
    ask_for_code(page, origin, "link@example.org")
    code = newest_code(page, origin)
    page.goto("about:blank")
    page.goto(f"{origin}/account/code/#{code}")
    expect(page.get_by_label("Code from the mail")).to_have_value(code)
    assert page.url == f"{origin}/account/code/"
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{origin}/profile/")


def test_passkey_signs_in_and_is_the_second_step_after_a_code(page, origin):
    ask_for_code(page, origin, "keys@example.org")
    page.get_by_label("Code from the mail").fill(newest_code(page, origin))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{origin}/profile/")

    page.goto(f"{origin}/account/passkeys/add/")
    page.get_by_role("button", name="Set up").click()
    page.wait_for_url("**/account/recovery-codes/")
    expect(page.locator("main li code")).to_have_count(10)

    sign_out(page, origin)
    page.goto(f"{origin}/account/sign-in/?next=/account/devices/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{origin}/account/devices/")
    expect(page.get_by_text("This device")).to_be_visible()

    sign_out(page, origin)
    ask_for_code(page, origin, "keys@example.org")
    page.get_by_label("Code from the mail").fill(newest_code(page, origin))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(f"{origin}/profile/")


def test_cancelled_ceremony_says_what_to_do(new_page, origin):
    page = new_page(locale="en-GB")
    page.goto(f"{origin}/account/sign-in/")
    page.evaluate("void (navigator.credentials.get = async () => { throw new DOMException() })")
    page.get_by_role("button", name="Sign in with a passkey").click()
    words = "That did not work. Please try again, or use a code by mail."
    expect(page.get_by_role("main").get_by_text(words)).to_be_visible()
