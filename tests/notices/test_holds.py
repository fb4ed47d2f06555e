"""Organisers stop what goes by itself, everybody reads why, and the log keeps who did it (P-07, W-05)."""

from __future__ import annotations

import pytest
from django.test import Client

from politoscope.audit.models import AuditEntry
from politoscope.editions.models import Edition
from politoscope.notices.models import RetentionHold
from politoscope.people.models import Person

pytestmark = pytest.mark.django_db
PAGE = "/politoscope-2026/organise/notices/retention/"
PRIVACY = "/politoscope-2026/privacy/?lang=en"
STOPPED = "Deletion is stopped at the moment"


def read(client: Client, path: str) -> str:
    return " ".join(client.get(path).text.split())


def test_organiser_stops_deletion_and_everybody_reads_why(client: Client, edition: Edition, cem: Person) -> None:
    assert STOPPED not in read(Client(), PRIVACY)
    client.force_login(cem)
    client.post(PAGE, {"reason": "Das Landesarchiv prüft die Unterlagen."})
    assert RetentionHold.objects.get().reason == "Das Landesarchiv prüft die Unterlagen."
    public = read(Client(), PRIVACY)
    assert STOPPED in public
    assert ": Das Landesarchiv prüft die Unterlagen. What is marked" in public
    assert public.count("(stopped)") == 16
    assert client.get(PAGE).text.count("lift/") == 1


def test_hold_needs_a_reason(client: Client, edition: Edition, cem: Person) -> None:
    client.force_login(cem)
    assert list(client.post(PAGE, {"reason": " "}).context["form"].errors) == ["reason"]
    assert not RetentionHold.objects.exists()


def test_lifting_lets_it_go_on_and_twice_is_once(client: Client, edition: Edition, cem: Person) -> None:
    client.force_login(cem)
    client.post(PAGE, {"reason": "Streit"})
    for _ in range(2):
        client.post(PAGE + "lift/")
    assert not RetentionHold.objects.exists()
    entries = AuditEntry.objects.of(edition).order_by("sequence")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("notices.hold", cem.pk),
        ("notices.lift_hold", cem.pk),
    ]


def test_dates_are_those_of_the_edition(edition: Edition) -> None:
    """The edition is on 15 October 2026; what somebody needs stays 14 days, registrations 180."""
    page = read(Client(), PRIVACY)
    assert '14 days after the end of the edition<br><time datetime="2026-10-30">30 Oct 2026</time>' in page
    assert '180 days after the end of the edition<br><time datetime="2027-04-14">14 Apr 2027</time>' in page


def test_table_is_german_too(edition: Edition) -> None:
    page = read(Client(), "/politoscope-2026/privacy/?lang=de")
    assert "14 Tage nach dem Ende der Ausgabe" in page
    assert "Was jemand zur Teilnahme braucht" in page
