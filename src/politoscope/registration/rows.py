"""Writing the row of a registration; what all commands of coming in and leaving share."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.registration import mails
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.models import Registration
from politoscope.registration.places import is_any_untouched, next_in_line, take_place

SEATED: dict[str, Any] = {"status": RegistrationStatus.CONFIRMED, "waiting_number": None}
"""What a registration holds once it has a place, beside that place."""
GONE: dict[str, Any] = {
    "status": RegistrationStatus.CANCELLED,
    "waiting_number": None,
    "checked_in_at": None,
    "invitation": None,
}
"""What changes of one that is cancelled or handed over. Its place stays on it until somebody takes that over."""


def registration_row(edition: Edition, person: Person) -> Registration:
    """Return somebody's registration as it stands now, or a new one that is not saved and has no status yet."""
    known = Registration.objects.filter(edition=edition, person=person).first()
    return known or Registration(edition=edition, person=person)


def change_row(registration: Registration, **values: Any) -> Registration:
    """Write these values, and only these; a new registration is inserted."""
    for field, value in values.items():
        setattr(registration, field, value)
    if registration._state.adding:
        registration.save(force_insert=True)
    else:
        registration.save(update_fields=list(values))
    return registration


def seat(registration: Registration, *, kind: str, **details: Any) -> Registration:
    """Write that somebody has a place, and these details. The caller holds the places and has taken one for this kind
    of organisation.

    Whoever comes back gets the place they had. Else it is one that nobody had, as long as there is any, and then one
    that was given back.
    """
    if registration.place is None:
        registration.place = _place_given_back(registration.edition) or uuid4()
    return change_row(registration, **details, **SEATED, place=registration.place, counted_as=kind)


def seat_instead(registration: Registration, given: Registration, **details: Any) -> Registration:
    """Write that somebody has the place of somebody else, in the same quota, and these details. A place given back
    earlier goes the other way: places are counted, none gets lost. The caller holds the places."""
    place, left = given.place, registration.place
    change_row(given, place=None)
    seated = change_row(registration, **details, **SEATED, place=place, counted_as=given.counted_as)
    if left is not None:
        change_row(given, place=left)
    return seated


def _place_given_back(edition: Edition) -> UUID | None:
    """Take a place off whoever gave it back; None as long as there are places that nobody had."""
    if is_any_untouched(edition):
        return None
    leaver = Registration.objects.filter(edition=edition).gone_from_a_place().order_by("pk").first()
    if leaver is None:
        return None
    place: UUID = leaver.place
    change_row(leaver, place=None)
    return place


def fill_places(edition: Edition, now: datetime) -> None:
    """Move people up in the order of their numbers, as long as there are places. Whose kind of organisation has none
    keeps the number and is passed over. The caller holds the places."""
    while (registration := next_in_line(edition)) and take_place(edition, registration.organisation_type):
        seat(registration, kind=registration.organisation_type)
        record(registration, None, "registration.move_up", now, before=RegistrationStatus.WAITING)
        mails.queue_standing(registration, now=now, moved_up=True)


def record(
    registration: Registration, actor: Person | None, action: str, now: datetime, *, before: str | None = None
) -> None:
    """Write down what became of a registration."""
    record_entry(
        edition=registration.edition,
        actor=actor,
        action=action,
        target=registration,
        before={"status": before} if before else None,
        after={"status": str(registration.status)},
        now=now,
    )
