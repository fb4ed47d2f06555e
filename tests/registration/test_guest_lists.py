"""Many invited at once: every line is accounted for, and each mailbox gets one mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from politoscope.audit.models import AuditEntry
from politoscope.editions.models import Edition
from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from politoscope.registration import guest_lists
from politoscope.registration.enums import GuestProblem, RegistrationStatus
from politoscope.registration.guest_lists import check_guests, invite_guests, queue_invitations
from politoscope.registration.guests import read_guests
from politoscope.registration.invitations import revoke_invitation
from politoscope.registration.models import Invitation
from politoscope.registration.queries import answers_to, count_answers
from politoscope.registration.services import cancel_registration, register
from tests.factories.editions import EditionFactory
from tests.factories.people import PersonFactory
from tests.registration.test_last_place import all_at_once

PAGE = "/politoscope-2026/organise/registrations/invitations/many/"
OFFICE = "/politoscope-2026/organise/registrations/invitations/"
LIST = """Name;E-Mail
Ada Amt;ada.amt@example.org

"Behörde; Ben";BEN@example.org
Cleo <cleo@example.org>
Cleo <Cleo+presse@example.org>
ohne Adresse
emil@
www.werbung.example/kauf;fritz@example.org
"""


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def office(cem: Person) -> Client:
    """Return the browser of the organiser."""
    client = Client()
    client.force_login(cem)
    return client


def mail_all() -> None:
    queue_invitations(invitations=list(Invitation.objects.values_list("pk", flat=True)), now=NOW)


NOW = datetime(2026, 10, 15, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("ada@example.org", [("", "ada@example.org")]),
        ("Ada Amt <Ada@Example.org>", [("Ada Amt", "ada@example.org")]),
        ('"Amt, Ada" <ada@example.org>', [("Amt, Ada", "ada@example.org")]),
        ("Ada;Amt;ada@example.org", [("Ada Amt", "ada@example.org")]),
        ("ada@example.org,Ada Amt", [("Ada Amt", "ada@example.org")]),
        ("Ada\tada@example.org", [("Ada", "ada@example.org")]),
        ('"Amt; Ada";ada@example.org', [("Amt; Ada", "ada@example.org")]),
        ("Ada <ada@example.org>; Ben <ben@example.org>", [("Ada", "ada@example.org"), ("Ben", "ben@example.org")]),
        ("ada@example.org, ben@example.org", [("", "ada@example.org"), ("", "ben@example.org")]),
        ("Jürgen; jürgen@bücher.example", [("Jürgen", "jürgen@bücher.example")]),
        ("<>", [("", "")]),
        ('"', [("", "")]),
    ],
)
def test_a_line_is_read_as_people_write_it(line: str, people: list[tuple[str, str]]) -> None:
    assert [(guest.name, guest.address) for guest in read_guests(line)] == people


def test_a_line_of_headings_is_nobody_and_a_name_is_not_one() -> None:
    assert [guest.line for guest in read_guests("Name,E-Mail\nAda,ada@example.org")] == [2]
    assert [guest.line for guest in read_guests("Ada Amt\nBen,ben@example.org")] == [1, 2]
    assert read_guests("\n \n") == []


@pytest.mark.django_db
def test_every_line_comes_back_with_what_is_wrong(edition: Edition, ben: Person) -> None:
    assert [(guest.line, guest.problem, guest.first_line) for guest in check_guests(edition, LIST)] == [
        (2, None, 0),
        (4, GuestProblem.REGISTERED, 0),
        (5, None, 0),
        (6, GuestProblem.TWICE, 5),
        (7, GuestProblem.NO_ADDRESS, 0),
        (8, GuestProblem.UNCLEAR_ADDRESS, 0),
        (9, GuestProblem.UNCLEAR_NAME, 0),
    ]


@pytest.mark.django_db
def test_who_cancelled_or_was_invited_elsewhere_can_be_invited(edition, ben, cem, now):
    cancel_registration(registration=ben.registrations.get(edition=edition), actor=ben, now=now)
    elsewhere = EditionFactory()
    invite_guests(edition=elsewhere, guests=check_guests(elsewhere, "cleo@example.org"), actor=cem, now=now)
    guests = check_guests(edition, "ben@example.org\ncleo@example.org")
    assert [guest.problem for guest in guests] == [None, None]


@pytest.mark.django_db
def test_the_same_list_twice_invites_and_mails_once(edition, ben, cem, now):
    guests = check_guests(edition, LIST)
    assert invite_guests(edition=edition, guests=guests, actor=cem, now=now) == 2
    assert invite_guests(edition=edition, guests=guests, actor=cem, now=now) == 0
    mail_all()
    mail_all()
    assert sorted(OutboxMail.objects.values_list("to_address", flat=True)) == [
        "ada.amt@example.org",
        "cleo@example.org",
    ]
    assert {guest.problem for guest in check_guests(edition, "ada.amt@example.org")} == {GuestProblem.INVITED}
    entry = AuditEntry.objects.get(action="registration.invite_many")
    assert entry.after == {"people": 2}
    assert "example.org" not in str(entry.after)


@pytest.mark.django_db
def test_each_has_a_link_of_their_own_good_for_one(edition, cem, now):
    invite_guests(edition=edition, guests=check_guests(edition, "a@x.example\nb@x.example"), actor=cem, now=now)
    mail_all()
    links = [re.search(r"/invitation/(\S+)/", mail.text)[1] for mail in OutboxMail.objects.all()]
    assert len(set(links)) == 2
    assert set(Invitation.objects.values_list("token", "places")) == {(token, 1) for token in links}


@pytest.mark.django_db
def test_a_withdrawn_invitation_is_mailed_no_more_and_can_be_made_again(edition, cem, now):
    guests = check_guests(edition, "ada@example.org")
    invite_guests(edition=edition, guests=guests, actor=cem, now=now)
    revoke_invitation(invitation=Invitation.objects.get(), actor=cem, now=now)
    mail_all()
    assert not OutboxMail.objects.exists()
    assert invite_guests(edition=edition, guests=guests, actor=cem, now=now) == 1


@pytest.mark.django_db(transaction=True)
def test_one_list_sent_ten_times_at_once_invites_once(cem):
    edition = EditionFactory()
    guests = check_guests(edition, "\n".join(f"p{number}@example.org" for number in range(20)))
    results = all_at_once([lambda: invite_guests(edition=edition, guests=guests, actor=cem, now=NOW)] * 10)
    assert sorted(results) == [0] * 9 + [20]
    assert Invitation.objects.filter(edition=edition).count() == 20


@pytest.mark.django_db
def test_preview_sends_nothing_and_keeps_the_list(office, edition, ben):
    page = office.post(f"{PAGE}?lang=en", {"addresses": LIST})
    assert "2 people get a mail each" in page.text
    assert "5 lines are left out" in page.text
    assert "First in line 5." in page.text
    assert page.context["form"]["addresses"].value() == LIST.strip()
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_sending_invites_and_keeps_what_needs_a_correction(office, edition, ben):
    page = office.post(f"{PAGE}?lang=en", {"addresses": LIST, "send": "1"})
    assert "2 invitations are on their way." in page.text
    left = "ohne Adresse\nemil@\nwww.werbung.example/kauf;fritz@example.org"
    assert page.context["form"]["addresses"].value() == left
    answer = office.post(PAGE, {"addresses": "gero@example.org", "send": "1"})
    assert answer["Location"] == OFFICE
    assert sorted(Invitation.objects.values_list("label", flat=True)) == ["Ada Amt", "Cleo", "gero@example.org"]


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_of_a_spreadsheet_is_read(office, edition, encoding):
    file = SimpleUploadedFile("gaeste.csv", "Name;Mail\r\nJürgen Groß;j@example.org\r\n".encode(encoding))
    page = office.post(PAGE, {"addresses": "ada@example.org", "file": file})
    assert [(guest.name, guest.address) for guest in page.context["invited"]] == [
        ("", "ada@example.org"),
        ("Jürgen Groß", "j@example.org"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("addresses", {"addresses": ""}),
        ("addresses", {"addresses": "Name;E-Mail"}),
        ("addresses", {"addresses": "\n".join(f"p{number}@example.org" for number in range(501))}),
        ("addresses", {"addresses": "x" * 100_001}),
        ("file", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04\x00\x00")}),
        ("file", {"file": SimpleUploadedFile("a.csv", b"x" * 100_001)}),
    ],
)
def test_what_is_no_list_is_explained_and_kept(office, edition, field, sent):
    answer = office.post(PAGE, {**sent, "send": "1"})
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["addresses"].value() == sent.get("addresses")
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_five_hundred_are_a_list(office, edition):
    addresses = "\n".join(f"p{number}@example.org" for number in range(500))
    assert len(office.post(PAGE, {"addresses": addresses}).context["invited"]) == 500


@pytest.mark.django_db
def test_beyond_what_leaves_in_a_day_nothing_is_sent(office, edition, cem, now, monkeypatch):
    monkeypatch.setattr(guest_lists, "A_DAY", 3)
    office.post(PAGE, {"addresses": "a@x.example\nb@x.example", "send": "1"})
    page = office.post(f"{PAGE}?lang=en", {"addresses": "c@x.example\nd@x.example", "send": "1"})
    assert "1 are left. Nothing was sent." in page.text
    assert Invitation.objects.count() == 2


@pytest.mark.django_db
def test_organiser_sees_who_has_answered(office, edition, cem, now):
    names = ("ada", "ben2", "cleo", "dana")
    text = "\n".join(f"{name}@x.example" for name in names)
    invite_guests(edition=edition, guests=check_guests(edition, text), actor=cem, now=now)
    rows = {row.label.partition("@")[0]: row for row in Invitation.objects.all()}
    people = {name: PersonFactory(email=f"{name}@x.example") for name in names}
    other = PersonFactory(email="privat@x.example")
    register(edition=edition, person=other, name="Ada", invitation=rows["ada"], now=now)
    register(edition=edition, person=people["ben2"], name="Ben", now=now)
    gone = register(edition=edition, person=people["cleo"], name="Cleo", invitation=rows["cleo"], now=now)
    cancel_registration(registration=gone, actor=None, now=now)
    labels = RegistrationStatus
    assert answers_to(edition, list(rows.values())) == {
        rows["ada"].pk: labels.CONFIRMED.label,
        rows["ben2"].pk: labels.CONFIRMED.label,
        rows["cleo"].pk: labels.CANCELLED.label,
    }
    assert count_answers(edition) == {"invited": 4, "answered": 3}
    page = office.get(f"{OFFICE}?open=1&lang=en")
    assert [row.label for row, _link, _answer in page.context["links"]] == ["dana@x.example"]
    assert "3 of 4 invited by list have answered" in page.text


@pytest.mark.django_db
def test_too_many_lists_in_a_minute_have_to_wait(office, edition):
    answers = [office.post(PAGE, {"addresses": "ada@example.org"}).status_code for _time in range(21)]
    assert answers == [200] * 20 + [429]
