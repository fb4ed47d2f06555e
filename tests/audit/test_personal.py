"""R-12: personal fields are named, not copied, so that erasing a person leaves nothing behind."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.db import models

from politoscope.audit.models import AuditEntry
from politoscope.audit.personal import split_values
from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.people.models import Person


def test_personal_fields_are_named_and_left_out() -> None:
    kept, personal = split_values({"name": "Ada Amt", "email": "ada@example.org", "status": "confirmed", "places": 3})
    assert kept == {"status": "confirmed", "places": 3}
    assert personal == {"name", "email"}


def test_a_mail_address_is_found_in_any_field() -> None:
    assert split_values({"reason": "asked by ada@example.org"}) == ({}, frozenset({"reason"}))


def test_personal_values_inside_others_are_left_out() -> None:
    kept, _ = split_values({"rows": {"name": "Ada", "count": 2}, "list": [{"email": "a@b.de"}, {"room": 1}]})
    assert kept == {"rows": {"count": 2}, "list": [{}, {"room": 1}]}


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (None, None),
        (True, True),
        (0.1, "0.1"),
        (1e16, "1e+16"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ("a\x00b", "ab"),
        ({"b", "a"}, ["a", "b"]),
        (("x", 1), ["x", 1]),
        (["ben@example.org", "plain"], ["plain"]),
    ],
)
def test_values_are_stored_as_both_databases_return_them(value: object, stored: object) -> None:
    assert split_values({"value": value}) == ({"value": stored}, frozenset())


def test_erasing_a_person_leaves_no_trace_in_the_log(edition: Edition, ben: Person, now: datetime) -> None:
    record_entry(
        edition=edition,
        actor=ben,
        action="registration.register",
        target=ben,
        before={"name": "", "email": None},
        after={"name": ben.name, "email": ben.email, "invited": [ben.email], "person": ben, "status": "confirmed"},
        now=now,
    )
    name, email = ben.name, ben.email
    ben.delete()

    texts = [field.attname for field in AuditEntry._meta.fields if not isinstance(field, models.BigAutoField)]
    scanned = " ".join(str(row) for row in AuditEntry.objects.values_list(*texts))
    assert "confirmed" in scanned
    assert name not in scanned
    assert email not in scanned
