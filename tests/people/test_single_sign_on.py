"""Single sign-on by configuration alone (S-01), and the second factor of the team through it (S-02): against a
provider of our own that speaks real HTTP and signs real tokens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from politoscope.environment import Environment
from politoscope.people.models import Person
from tests.people.provider import CLIENT, SECRET, Provider, running_provider

pytestmark = pytest.mark.django_db
START = "/account/single-sign-on/oidc/login/"
OFFICE = "/politoscope-2026/organise/rooms/"


@pytest.fixture
def provider(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Return a running provider the site is configured for as an operator would do it: by its environment."""
    with running_provider() as provider:
        names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_STAFF_ACR")
        for name, value in zip(names, (provider.origin, CLIENT, SECRET, "Landesportal", "gold"), strict=True):
            monkeypatch.setenv(name, value)
        settings.SOCIALACCOUNT_PROVIDERS = Environment().oidc(*names)
        settings.OIDC_STAFF_ACR = "gold"
        settings.STAFF_NEEDS_SECOND_FACTOR = True
        yield provider


@pytest.fixture
def sign_in(provider: Provider) -> Callable[..., Any]:
    """Return a function that goes to the provider, signs in there, and comes back."""

    def go(client: Client, next_url: str = "/profile/", **claims: Any) -> Any:
        away = client.post(f"{START}?next={next_url}")
        assert away["Location"].startswith(f"{provider.origin}/authorize?")
        return client.get(provider.authorize(away["Location"], **claims))

    return go


def is_signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def test_page_offers_the_provider_and_asks_it_for_the_strength_the_team_needs(client, provider: Provider) -> None:
    assert "Mit Landesportal anmelden" in client.get("/account/sign-in/").text
    asked = parse_qs(urlsplit(client.post(START)["Location"]).query)
    assert asked["acr_values"] == ["gold"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_somebody_new_becomes_a_person_with_a_clean_name(client, edition, sign_in) -> None:
    answer = sign_in(client, "/politoscope-2026/", email="Eva@Example.org", name="Eva\r\nNeu")
    assert (answer.status_code, answer["Location"]) == (302, "/politoscope-2026/")
    person = Person.objects.get(email="eva@example.org")
    assert person.name == "Eva Neu"
    assert not person.has_usable_password()
    assert is_signed_in(client)
    assert UserSession.objects.get().ip == "::"


def test_somebody_known_stays_the_same_person(client, ben: Person, sign_in) -> None:
    for spelling in ("ben@example.org", "Ben@Example.org"):
        sign_in(client, email=spelling, name="Benjamin")
        assert client.get("/profile/").context["user"] == ben
        client.logout()
    ben.refresh_from_db()
    assert ben.name == "Ben Behörde"


def test_alias_at_the_provider_takes_over_nobody(client, ben: Person, sign_in) -> None:
    """Elsewhere ``ben+x`` may be somebody else; only mail to Ben's own address proves that he reads it."""
    answer = sign_in(client, email="ben+x@example.org")
    assert answer["Location"] == "/account/sign-in/"
    assert not is_signed_in(client)


def test_address_the_provider_has_not_checked_takes_over_nobody(client, ben: Person, sign_in) -> None:
    answer = sign_in(client, email="ben@example.org", email_verified=False)
    assert answer["Location"] == "/account/sign-in/"
    assert not is_signed_in(client)


def test_required_strength_opens_the_pages_of_the_team(client, edition, cem: Person, sign_in) -> None:
    sign_in(client, OFFICE, email=cem.email, acr="gold")
    assert client.get(OFFICE).status_code == 200


@pytest.mark.parametrize("claims", [{}, {"acr": "bronze"}, {"acr": "gold "}, {"acr": "GOLD"}])
def test_weaker_sign_in_leads_to_the_second_factor(client, edition, cem: Person, sign_in, claims) -> None:
    sign_in(client, OFFICE, email=cem.email, **claims)
    assert is_signed_in(client)
    assert client.get(OFFICE)["Location"].startswith("/account/second-factor/")


def test_strength_ends_with_the_sign_in(client, edition, cem: Person, sign_in) -> None:
    sign_in(client, email=cem.email, acr="gold")
    client.post("/account/sign-out/")
    sign_in(client, email=cem.email)
    assert client.get(OFFICE)["Location"].startswith("/account/second-factor/")


@pytest.mark.parametrize(
    "changes",
    [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": int(time.time()) - 60}],
    ids=["issuer", "audience", "expired"],
)
def test_token_for_somebody_else_or_too_old_is_refused(client, provider: Provider, ben, sign_in, changes) -> None:
    provider.token_changes = changes
    answer = sign_in(client, email="ben@example.org")
    assert "Anmeldung fehlgeschlagen" in answer.text
    assert not is_signed_in(client)


def test_answer_to_another_browser_is_refused(client, provider: Provider, ben) -> None:
    away = Client().post(START)["Location"]
    answer = client.get(provider.authorize(away, email="ben@example.org"))
    assert "Anmeldung fehlgeschlagen" in answer.text
    assert not is_signed_in(client)


def test_code_works_once(client, provider: Provider, ben) -> None:
    back = provider.authorize(client.post(START)["Location"], email="ben@example.org")
    client.get(back)
    assert is_signed_in(client)
    client.logout()
    assert "Anmeldung fehlgeschlagen" in client.get(back).text
    assert not is_signed_in(client)


def test_provider_that_is_down_is_explained(client, provider: Provider) -> None:
    provider.is_broken = True
    answer = client.post(START)
    assert "Anmeldung fehlgeschlagen" in answer.text
    assert "Code per E-Mail" in answer.text


def test_looking_at_the_address_starts_nothing(client, provider: Provider) -> None:
    assert client.get(START).status_code == 200
    assert "Landesportal" in client.get(START).text
