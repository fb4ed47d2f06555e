"""What every page has: one heading, a skip link, two silent live regions, help at one place; and the error pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.ui import views

PAGES = ["accessibility", "privacy", "imprint"]


@pytest.mark.parametrize("path", [f"/{page}/" for page in PAGES] + [f"/politoscope-2026/{page}/" for page in PAGES])
@pytest.mark.parametrize("language", ["de", "en"])
def test_page_has_its_frame(client: Client, edition: Edition, path: str, language: str) -> None:
    response = client.get(f"{path}?lang={language}")
    assert response.status_code == 200
    page = lxml.html.fromstring(response.content)
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//body/a[1]/@href") == ["#main"]
    assert page.xpath("//main/@id") == ["main"]
    for role in ("status", "alert"):
        [region] = page.xpath(f"//*[@role='{role}']")
        assert not region.text_content().strip()
        assert not region.xpath("ancestor::main")
    assert page.xpath("//footer//section[@aria-labelledby='help-title']")
    assert len(page.xpath("//footer//nav//a")) == (4 if path.startswith("/politoscope-2026/") else 3)
    assert page.xpath("//*[@style or @onclick] | //style | //script[not(@src)]") == []


def test_pages_of_an_edition_name_its_hosts_and_its_contact(client: Client, edition: Edition) -> None:
    Edition.objects.update(contact_email="orga@example.org")
    page = client.get("/politoscope-2026/imprint/").text
    assert "Staatskanzlei Nordrhein-Westfalen" in page
    assert "mailto:orga@example.org" in page
    elsewhere = client.get("/imprint/").text
    assert "Staatskanzlei" not in elsewhere
    assert "mailto:" not in elsewhere


def test_unknown_address_offers_a_way_on(client: Client, edition: Edition) -> None:
    response = client.get("/politoscope-2027/plan/?lang=en")
    assert response.status_code == 404
    page = lxml.html.fromstring(response.content)
    assert page.xpath("//h1")[0].text == "We could not find this page"
    assert page.xpath("//main//a/@href") == ["/", "/account/sign-in/?next=%2Fpolitoscope-2027%2Fplan%2F"]


def test_person_without_the_role_is_told_whom_to_ask(client: Client, dora: Person) -> None:
    client.force_login(dora)
    response = client.get("/politoscope-2026/organise/plan/?lang=en")
    assert response.status_code == 403
    assert "You may not open this page" in response.text
    assert "Ask the organisers" in response.text


def test_expired_form_is_explained(edition: Edition) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/account/sign-in/?lang=en", {"email": "ada@example.org"})
    assert response.status_code == 403
    assert "Please send the form again" in response.text


def test_page_after_an_error_of_ours_needs_no_database(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = views.server_error(RequestFactory().get("/"))
    assert len(queries) == 0
    assert response.status_code == 500
    page = lxml.html.fromstring(response.content)
    assert page.xpath("//h1")[0].text == "Da ist etwas schiefgegangen"
    assert page.xpath("//section/@lang") == ["en"]


def test_page_of_components_renders(rf: RequestFactory, db: None) -> None:
    page = lxml.html.fromstring(views.styleguide(rf.get("/styleguide/")).content)
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//main//section")) >= 8


def test_manifest_names_an_icon_that_exists(client: Client, db: None) -> None:
    manifest = client.get("/manifest.webmanifest").json()
    assert [icon["src"] for icon in manifest["icons"]] == ["/static/ui/icon.svg"]


def test_weaknesses_have_an_address(client: Client, db: None, settings) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert list(fields) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"


def test_address_for_weaknesses_is_renewed_in_time() -> None:
    """When this fails, read SECURITY.md again, and put the date off (S-11; RFC 9116 wants less than a year)."""
    left = datetime.fromisoformat(views.SECURITY_TXT_EXPIRES) - datetime.now(UTC)
    assert timedelta(days=60) < left < timedelta(days=366)
