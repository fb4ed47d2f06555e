"""A colleague comes instead."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from politoscope.audit.models import AuditEntry
from politoscope.editions.enums import Phase
from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from politoscope.registration.consents import ConsentChoice, record_choice, valid_purposes
from politoscope.registration.enums import Channel, Purpose, RegistrationStatus
from politoscope.registration.errors import NotConfirmed, RegistrationClosed, SamePerson
from politoscope.registration.handing_over import hand_over
from politoscope.registration.invitations import invite
from politoscope.registration.models import Invitation, PlaceCount, Registration
from politoscope.registration.services import check_in, register
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
CONFIRMED, WAITING, CANCELLED = RegistrationStatus
PAGE = "/politoscope-2026/ticket/hand-over/"
LIST = "/politoscope-2026/organise/registrations/"
WHO = {"name": "Kim Kollegin", "email": "kim@example.org", "organisation": "Amt"}


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def status(registration: Registration) -> str:
    return Registration.objects.get(pk=registration.pk).status


def test_substitute_gets_the_place_past_the_waiting_list(small, comes, now):
    anna, _berta, cleo = (comes(small, name) for name in ("Anna", "Berta", "Cleo"))
    substitute = hand_over(registration=anna, actor=anna.person, now=now, **WHO)
    assert (status(anna), status(cleo), substitute.status) == (CANCELLED, WAITING, CONFIRMED)
    assert (substitute.name, substitute.person.email) == ("Kim Kollegin", "kim@example.org")
    assert PlaceCount.objects.get().taken == 2


def test_ticket_is_a_new_one_and_consents_end(edition, ben, now):
    given = Registration.objects.get(person=ben)
    choice = ConsentChoice(frozenset({Purpose.DIRECTORY}), "de", Channel.WEB, ben)
    record_choice(given, choice, now=now)
    substitute = hand_over(registration=given, actor=ben, now=now, **WHO)
    assert substitute.ticket != given.ticket
    assert valid_purposes(given) == valid_purposes(substitute) == frozenset()
    assert "<svg" not in Client().get(f"/politoscope-2026/ticket/{given.ticket}/").text
    assert "<svg" in Client().get(f"/politoscope-2026/ticket/{substitute.ticket}/").text


def test_both_get_a_mail_and_the_log_has_both(edition, ben, now):
    hand_over(registration=Registration.objects.get(person=ben), actor=ben, now=now, **WHO)
    mails = {mail.to_address: mail for mail in OutboxMail.objects.all()}
    assert mails.keys() == {"ben@example.org", "kim@example.org"}
    assert "Kim Kollegin" in mails["ben@example.org"].text
    assert "Ben Behörde" in mails["kim@example.org"].text
    assert mails["kim@example.org"].attachments.get().mime == "text/calendar"
    actions = AuditEntry.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["registration.hand_over", "registration.come_instead"]


def test_substitute_who_waits_moves_up(small, comes, now):
    anna, _berta, cleo, dana = (comes(small, name) for name in ("Anna", "Berta", "Cleo", "Dana"))
    hand_over(registration=anna, actor=anna.person, name="Dana", email=dana.person.email, now=now)
    assert [status(row) for row in (anna, cleo, dana)] == [CANCELLED, WAITING, CONFIRMED]
    assert PlaceCount.objects.get().taken == 2


def test_place_for_somebody_who_has_one_goes_to_the_first_who_waits(small, comes, now):
    anna, berta, cleo = (comes(small, name) for name in ("Anna", "Berta", "Cleo"))
    hand_over(registration=anna, actor=anna.person, name="B", email=berta.person.email, now=now)
    assert [status(row) for row in (anna, berta, cleo)] == [CANCELLED, CONFIRMED, CONFIRMED]
    assert Registration.objects.get(pk=berta.pk).name == "Berta"
    assert PlaceCount.objects.get().taken == 2


def test_answer_does_not_tell_whether_the_colleague_is_known(edition, ben, ada, now):
    """S-03: the same words for somebody registered and for a stranger."""
    known = signed_in(ben).post(PAGE, {**WHO, "email": ada.email}, follow=True)
    cache.clear()
    other = PersonFactory()
    register(edition=edition, person=other, name="Otto", now=now)
    fresh = signed_in(other).post(PAGE, WHO, follow=True)
    assert [str(said) for said in known.context["messages"]] == [str(said) for said in fresh.context["messages"]]


def test_invitation_goes_along_and_is_counted_once(edition, cem, now):
    invitation = invite(edition=edition, label="Amt", places=2, actor=cem, now=now)
    anna, berta = (
        register(edition=edition, person=PersonFactory(), name=name, invitation=invitation, now=now)
        for name in ("Anna", "Berta")
    )
    substitute = hand_over(registration=anna, actor=anna.person, now=now, **WHO)
    assert (substitute.invitation, Invitation.objects.get().used) == (invitation, 2)
    hand_over(registration=substitute, actor=cem, name="B", email=berta.person.email, now=now)
    assert Invitation.objects.get().used == 1


def test_neither_a_used_place_nor_none_nor_the_own_address(small, comes, cem, now):
    anna, berta, cleo = (comes(small, name) for name in ("Anna", "Berta", "Cleo"))
    check_in(registration=anna, actor=cem, now=now)
    for row in (anna, cleo):
        with pytest.raises(NotConfirmed):
            hand_over(registration=row, actor=row.person, now=now, **WHO)
    with pytest.raises(SamePerson):
        hand_over(registration=berta, actor=berta.person, name="B", email=berta.person.email.upper(), now=now)
    assert [status(row) for row in (anna, berta, cleo)] == [CONFIRMED, CONFIRMED, WAITING]
    assert not Person.objects.filter(email="kim@example.org").exists()


def test_after_the_barcamp_nothing_is_handed_over(edition, ben, now):
    edition.phase_by_hand = Phase.ARCHIVE
    edition.save()
    with pytest.raises(RegistrationClosed):
        hand_over(registration=Registration.objects.get(person=ben), actor=ben, now=now, **WHO)


def test_page_hands_over_once_however_often_it_is_sent(edition, ben):
    client = signed_in(ben)
    assert client.post(PAGE, WHO)["Location"] == "/politoscope-2026/"
    assert client.post(PAGE, WHO)["Location"] == "/politoscope-2026/register/"
    assert Registration.objects.confirmed().get(edition=edition).name == "Kim Kollegin"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "a.de"),
        ("email", ""),
        ("email", "kim"),
        ("email", "BEN@example.org"),
    ],
)
def test_wrong_substitute_is_explained_kept_and_changes_nothing(edition, ben, field, value):
    answer = signed_in(ben).post(PAGE, {**WHO, field: value})
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["organisation"].value() == "Amt"
    assert Registration.objects.get(person=ben).status == CONFIRMED


def test_desk_takes_a_colleague_without_mail_and_finds_them_in_the_list(edition, ben, cem):
    given = Registration.objects.get(person=ben)
    answer = signed_in(cem).post(f"{LIST}{given.pk}/hand-over/", {"name": "Kim Ohne"}, follow=True)
    assert [row.name for row in answer.context["page"]] == ["Kim Ohne"]
    assert status(given) == CANCELLED
    assert [mail.to_address for mail in OutboxMail.objects.all()] == ["ben@example.org"]


def test_desk_does_not_hand_over_a_place_that_is_used(edition, ben, cem, now):
    given = Registration.objects.get(person=ben)
    check_in(registration=given, actor=cem, now=now)
    answer = signed_in(cem).post(f"{LIST}{given.pk}/hand-over/", {"name": "Kim"})
    assert answer.context["form"].non_field_errors()
    assert status(given) == CONFIRMED
