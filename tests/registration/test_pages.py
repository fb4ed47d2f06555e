from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from politoscope.editions.enums import Phase, Role
from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from politoscope.registration.enums import Purpose, RegistrationStatus
from politoscope.registration.links import cancel_url, ticket_url
from politoscope.registration.models import AccessNeeds, Consent, Registration
from politoscope.registration.wordings import WORDINGS
from tests.factories.editions import RoleGrantFactory
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory

pytestmark = pytest.mark.django_db
REGISTER = "/politoscope-2026/register/"
LIST = "/politoscope-2026/organise/registrations/"
DETAILS = {
    "name": "Eva Neu",
    "organisation": "Stadt Musterstadt",
    "organisation_type": "municipality",
    "hashtags": "#podcast, Klima #podcast",
    "access_needs": "Induktionsschleife",
    "consents": ["photo_gallery"],
}


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def eva(edition) -> Person:
    """Return somebody who is signed in nowhere and registered nowhere."""
    return PersonFactory(email="eva@example.org", name="", organisation="")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path_of(url: str) -> str:
    return url.removeprefix("http://testserver")


def test_whole_way_from_the_address_to_the_ticket(client, edition):
    page = client.get(f"{REGISTER}?lang=en")
    assert page.context["form"].fields.keys() == {"email", "website"}
    sign_in = re.search(r'action="(/account/sign-in/[^"]*)"', page.content.decode())[1]
    client.post(sign_in, {"email": "eva@example.org"})
    code = re.search(r"#(\d{6})", OutboxMail.objects.get().text)[1]
    assert client.post("/account/code/", {"code": code})["Location"] == REGISTER
    assert client.post(REGISTER, DETAILS)["Location"] == "/politoscope-2026/ticket/"
    registration = Registration.objects.get(person__email="eva@example.org")
    assert (registration.status, registration.hashtags) == (RegistrationStatus.CONFIRMED, ["podcast", "Klima"])
    assert registration.access_needs.text == "Induktionsschleife"
    ticket = client.get("/politoscope-2026/ticket/").content.decode()
    assert registration.spelled_ticket in ticket
    assert "<svg" in ticket


def test_details_typed_while_signed_out_come_back_after_the_sign_in(client, edition):
    client.post(REGISTER, DETAILS)
    client.post(f"/account/sign-in/?next={REGISTER}", {"email": "eva@example.org"})
    code = re.search(r"#(\d{6})", OutboxMail.objects.get().text)[1]
    client.post("/account/code/", {"code": code})
    initial = client.get(REGISTER).context["form"].initial
    assert {name: initial[name] for name in DETAILS} == DETAILS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("organisation_type", "circus"),
        ("hashtags", "#a #b #c #d"),
        ("hashtags", "#" + "x" * 31),
        ("hashtags", "#podcast C++"),
        ("hashtags", "🎙️"),
        ("hashtags", "#pod\u202ecast"),
        ("access_needs", "x" * 1001),
        ("consents", ["everything"]),
    ],
)
def test_wrong_details_are_explained_kept_and_not_saved(eva, field, value):
    client = signed_in(eva)
    response = client.post(REGISTER, {**DETAILS, field: value})
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["organisation"].value() == "Stadt Musterstadt"
    assert response.context["form"][field].value() == value
    assert not Registration.objects.exists()


def test_double_submit_makes_one_registration_and_one_mail(eva):
    client = signed_in(eva)
    client.post(REGISTER, DETAILS)
    client.post(REGISTER, DETAILS)
    assert Registration.objects.count() == OutboxMail.objects.count() == Consent.objects.count() == 1


@pytest.mark.parametrize("phase", [Phase.PREPARATION, Phase.ARCHIVE])
def test_closed_registration_says_so_and_takes_nothing(eva, edition, phase):
    edition.phase_by_hand = phase
    edition.save()
    client = signed_in(eva)
    assert "Registration is not open" in client.get(f"{REGISTER}?lang=en").content.decode()
    client.post(REGISTER, DETAILS)
    assert not Registration.objects.exists()


def test_consent_is_recorded_with_wording_and_withdrawn_as_easily(eva, edition):
    client = signed_in(eva)
    client.post(f"{REGISTER}?lang=en", DETAILS)
    given = Consent.objects.get()
    wording = WORDINGS[Purpose.PHOTO_GALLERY]
    assert (given.purpose, given.wording, given.channel, given.recorded_by) == (
        Purpose.PHOTO_GALLERY,
        wording.version,
        "web",
        eva,
    )
    assert given.wording_digest == wording.digest(given.language)
    client.post("/politoscope-2026/ticket/consents/", {"consents": ["directory"]})
    given.refresh_from_db()
    assert given.withdrawn_at is not None
    assert list(Consent.objects.filter(withdrawn_at=None).values_list("purpose", flat=True)) == ["directory"]


def test_nothing_is_agreed_to_at_first(eva):
    form = signed_in(eva).get(REGISTER).context["form"]
    assert form["consents"].value() in (None, [])


def test_confirmation_mail_carries_ticket_cancel_link_and_calendar(eva, edition):
    signed_in(eva).post(REGISTER, DETAILS)
    mail, registration = OutboxMail.objects.get(), Registration.objects.get()
    assert ticket_url(registration) in mail.text
    assert cancel_url(registration) in mail.text
    attachment = mail.attachments.get()
    assert (attachment.name, attachment.mime) == ("politoscope.ics", "text/calendar")


def test_ticket_opens_by_its_code_without_sign_in(client, ben):
    registration = Registration.objects.get(person=ben)
    response = client.get(path_of(ticket_url(registration)))
    assert "Ben Behörde" in response.content.decode()
    assert "no-store" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]
    assert client.get("/politoscope-2026/ticket/2222222222222222/").status_code == 404


def test_ticket_of_another_edition_is_not_found(client, dora):
    registration = Registration.objects.get(person=dora)
    assert client.get(f"/politoscope-2026/ticket/{registration.ticket}/").status_code == 404


def test_desk_can_check_in_from_the_ticket_and_nobody_else(client, ben, cem, dora):
    path = path_of(ticket_url(Registration.objects.get(person=ben)))
    assert [signed_in(who).get(path).context["is_desk"] for who in (ben, cem, dora)] == [False, True, False]


def test_signed_link_cancels_by_post_only(client, ben):
    registration = Registration.objects.get(person=ben)
    path = path_of(cancel_url(registration))
    client.get(path)
    registration.refresh_from_db()
    assert registration.status == RegistrationStatus.CONFIRMED
    page = client.post(path, follow=True)
    registration.refresh_from_db()
    assert registration.status == RegistrationStatus.CANCELLED
    assert "Somebody else can come" in client.get(f"{path}?lang=en").content.decode()
    assert page.status_code == 200


@pytest.mark.parametrize("token", ["x", "abc:def:ghi"])
def test_wrong_cancel_link_is_not_found(client, edition, token):
    assert client.post(f"/politoscope-2026/cancel/{token}/").status_code == 404


def test_cancel_link_of_another_edition_is_not_found(client, edition, dora):
    token = cancel_url(Registration.objects.get(person=dora)).split("/")[-2]
    assert client.post(f"/politoscope-2026/cancel/{token}/").status_code == 404


def test_own_registration_is_cancelled_in_one_click(ben):
    signed_in(ben).post("/politoscope-2026/ticket/cancel/")
    assert Registration.objects.get(person=ben).status == RegistrationStatus.CANCELLED


def test_cancelling_without_registration_changes_nothing(client, ben, cem):
    client.post("/politoscope-2026/ticket/cancel/")
    signed_in(cem).post("/politoscope-2026/ticket/cancel/")
    assert Registration.objects.get(person=ben).status == RegistrationStatus.CONFIRMED


def test_waiting_page_tells_the_position(edition, ben):
    for number in (1, 2):
        RegistrationFactory(edition=edition, status=RegistrationStatus.WAITING, waiting_number=number)
    last = Registration.objects.get(waiting_number=2)
    page = signed_in(last.person).get("/politoscope-2026/ticket/?lang=en").content.decode()
    assert "One person is ahead of you." in page
    assert "<svg" not in page


ORGANISE = ["registrations", "walk_in", "places", "export"]


@pytest.mark.parametrize("name", ORGANISE)
def test_pages_of_the_desk_are_for_the_team(client, edition, ben, cem, dora, name):
    path = reverse(f"registration:{name}", args=[edition.slug])
    assert client.get(path)["Location"].startswith("/account/sign-in/")
    statuses = [signed_in(who).get(path).status_code for who in (ben, dora, cem)]
    assert statuses == [403, 403, 200]


@pytest.mark.parametrize("name", ORGANISE)
def test_desk_role_checks_in_but_sees_no_export_and_no_places(edition, name):
    desk = RoleGrantFactory(edition=edition, role=Role.DESK).person
    status = signed_in(desk).get(reverse(f"registration:{name}", args=[edition.slug])).status_code
    assert status == {"registrations": 200, "walk_in": 200}.get(name, 403)


@pytest.mark.parametrize("name", ["check_in", "undo_check_in", "cancel_for"])
def test_commands_of_the_desk_are_for_the_team(client, edition, ben, dora, cem, name):
    registration = Registration.objects.get(person=ben)
    path = reverse(f"registration:{name}", args=[edition.slug, registration.pk])
    assert client.post(path)["Location"].startswith("/account/sign-in/")
    assert [signed_in(who).post(path).status_code for who in (ben, dora)] == [403, 403]
    registration.refresh_from_db()
    assert (registration.status, registration.checked_in_at) == (RegistrationStatus.CONFIRMED, None)
    assert signed_in(cem).post(path).status_code == 302


def test_registration_of_another_edition_is_not_found(edition, cem, dora):
    foreign = Registration.objects.get(person=dora)
    for name in ("check_in", "undo_check_in", "cancel_for"):
        path = reverse(f"registration:{name}", args=[edition.slug, foreign.pk])
        assert signed_in(cem).post(path).status_code == 404


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mull", {"Zoë Müller", "Max Mueller"}),
        ("Mueller zoe", {"Zoë Müller"}),
        ("strasse", {"Eva Straße"}),
        ("ministerium", {"Zoë Müller"}),
        ("xyz", set()),
    ],
)
def test_search_finds_by_three_letters_whatever_the_spelling(edition, cem, words, found):
    RegistrationFactory(edition=edition, name="Zoë Müller", organisation="Ministerium")
    RegistrationFactory(edition=edition, name="Max Mueller", organisation="Amt")
    RegistrationFactory(edition=edition, name="Eva Straße", organisation="Amt")
    page = signed_in(cem).get(LIST, {"q": words}).context["page"]
    assert {row.name for row in page} == found


def test_filter_keeps_one_status(edition, cem, now):
    RegistrationFactory(edition=edition, name="Wartet", status=RegistrationStatus.WAITING, waiting_number=1)
    RegistrationFactory(edition=edition, name="Da", checked_in_at=now)
    RegistrationFactory(edition=edition, name="Kommt")
    client = signed_in(cem)
    assert [row.name for row in client.get(LIST, {"status": "waiting"}).context["page"]] == ["Wartet"]
    assert [row.name for row in client.get(LIST, {"status": "arrived"}).context["page"]] == ["Da"]
    assert len(client.get(LIST, {"status": "nonsense"}).context["page"].object_list) == 3


def test_an_empty_state_is_no_search_that_failed(edition, cem):
    client = signed_in(cem)
    assert "Nobody is in this state at the moment." in client.get(f"{LIST}?lang=en&status=waiting").text
    assert "Nobody matches." in client.get(f"{LIST}?lang=en&status=waiting&q=xyz").text


def test_check_in_returns_to_the_search(edition, ben, cem):
    registration = Registration.objects.get(person=ben)
    path = reverse("registration:check_in", args=[edition.slug, registration.pk])
    response = signed_in(cem).post(path, {"query": "q=ben"})
    assert response["Location"] == f"{LIST}?q=ben"
    registration.refresh_from_db()
    assert registration.checked_in_at is not None


def test_search_words_cannot_leave_the_address(edition, ben, cem):
    path = reverse("registration:check_in", args=[edition.slug, Registration.objects.get(person=ben).pk])
    response = signed_in(cem).post(path, {"query": "q=a\r\nSet-Cookie: b=c"})
    assert response["Location"] == f"{LIST}?q=a%0D%0ASet-Cookie%3A+b%3Dc"


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_queries_however_long(edition, cem, django_assert_num_queries, count):
    for _row in range(count):
        RegistrationFactory(edition=edition)
    client = signed_in(cem)
    client.get(LIST)
    with django_assert_num_queries(11):
        client.get(LIST)


def test_walk_in_form_registers_and_checks_in(edition, cem):
    response = signed_in(cem).post(f"{LIST}walk-in/", {"name": "Ohne Handy"})
    assert response.status_code == 302
    assert Registration.objects.get(name="Ohne Handy").checked_in_at is not None


def test_walk_in_without_place_says_what_to_do(edition, cem):
    edition.capacity = 1
    edition.save()
    RegistrationFactory(edition=edition)
    response = signed_in(cem).post(f"{LIST}walk-in/?lang=en", {"name": "Zu spät"})
    assert "raise the number of places" in response.content.decode()
    assert response.context["form"]["name"].value() == "Zu spät"


def test_places_below_the_confirmed_are_refused_next_to_the_field(edition, ben, ada, cem):
    response = signed_in(cem).post(f"{LIST}places/?lang=en", {"places": "1"})
    assert response.context["form"].errors["places"] == ["2 people have a place already. Set at least that many."]
    assert signed_in(cem).post(f"{LIST}places/", {"places": "2"}).status_code == 302
    edition.refresh_from_db()
    assert edition.capacity == 2


@pytest.mark.parametrize("places", ["0", "-3", "many", "1000000"])
def test_nonsense_places_are_refused(edition, cem, places):
    assert signed_in(cem).post(f"{LIST}places/", {"places": places}).context["form"].errors["places"]


def test_export_neutralises_formulas_and_leaves_access_needs_out(edition, cem):
    evil = RegistrationFactory(edition=edition, name="=cmd|'/C calc'!A0", organisation="@SUM(1)")
    AccessNeeds.objects.create(registration=evil, text="Rollstuhl")
    response = signed_in(cem).get(f"{LIST}export/")
    table = response.content.decode()
    assert table.startswith("\ufeff")
    assert "'=cmd" in table
    assert "'@SUM" in table
    assert "Rollstuhl" not in table
    assert response["Content-Disposition"] == 'attachment; filename="politoscope-2026-registrations.csv"'


def test_access_needs_are_read_by_organisers_only(edition, ben, cem):
    AccessNeeds.objects.create(registration=Registration.objects.get(person=ben), text="Rollstuhl")
    path = f"{LIST}access-needs/"
    desk = RoleGrantFactory(edition=edition, role=Role.DESK).person
    assert "Rollstuhl" in signed_in(cem).get(path).content.decode()
    assert [signed_in(who).get(path).status_code for who in (ben, desk)] == [403, 403]
    assert "Rollstuhl" not in signed_in(cem).get(LIST).content.decode()
