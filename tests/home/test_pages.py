from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from politoscope.editions.enums import Phase
from politoscope.home.actions import (
    LOOK_BACK,
    PLAN,
    PROPOSE,
    READ_PROPOSALS,
    REGISTER,
    REGISTER_INVITED,
    TICKET,
    VOTE,
    WAITING,
)
from politoscope.registration.enums import RegistrationStatus
from tests.factories.editions import (
    DayFactory,
    EditionFactory,
    LinkFactory,
    PhaseStartFactory,
    ProgrammeItemFactory,
    ProgrammePersonFactory,
)
from tests.factories.registration import RegistrationFactory

pytestmark = pytest.mark.django_db
HOME = "/politoscope-2026/"


def actions(client: Client) -> list[object]:
    return [action for _url, action in client.get(HOME).context["front"].actions]


@pytest.mark.parametrize(
    ("phase", "nobody", "participant"),
    [
        (Phase.PREPARATION, [], []),
        (Phase.REGISTRATION, [REGISTER, PROPOSE, READ_PROPOSALS], [PROPOSE, TICKET, READ_PROPOSALS]),
        (Phase.PROPOSALS, [REGISTER, PROPOSE, READ_PROPOSALS], [PROPOSE, TICKET, READ_PROPOSALS]),
        (Phase.VOTING, [REGISTER, READ_PROPOSALS, PROPOSE], [VOTE, TICKET, READ_PROPOSALS, PROPOSE]),
        (Phase.PLANNING, [REGISTER, READ_PROPOSALS], [READ_PROPOSALS, TICKET]),
        (Phase.LIVE, [REGISTER, PLAN], [PLAN, TICKET]),
        (Phase.DOCUMENTATION, [LOOK_BACK], [LOOK_BACK]),
        (Phase.ARCHIVE, [LOOK_BACK], [LOOK_BACK]),
    ],
)
def test_home_offers_what_the_phase_allows(client, edition, ben, phase, nobody, participant):
    edition.phase_by_hand = phase
    edition.save()
    assert actions(client) == nobody
    client.force_login(ben)
    assert actions(client) == participant


def test_who_waits_sees_the_waiting_list_instead_of_the_vote(client, edition):
    edition.phase_by_hand = Phase.VOTING
    edition.save()
    row = RegistrationFactory(edition=edition, status=RegistrationStatus.WAITING, waiting_number=1)
    client.force_login(row.person)
    assert actions(client) == [WAITING, READ_PROPOSALS, PROPOSE]


def test_home_of_a_closed_circle_speaks_of_the_invitation_and_not_of_places(client, edition, ben):
    edition.phase_by_hand, edition.is_by_invitation, edition.capacity = Phase.PROPOSALS, True, 7
    edition.save()
    front = client.get(HOME).context["front"]
    assert (front.actions[0][1], front.places_left) == (REGISTER_INVITED, None)
    client.force_login(ben)
    assert actions(client) == [PROPOSE, TICKET, READ_PROPOSALS]


def test_home_says_when_registration_opens(client, edition, now):
    edition.phase_by_hand = ""
    edition.save()
    opens = now + timedelta(days=9000)
    PhaseStartFactory(edition=edition, phase=Phase.REGISTRATION, starts_at=opens)
    assert f"It opens on {opens.day} {opens:%B} {opens.year},".encode() in client.get(f"{HOME}?lang=en").content


@pytest.mark.parametrize("phase", list(Phase))
def test_home_shows_frame_programme_and_people_in_every_phase(client, edition, phase):
    edition.phase_by_hand = phase
    edition.description_en = "Bring **questions**."
    edition.save()
    LinkFactory(edition=edition, label="LinkedIn group")
    ProgrammePersonFactory(
        item=ProgrammeItemFactory(edition=edition, title="On trust"), name="Pia Rede", part="keynote"
    )
    page = client.get(f"{HOME}?lang=en").content.decode()
    for words in (
        "15 October 2026",
        edition.venue,
        "Staatskanzlei Nordrhein-Westfalen",
        "<strong>questions</strong>",
        "On trust",
        "Pia Rede",
        "LinkedIn group",
        edition.contact_email,
    ):
        assert words in page


def test_home_sets_no_cookie_and_needs_none(client, edition):
    assert client.get(HOME).cookies == {}


def test_unpublished_edition_is_for_its_team_only(client, edition, ben, cem, dora):
    edition.is_published = False
    edition.save()
    assert client.get(HOME).status_code == 404
    for person, status in ((ben, 404), (dora, 404), (cem, 200)):
        browser = Client()
        browser.force_login(person)
        assert browser.get(HOME).status_code == status


def test_unknown_edition_is_not_found(client, edition):
    assert client.get("/politoscope-1999/").status_code == 404


def test_past_editions_are_listed_newest_first_and_open(client, edition):
    years = {2022: date(2022, 5, 19), 2025: date(2025, 11, 20), 2023: date(2023, 10, 19)}
    for year, day in years.items():
        past = EditionFactory(series=edition.series, slug=f"politoscope-{year}", title=str(year))
        DayFactory(edition=past, date=day)
    hidden = EditionFactory(series=edition.series, is_published=False)
    DayFactory(edition=hidden, date=date(2021, 5, 1))
    EditionFactory(title="Another series")
    assert [past.title for past in client.get(HOME).context["front"].past] == ["2025", "2023", "2022"]
    assert client.get("/politoscope-2022/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_queries_however_much_is_on(client, edition, django_assert_num_queries, count):
    for _row in range(count):
        ProgrammePersonFactory(item=ProgrammeItemFactory(edition=edition))
        LinkFactory(edition=edition)
        DayFactory(edition=EditionFactory(series=edition.series), date=date(2020, 1, 1))
    with django_assert_num_queries(11):
        client.get(HOME)


def start_leads_to(client: Client) -> str:
    return client.get("/")["Location"]


def test_start_leads_to_todays_edition_else_the_next_else_the_last(client, db):

    today = timezone.localdate()
    for slug, days in (("long-ago", -900), ("last", -30)):
        DayFactory(edition=EditionFactory(slug=slug), date=today + timedelta(days=days))
    assert start_leads_to(client) == "/last/"
    for slug, days in (("later", 400), ("next", 20)):
        DayFactory(edition=EditionFactory(slug=slug), date=today + timedelta(days=days))
    assert start_leads_to(client) == "/next/"
    two_days = EditionFactory(slug="now")
    for days in (-1, 0):
        DayFactory(edition=two_days, date=today + timedelta(days=days))
    assert start_leads_to(client) == "/now/"


def test_start_without_edition_says_what_to_do(client, db):
    page = client.get("/?lang=en")
    assert page.status_code == 200
    assert "There is no barcamp here yet" in page.content.decode()
    assert page.cookies == {}


def test_start_does_not_lead_to_an_unpublished_edition(client, edition):
    edition.is_published = False
    edition.save()
    assert client.get("/").status_code == 200


def test_healthz_answers_in_plain_text(client, db):
    response = client.get("/healthz")
    assert (response.content, response["Content-Type"]) == (b"ok\n", "text/plain")
