"""S-04: the headers of pages; P-11: no cookie for those who only read; the language of the page."""

from __future__ import annotations

import gzip
from datetime import datetime

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from politoscope.editions.enums import AddressForm
from politoscope.editions.models import Edition
from politoscope.people.models import Person

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("path", ["/politoscope-2026/privacy/", "/no-such-barcamp/", "/manifest.webmanifest"])
def test_every_answer_carries_the_headers(client: Client, edition: Edition, path: str) -> None:
    headers = client.get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_reader_gets_no_cookie_and_may_keep_the_page(client: Client, edition: Edition) -> None:
    response = client.get("/politoscope-2026/privacy/")
    assert response.cookies == {}
    assert "Cache-Control" not in response.headers
    assert {"Cookie", "Accept-Language"} <= set(response.headers["Vary"].split(", "))


def test_signed_in_pages_are_never_stored(client: Client, ben: Person) -> None:
    client.force_login(ben)
    assert client.get("/politoscope-2026/privacy/").headers["Cache-Control"] == "no-store"


def test_sign_out_empties_the_browser(client: Client, ben: Person) -> None:
    client.force_login(ben)
    assert "Clear-Site-Data" not in client.get("/politoscope-2026/privacy/").headers
    response = client.post("/account/sign-out/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("de-AT,de;q=0.9", "de"),
        ("en-GB,en;q=0.8", "en"),
        ("fr,en;q=0.5", "en"),
        ("fr", "de"),
        ("", "de"),
        ("de-du", "de"),
    ],
)
def test_browser_chooses_the_language(client: Client, edition: Edition, accepted: str, code: str) -> None:
    response = client.get("/politoscope-2026/privacy/", HTTP_ACCEPT_LANGUAGE=accepted)
    assert f'<html lang="{code}">' in response.text
    assert response.headers["Content-Language"] == code


def test_address_beats_cookie_beats_browser(client: Client, edition: Edition) -> None:
    client.cookies["language"] = "en"
    assert '<html lang="en">' in client.get("/politoscope-2026/privacy/", HTTP_ACCEPT_LANGUAGE="de").text
    assert '<html lang="de">' in client.get("/politoscope-2026/privacy/?lang=de").text
    client.cookies["language"] = "xx"
    assert '<html lang="de">' in client.get("/politoscope-2026/privacy/").text


def test_asking_for_a_language_in_the_address_leaves_no_trace(client: Client, edition: Edition) -> None:
    assert client.get("/politoscope-2026/privacy/?lang=en").cookies == {}


def test_edition_chooses_the_form_of_address(client: Client, edition: Edition) -> None:
    assert "Ihre Rechte" in client.get("/politoscope-2026/privacy/").text
    Edition.objects.update(address_form=AddressForm.DU)
    page = client.get("/politoscope-2026/privacy/")
    assert "Deine Rechte" in page.text
    assert '<html lang="de">' in page.text
    assert "Your rights" in client.get("/politoscope-2026/privacy/?lang=en").text


def test_choosing_a_language_is_remembered_and_leads_back(client: Client, edition: Edition) -> None:
    response = client.post("/language/", {"language": "en", "next": "/politoscope-2026/privacy/?a=b"})
    assert response["Location"] == "/politoscope-2026/privacy/?a=b"
    cookie = response.cookies["language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert '<html lang="en">' in client.get("/politoscope-2026/privacy/").text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_language_switch_leads_nowhere_else(client: Client, db: None, target: str) -> None:
    assert client.post("/language/", {"language": "xx", "next": target})["Location"] == "/"
    assert client.post("/language/", {"language": "xx", "next": target}).cookies == {}
    assert client.get("/language/").status_code == 405


def test_switch_offers_the_page_without_the_language_asked_for(client: Client, edition: Edition) -> None:
    page = client.get("/politoscope-2026/privacy/?lang=en&a=b").text
    assert 'name="next" value="/politoscope-2026/privacy/?a=b"' in page


def test_pages_travel_compressed_and_say_so(client: Client, edition: Edition) -> None:
    plain = client.get("/politoscope-2026/privacy/")
    packed = client.get("/politoscope-2026/privacy/", HTTP_ACCEPT_ENCODING="gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert "Content-Encoding" not in client.get("/manifest.webmanifest", HTTP_ACCEPT_ENCODING="gzip").headers


def test_english_pages_write_days_and_times_as_in_europe() -> None:
    instant = datetime(2026, 10, 5, 15, 30)
    with translation.override("en"):
        written = [date_format(instant, form) for form in ("DATE_FORMAT", "SHORT_DATE_FORMAT", "DATETIME_FORMAT")]
    assert written == ["5 October 2026", "5 Oct 2026", "5 October 2026, 15:30"]
    with translation.override("de"):
        assert date_format(instant, "DATETIME_FORMAT") == "5. Oktober 2026 15:30"
