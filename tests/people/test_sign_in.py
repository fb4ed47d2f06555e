"""Sign-in by a mailed code: S-01, S-03, R-06."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
CODE = "/account/code/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_code_signs_in_somebody_known(client, ben, ask_for_code, newest_code):
    ask_for_code("ben@example.org", "/profile/")
    response = client.post(CODE, {"code": newest_code()})
    assert response["Location"] == "/profile/"
    assert signed_in(client) == str(ben.pk)


def test_code_signs_up_somebody_new(client, ask_for_code, newest_code):
    ask_for_code("new@example.org")
    assert not Person.objects.filter(email="new@example.org").exists()
    client.post(CODE, {"code": newest_code()})
    assert signed_in(client) == str(Person.objects.get(email="new@example.org").pk)


def test_new_person_keeps_the_language_of_the_page(client, ask_for_code, newest_code):
    ask_for_code("new@example.org")
    client.post(f"{CODE}?lang=en", {"code": newest_code()})
    assert Person.objects.get(email="new@example.org").language == "en"


def test_code_may_be_typed_with_a_space(client, ben, ask_for_code, newest_code):
    ask_for_code("ben@example.org")
    code = newest_code()
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert signed_in(client) == str(ben.pk)


@pytest.mark.parametrize("address", ["BEN@Example.ORG", " ben@example.org ", "ben+news@example.org"])
def test_case_and_alias_lead_to_the_same_person_and_the_stored_address(client, ben, ask_for_code, newest_code, address):
    ask_for_code(address)
    assert OutboxMail.objects.get().to_address == "ben@example.org"
    client.post(CODE, {"code": newest_code()})
    assert signed_in(client) == str(ben.pk)


def test_prefetching_the_link_consumes_nothing(client, ben, ask_for_code, newest_code):
    ask_for_code("ben@example.org")
    code = newest_code()
    for _visit in range(3):
        assert client.get(CODE).status_code == 200
        assert Client().get(f"{CODE}?{code}").status_code == 200
    client.post(CODE, {"code": code})
    assert signed_in(client) == str(ben.pk)


def test_link_carries_the_code_only_as_fragment(client, ben, ask_for_code, newest_code):
    ask_for_code("ben@example.org")
    link = re.search(r"https?://\S+", OutboxMail.objects.get().text)[0]
    assert link == f"http://testserver{CODE}#{newest_code()}"


def test_code_works_once(client, ben, ask_for_code, newest_code):
    ask_for_code("ben@example.org")
    code = newest_code()
    client.post(CODE, {"code": code})
    client.post("/account/sign-out/")
    response = client.post(CODE, {"code": code})
    assert signed_in(client) is None
    assert "This browser waits for no code" in client.get(f"{CODE}?lang=en").content.decode()
    assert response.status_code == 200


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_code_runs_out_after_ten_minutes(client, ben, ask_for_code, newest_code, minutes, works):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask_for_code("ben@example.org")
        clock.shift(timedelta(minutes=minutes))
        client.post(CODE, {"code": newest_code()})
    assert (signed_in(client) is not None) is works


def test_second_browser_cannot_use_the_code(client, ben, ask_for_code, newest_code):
    ask_for_code("ben@example.org")
    other = Client()
    response = other.post(f"{CODE}?lang=en", {"code": newest_code()})
    assert "This browser waits for no code" in response.content.decode()
    assert signed_in(other) is None


def test_code_of_one_request_does_not_fit_another(client, ben, ada, ask_for_code, newest_code):
    ask_for_code("ben@example.org")
    code_of_ben = newest_code()
    ask_for_code("ada@example.org")
    while newest_code() == code_of_ben:
        ask_for_code("ada@example.org")
    client.post(CODE, {"code": code_of_ben})
    assert signed_in(client) is None


def test_five_wrong_codes_end_the_attempt(client, ben, ask_for_code, newest_code):
    ask_for_code("ben@example.org")
    code = newest_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _attempt in range(5):
        client.post(CODE, {"code": wrong})
    client.post(CODE, {"code": code})
    assert signed_in(client) is None


def test_new_code_replaces_the_old_one(client, ben, ask_for_code, newest_code):
    ask_for_code("ben@example.org")
    old = newest_code()
    client.post(CODE, {"action": "resend"})
    assert OutboxMail.objects.count() == 2
    new = newest_code()
    if old != new:
        client.post(CODE, {"code": old})
        assert signed_in(client) is None
    client.post(CODE, {"code": new})
    assert signed_in(client) == str(ben.pk)


def test_resending_ends_after_three(client, ben, ask_for_code):
    ask_for_code("ben@example.org")
    for _click in range(6):
        client.post(CODE, {"action": "resend"})
    assert OutboxMail.objects.count() == 4


def without_what_differs_by_itself(body: str, address: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body).replace(address, "ADDRESS")


def test_known_and_unknown_addresses_get_the_same_answers(ben):
    answers = []
    for address in ("ben@example.org", "nobody@example.org"):
        client = Client()
        first = client.post("/account/sign-in/", {"email": address})
        page = client.get(CODE)
        wrong = client.post(CODE, {"code": "000000x"})
        mail = OutboxMail.objects.order_by("created_at").last()
        answers.append(
            (
                first.status_code,
                first["Location"],
                sorted(first.cookies),
                without_what_differs_by_itself(page.content.decode(), address),
                without_what_differs_by_itself(wrong.content.decode(), address),
                re.sub(r"\d{3} ?\d{3}", "CODE", mail.text),
            )
        )
    assert answers[0] == answers[1]


def test_known_and_unknown_addresses_cost_the_same_queries(ben):
    counts = []
    for address in ("ben@example.org", "nobody@example.org"):
        client = Client()
        client.get("/account/sign-in/")
        with CaptureQueriesContext(connection) as queries:
            client.post("/account/sign-in/", {"email": address})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_robot_gets_the_same_answer_and_no_mail(client, ben):
    response = client.post("/account/sign-in/", {"email": "ben@example.org", "website": "https://spam.example"})
    assert response["Location"] == CODE
    assert client.get(CODE).status_code == 200
    client.post(CODE, {"code": ""})
    assert not OutboxMail.objects.exists()
    assert signed_in(client) is None


def test_sixth_code_within_ten_minutes_is_refused(client, ben, ask_for_code):
    for _request in range(5):
        ask_for_code("ben@example.org")
    response = client.post("/account/sign-in/?lang=en", {"email": "ben+other@example.org"})
    assert "Please wait ten minutes" in response.content.decode()
    assert OutboxMail.objects.count() == 5


@pytest.mark.parametrize("address", ["", "nonsense", "a@b", "x" * 260 + "@example.org", "a@-.example"])
def test_wrong_address_is_explained_and_kept(client, address):
    response = client.post("/account/sign-in/", {"email": address})
    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    assert not OutboxMail.objects.exists()


def test_next_never_leaves_the_site(client, ben, ask_for_code, newest_code):
    ask_for_code("ben@example.org", "https://evil.example/")
    assert client.post(CODE, {"code": newest_code()})["Location"] == "/"


def test_locked_person_is_told_so(client, ask_for_code, newest_code):
    PersonFactory(email="locked@example.org", is_active=False)
    ask_for_code("locked@example.org")
    response = client.post(CODE, {"code": newest_code()})
    assert response["Location"] == "/account/locked/"
    assert signed_in(client) is None


def test_signing_out_takes_a_post(client, ben):
    client.force_login(ben)
    client.get("/account/sign-out/")
    assert signed_in(client) == str(ben.pk)
    response = client.post("/account/sign-out/")
    assert signed_in(client) is None
    assert response["Clear-Site-Data"] == '"cache", "storage"'
