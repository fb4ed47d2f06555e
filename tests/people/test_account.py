"""Profile, devices, second factor, and what stands behind them."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from allauth.account.internal.userkit import user_id_to_str
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client, RequestFactory

from politoscope.people.adapter import AccountAdapter, SocialAccountAdapter, acr_of
from politoscope.people.devices import device_name
from politoscope.people.mailboxes import mailbox_of
from politoscope.people.models import Person
from politoscope.people.services import create_person_without_mail, find_or_create_person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 15, 8, 0, tzinfo=UTC)
PAGES = ["/profile/", "/account/devices/", "/account/passkeys/", "/account/passkeys/add/", "/account/second-factor/"]


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def sign_in_by_code(client: Client, address: str, newest_code) -> None:
    client.post("/account/sign-in/", {"email": address})
    client.post("/account/code/", {"code": newest_code()})


@pytest.mark.parametrize("page", PAGES)
def test_own_pages_want_a_sign_in(client, page):
    assert client.get(page)["Location"].startswith("/account/sign-in/")


def test_profile_is_changed(client, ben):
    client.force_login(ben)
    client.post("/profile/", {"name": "Ben Neu", "organisation": "Bund", "language": "de"})
    ben.refresh_from_db()
    assert (ben.name, ben.organisation, ben.language) == ("Ben Neu", "Bund", "de")


@pytest.mark.parametrize(("field", "value"), [("name", "x" * 121), ("language", "tlh"), ("language", "")])
def test_wrong_profile_is_explained_and_not_saved(client, ben, field, value):
    client.force_login(ben)
    response = client.post("/profile/", {"name": "Ben", "organisation": "", "language": "de", field: value})
    assert list(response.context["form"].errors) == [field]
    ben.refresh_from_db()
    assert ben.name == "Ben Behörde"


def test_devices_are_listed_and_signed_out(client, ben, newest_code):
    other = Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1"})
    for browser in (other, client):
        sign_in_by_code(browser, "ben@example.org", newest_code)
    devices = client.get("/account/devices/").context["devices"]
    assert [(device.name, device.is_this) for device in devices] == [("Browser", True), ("Safari auf iPhone", False)]
    client.post(f"/account/devices/{devices[1].id}/end/")
    assert other.get("/profile/").status_code == 302
    assert client.get("/profile/").status_code == 200


def test_all_other_devices_are_signed_out_at_once(client, ben, newest_code):
    others = [Client(), Client()]
    for browser in (*others, client):
        sign_in_by_code(browser, "ben@example.org", newest_code)
    client.post("/account/devices/end-others/")
    assert [browser.get("/profile/").status_code for browser in (*others, client)] == [302, 302, 200]


def test_device_of_somebody_else_is_not_found(client, ben, ada, newest_code):
    other = Client()
    sign_in_by_code(other, "ada@example.org", newest_code)
    client.force_login(ben)
    assert client.post(f"/account/devices/{UserSession.objects.get().pk}/end/").status_code == 404
    assert other.get("/profile/").status_code == 200


def test_pseudonym_is_the_same_for_a_sender_and_differs_between_senders():
    def of(address: str) -> str:
        return AccountAdapter().get_client_ip(RequestFactory().get("/", REMOTE_ADDR=address))

    assert of("203.0.113.7") == of("203.0.113.7")
    assert of("203.0.113.7") != of("203.0.113.8")


def test_second_factor_page_offers_to_set_one_up_or_to_use_it(client, cem):
    client.force_login(cem)
    page = client.get("/account/second-factor/?next=/politoscope-2026/organise/")
    assert page.context["has_passkey"] is False
    Authenticator.objects.create(user=cem, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {}})
    page = client.get("/account/second-factor/?next=/politoscope-2026/organise/")
    assert page.context["confirm_url"] == "/account/passkeys/confirm/?next=%2Fpolitoscope-2026%2Forganise%2F"


def test_second_factor_page_never_leads_off_the_site(client, cem):
    client.force_login(cem)
    page = client.get("/account/second-factor/?next=https://evil.example/")
    assert page.context["confirm_url"] == "/account/passkeys/confirm/?next=%2F"


@pytest.mark.parametrize(
    ("method", "acr", "wanted", "opens"),
    [
        ({"method": "code"}, "", "gold", False),
        ({"method": "mfa"}, "", "", True),
        ({"method": "socialaccount"}, "gold", "gold", True),
        ({"method": "socialaccount"}, "silver", "gold", False),
        ({"method": "socialaccount"}, "", "", False),
    ],
)
def test_staff_page_opens_for_a_passkey_or_the_required_strength(
    client, edition, cem, settings, method, acr, wanted, opens
):
    settings.STAFF_NEEDS_SECOND_FACTOR, settings.OIDC_STAFF_ACR = True, wanted
    client.force_login(cem)
    store = client.session
    store["account_authentication_methods"] = [{"at": 0, **method}]
    store["account_authentication_methods_user"] = user_id_to_str(cem)
    store["oidc_acr"] = acr
    store.save()
    status = client.get("/politoscope-2026/organise/").status_code
    assert status == (200 if opens else 302)


def test_factor_of_somebody_else_in_the_same_browser_does_not_count(client, edition, cem, ben, settings):
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    client.force_login(cem)
    store = client.session
    store["account_authentication_methods"] = [{"at": 0, "method": "mfa"}]
    store["account_authentication_methods_user"] = user_id_to_str(ben)
    store.save()
    assert client.get("/politoscope-2026/organise/").status_code == 302


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ben@Example.org", "ben@example.org"),
        ("ben+berlin@example.org", "ben@example.org"),
        ("ben@bücher.example", "ben@xn--bcher-kva.example"),
        ("ben@example.org", "ben@example.org"),
    ],
)
def test_mailbox_ignores_case_alias_and_spelling(one, other):
    assert mailbox_of(one) == mailbox_of(other)


def test_find_or_create_finds_whatever_the_case_and_keeps_what_is_known():
    first = find_or_create_person(email="Eva@Example.org", name="Eva", now=NOW)
    again = find_or_create_person(email="eva+x@example.org", name="Eve", organisation="Bund", now=NOW)
    again.refresh_from_db()
    assert (again.pk, again.name, again.organisation, again.email) == (first.pk, "Eva", "Bund", "eva@example.org")
    assert first.created_at == NOW
    assert not first.has_usable_password()


def test_people_without_address_are_several():
    people = {create_person_without_mail(name="Eva", now=NOW).pk for _row in range(2)}
    assert len(people) == Person.objects.filter(email=None).count() == 2


def social_login(email: str, *, is_verified: bool) -> SimpleNamespace:
    connected: list[Person] = []
    return SimpleNamespace(
        account=SimpleNamespace(extra_data={"id_token": {"acr": "gold"}}),
        user=SimpleNamespace(email=email),
        email_addresses=[SimpleNamespace(verified=is_verified, email=email)],
        is_existing=False,
        connected=connected,
        connect=lambda request, person: connected.append(person),
    )


@pytest.fixture
def request_of_nobody(rf):
    request = rf.get("/")
    request.session = {}
    return request


def test_single_sign_on_leads_to_the_person_with_the_same_mailbox(request_of_nobody):
    ben = PersonFactory(email="ben@example.org")
    login = social_login("Ben@example.org", is_verified=True)
    SocialAccountAdapter().pre_social_login(request_of_nobody, login)
    assert login.connected == [ben]
    assert request_of_nobody.session["oidc_acr"] == "gold"


def test_single_sign_on_with_an_unchecked_address_does_not_take_over_an_account(request_of_nobody, monkeypatch):
    PersonFactory(email="ben@example.org")
    login = social_login("ben@example.org", is_verified=False)
    monkeypatch.setattr("politoscope.people.adapter.messages.error", lambda request, words: None)
    with pytest.raises(ImmediateHttpResponse):
        SocialAccountAdapter().pre_social_login(request_of_nobody, login)
    assert login.connected == []


@pytest.mark.parametrize("data", [{}, {"id_token": {}}, {"userinfo": {"acr": "gold"}}])
def test_strength_counts_only_from_the_signed_token(data):
    assert acr_of(data) == ""


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0", "Firefox auf Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit Chrome/140 Safari/537.36 Edg/140", "Edge auf Linux"),
        ("curl/8", "Browser"),
    ],
)
def test_devices_have_names_people_know(agent, name):
    assert device_name(agent) == name
