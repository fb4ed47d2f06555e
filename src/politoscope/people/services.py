"""What changes people. A person belongs to no edition, hence no audit entry of an edition here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from politoscope.people.models import Person


def find_or_create_person(
    *, email: str, name: str = "", organisation: str = "", language: str = settings.LANGUAGE_CODE, now: datetime
) -> Person:
    """Return who reads the mailbox behind ``email``; create them when nobody does yet.

    What is known already stays: ``name`` and ``organisation`` only fill what is empty, ``language`` is for the new.
    Two requests at once get the same person.
    """
    with transaction.atomic():
        person = Person.objects.with_mailbox(email) or _create(
            email, name=name, organisation=organisation, language=language, created_at=now
        )
        complete_person(person=person, name=name, organisation=organisation)
    return person


def create_person_without_mail(*, name: str, organisation: str = "", now: datetime) -> Person:
    """Create somebody who came to the desk and left no mail address; they cannot sign in."""
    return Person.objects.create_user(None, name=name, organisation=organisation, created_at=now)


def complete_person(*, person: Person, name: str = "", organisation: str = "") -> None:
    """Fill in name and organisation where they are still empty."""
    known = {"name": name, "organisation": organisation}
    empty = {field: value for field, value in known.items() if value and not getattr(person, field)}
    for field, value in empty.items():
        setattr(person, field, value)
    if empty:
        person.save(update_fields=list(empty))


def change_profile(*, person: Person, name: str, organisation: str, language: str) -> None:
    """Change what somebody says about themself; registrations keep the name they were made with."""
    person.name, person.organisation, person.language = name, organisation, language
    person.save(update_fields=["name", "organisation", "language"])


def _create(email: str, **fields: Any) -> Person:
    try:
        with transaction.atomic():
            return Person.objects.create_user(email, **fields)
    except IntegrityError:  # somebody else created the same mailbox between our look and our insert
        person = Person.objects.with_mailbox(email)
        if person is None:
            raise
        return person
