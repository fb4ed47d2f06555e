"""Invitations: by link, for as many as they are good for, until they are withdrawn."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from politoscope.audit.models import AuditEntry
from politoscope.editions.models import Edition
from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.errors import InvitationNeeded, InvitationOver
from politoscope.registration.invitations import invite, restrict_to_invited, revoke_invitation
from politoscope.registration.links import invitation_url
from politoscope.registration.models import Invitation, Registration
from politoscope.registration.services import cancel_registration, register
from tests.factories.editions import EditionFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
REGISTER = "/politoscope-2026/register/"
OFFICE = "/politoscope-2026/organise/registrations/invitations/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def closed_circle(edition: Edition, cem, now) -> Edition:
    """Return the edition, by invitation only."""
    restrict_to_invited(edition=edition, is_by_invitation=True, actor=cem, now=now)
    return edition


@pytest.fixture
def invitation(closed_circle: Edition, cem, now) -> Invitation:
    return invite(edition=closed_circle, label="Presseamt", places=1, actor=cem, now=now)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path_of(invitation: Invitation) -> str:
    return invitation_url(invitation).removeprefix("http://testserver")


def used(invitation: Invitation) -> int:
    return Invitation.objects.get(pk=invitation.pk).used


def test_without_an_invitation_nobody_registers_and_the_page_says_how_one_does(closed_circle, now):
    eva = PersonFactory()
    for client in (Client(), signed_in(eva)):
        assert "Open the link in your mail" not in client.get(REGISTER).text
        assert "open the link in your mail" in client.get(f"{REGISTER}?lang=en").text
    signed_in(eva).post(REGISTER, {"name": "Eva"})
    with pytest.raises(InvitationNeeded):
        register(edition=closed_circle, person=eva, name="Eva", now=now)
    assert not Registration.objects.filter(person=eva).exists()


def test_who_is_registered_already_changes_the_details_without_one(ben, closed_circle):
    assert signed_in(ben).post(REGISTER, {"name": "Ben Neu"}).status_code == 302
    assert Registration.objects.get(person=ben).name == "Ben Neu"


def test_way_from_the_link_through_the_sign_in_to_the_ticket(client, invitation):
    page = client.get(path_of(invitation)).text
    client.post(re.search(r'action="(/account/sign-in/[^"]*)"', page)[1], {"email": "eva@example.org"})
    code = re.search(r"#(\d{6})", OutboxMail.objects.get().text)[1]
    assert client.post("/account/code/", {"code": code})["Location"] == path_of(invitation)
    assert client.post(path_of(invitation), {"name": "Eva Neu"})["Location"] == "/politoscope-2026/ticket/"
    registration = Registration.objects.get(person__email="eva@example.org")
    assert (registration.status, registration.invitation) == (RegistrationStatus.CONFIRMED, invitation)
    assert used(invitation) == 1


def test_reading_the_link_takes_nothing_of_it(client, invitation):
    for reader in (client, signed_in(PersonFactory())):
        for _time in range(3):
            assert reader.get(path_of(invitation)).status_code == 200
    assert used(invitation) == 0


def test_link_is_good_for_as_many_as_it_says_and_then_tells_so(invitation):
    assert signed_in(PersonFactory()).post(path_of(invitation), {"name": "Eva"}).status_code == 302
    late = signed_in(PersonFactory())
    answer = late.post(f"{path_of(invitation)}?lang=en", {"name": "Max"})
    assert answer.status_code == 404
    assert "This invitation does not work" in answer.text
    assert used(invitation) == Registration.objects.filter(invitation=invitation).count() == 1


def test_cancelling_gives_the_place_back_to_the_invitation(invitation, closed_circle, now):
    eva = PersonFactory()
    registration = register(edition=closed_circle, person=eva, name="Eva", invitation=invitation, now=now)
    cancel_registration(registration=registration, actor=eva, now=now)
    cancel_registration(registration=registration, actor=eva, now=now)
    assert used(invitation) == 0
    register(edition=closed_circle, person=PersonFactory(), name="Max", invitation=invitation, now=now)
    with pytest.raises(InvitationOver):
        register(edition=closed_circle, person=eva, name="Eva", invitation=invitation, now=now)


def test_withdrawn_invitation_ends_its_link_and_keeps_who_came_on_it(invitation, closed_circle, cem, now):
    eva = PersonFactory()
    register(edition=closed_circle, person=eva, name="Eva", invitation=invitation, now=now)
    assert revoke_invitation(invitation=invitation, actor=cem, now=now)
    assert not revoke_invitation(invitation=invitation, actor=cem, now=now)
    assert Client().get(path_of(invitation)).status_code == 404
    assert Registration.objects.get(person=eva).status == RegistrationStatus.CONFIRMED
    with pytest.raises(InvitationOver):
        register(edition=closed_circle, person=PersonFactory(), name="Max", invitation=invitation, now=now)


def test_invitation_to_another_edition_is_none_here(edition, cem, now):
    foreign = invite(edition=EditionFactory(), label="Anderswo", actor=cem, now=now)
    assert Client().get(f"/politoscope-2026/invitation/{foreign.token}/").status_code == 404
    with pytest.raises(InvitationOver):
        register(edition=edition, person=PersonFactory(), name="Eva", invitation=foreign, now=now)


def test_page_of_a_link_that_does_not_work_leads_on(closed_circle):
    answer = Client().get("/politoscope-2026/invitation/gibt-es-nicht/")
    assert answer.status_code == 404
    for path in ("/politoscope-2026/", "/politoscope-2026/ticket/", f"mailto:{closed_circle.contact_email}"):
        assert f'href="{path}"' in answer.text
    words = "You can register without an invitation, too."
    page = "/politoscope-2026/invitation/gibt-es-nicht/?lang=en"
    assert words not in Client().get(page).text
    Edition.objects.update(is_by_invitation=False)
    assert words in Client().get(page).text


def test_database_itself_refuses_more_than_the_invitation_is_good_for(invitation):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(used=2)


def test_organiser_invites_by_mail_or_by_hand_and_withdraws(edition, cem):
    client = signed_in(cem)
    client.post(OFFICE, {"label": "Ada Amt", "email": "ada@amt.example", "places": "1"})
    client.post(OFFICE, {"label": "Presseamt", "email": "", "places": "5"})
    mailed, by_hand = (Invitation.objects.get(label=label) for label in ("Ada Amt", "Presseamt"))
    mail = OutboxMail.objects.get()
    assert (mail.to_address, mail.person) == ("ada@amt.example", None)
    assert invitation_url(mailed) in mail.text
    assert invitation_url(by_hand) in client.get(OFFICE).text
    client.post(f"{OFFICE}{by_hand.pk}/revoke/")
    assert invitation_url(by_hand) not in client.get(OFFICE).text
    assert not Person.objects.filter(email="ada@amt.example").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("label", ""), ("label", "x" * 161), ("label", "siehe https://x.example/"), ("label", "a\nb"), ("email", "nein")]
    + [("places", text) for text in ("", "0", "-1", "1001", "viele")],
)
def test_wrong_invitation_is_explained_kept_and_not_made(edition, cem, field, value):
    typed = {"label": "Presseamt", "email": "amt@example.org", "places": "2"}
    answer = signed_in(cem).post(OFFICE, {**typed, field: value})
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"][field].value() == value
    assert not Invitation.objects.exists()


def test_switch_restricts_and_opens_and_is_written_down(edition, cem):
    client = signed_in(cem)
    for only in ("1", "1", "0"):
        client.post(f"{OFFICE}only/", {"only": only})
        edition.refresh_from_db()
        assert edition.is_by_invitation == (only == "1")
    entries = AuditEntry.objects.filter(action="registration.restrict_to_invited").order_by("sequence")
    assert [entry.after["is_by_invitation"] for entry in entries] == [True, False]


def test_log_does_not_name_the_invited(edition, cem, now):
    invite(edition=edition, label="Ada Amt", email="ada@amt.example", actor=cem, now=now)
    entry = AuditEntry.objects.get(action="registration.invite")
    assert "ada" not in str(entry.after).lower()
