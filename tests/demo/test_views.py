from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from politoscope.demo.build import build_today
from politoscope.demo.roles import ROLES, role_of
from politoscope.editions.enums import Phase
from politoscope.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_site(now: datetime) -> Client:
    """Return a visitor of a demo whose edition of today has just been set up."""
    build_today(seed=1, now=now)
    with override_settings(ROOT_URLCONF="tests.demo.urls", DEMO=True):
        yield Client()


@pytest.mark.parametrize("key", sorted(ROLES))
def test_stepping_into_a_role_signs_in_and_leads_to_its_page(demo_site: Client, key: str) -> None:
    response = demo_site.post(f"/demo/role/{key}/")
    person = Person.objects.get(pk=demo_site.session["_auth_user_id"])
    assert role_of(person) == ROLES[key]
    assert response.url == reverse(ROLES[key].url_name, kwargs={"edition": "heute"})
    assert demo_site.get(response.url).status_code == 200


def test_stepping_needs_a_post_from_this_site(demo_site: Client) -> None:
    assert demo_site.get("/demo/role/organiser/").status_code == 405
    refused = demo_site.post("/demo/role/organiser/", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert "_auth_user_id" not in demo_site.session


def test_unknown_role_is_not_found(demo_site: Client) -> None:
    assert demo_site.post("/demo/role/minister/").status_code == 404


def test_leaving_signs_out(demo_site: Client) -> None:
    demo_site.post("/demo/role/organiser/")
    demo_site.post("/demo/leave/")
    assert "_auth_user_id" not in demo_site.session


def test_next_phase_lets_people_register(demo_site: Client) -> None:
    from politoscope.editions.models import Edition

    demo_site.post("/demo/phase/")
    edition = Edition.objects.get(slug="heute")
    assert (edition.phase_by_hand, edition.registrations.count()) == (Phase.REGISTRATION, 120)


def test_mailbox_shows_mails_with_their_files(demo_site: Client) -> None:
    demo_site.post("/demo/phase/")
    page = demo_site.get("/mailbox/")
    assert page.status_code == 200
    assert "@example.org" in page.content.decode()


def test_banner_stands_on_pages_of_the_demo(demo_site: Client) -> None:
    assert "bc-demo" in demo_site.get("/privacy/").content.decode()


def test_addresses_of_the_demo_do_not_exist_elsewhere(client: Client) -> None:
    assert client.post("/demo/role/organiser/").status_code == 404
    assert client.get("/mailbox/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:overview")
