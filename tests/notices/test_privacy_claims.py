"""What the privacy page says of periods and cookies is what the code does."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from politoscope.audit import services as audit
from politoscope.audit.forgetting import RULES, Rule, in_reading_order
from politoscope.editions.models import Edition
from politoscope.mail import services as mail
from politoscope.voting.services import retention

pytestmark = pytest.mark.django_db
PAGES = ["/privacy/?lang=en", "/politoscope-2026/privacy/?lang=en"]


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, edition: Edition) -> str:
    """Return the page of the site, and that of an edition."""
    return " ".join(Client().get(request.param).text.split())


def test_page_shows_every_rule_with_its_period(page: str) -> None:
    with translation.override("en"):
        for rule in RULES.values():
            assert str(rule.label) in html.unescape(page)
            assert (rule.period if rule.days else "for good") in page


def test_periods_are_those_of_the_code() -> None:
    days = {code: rule.days for code, rule in RULES.items()}
    assert days["voting.participation"] == retention.KEPT.days == 7
    assert days["mail.outbox"] == mail.KEPT.days == 90
    assert days["audit.log"] == audit.KEPT.days == 365
    assert days["people.sign_ins"] == settings.SESSION_COOKIE_AGE // 86_400 == 14


def operators_line(rule: Rule) -> str:
    held = "" if rule.days is None else "yes" if rule.yields_to_hold else "no"
    return (
        f"| `{rule.code}` | {rule.label} | {rule.period if rule.days else 'for good'} | {rule.action.label} | {held} |"
    )


def test_operators_read_the_same_rules() -> None:
    document = (Path(__file__).parents[2] / "docs/operations/retention.md").read_text(encoding="utf-8")
    with translation.override("en"):
        rows = [operators_line(rule) for rule in in_reading_order()]
    assert re.findall(r"^\| `.*$", document, re.MULTILINE) == rows


def test_page_says_what_stays_on_the_device_and_how_it_goes(page: str) -> None:
    for words in ("a copy of it stays on the device", "Signing out removes the copies", "delete the data of this site"):
        assert words in page


def test_reading_sets_no_cookie_and_sending_no_others_than_those_named(edition: Edition) -> None:
    cache.clear()
    client = Client(enforce_csrf_checks=True)
    for path in ("", "plan/", "proposals/", "privacy/", "vote/", "accessibility/"):
        client.get(f"/politoscope-2026/{path}")
    assert client.cookies.keys() == set()
    form = client.get("/politoscope-2026/accessibility/report/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]
    report = {"text": "Zu klein", "csrfmiddlewaretoken": token}
    client.post("/politoscope-2026/accessibility/report/", report)
    assert client.cookies.keys() <= {settings.CSRF_COOKIE_NAME, "messages"}
    assert "messages" in client.cookies
    assert client.post("/account/sign-in/", {"email": "x@example.org", "csrfmiddlewaretoken": token}).status_code == 302
    client.post("/language/", {"language": "en"})
    named = {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"}
    assert client.cookies.keys() == named


def test_signing_out_removes_what_is_kept_on_the_device(client: Client, ben) -> None:
    client.force_login(ben)
    answer = client.post("/account/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
