"""Coming in: register, cancel, move up from the waiting list, check in.

All commands of one edition queue up behind its counter of places (see ``places``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.editions.phases import is_registration_open
from politoscope.people.models import Person
from politoscope.people.services import complete_person, create_person_without_mail, find_or_create_person
from politoscope.registration import mails
from politoscope.registration.consents import ConsentChoice, record_choice, withdraw_all
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.errors import NoPlaceLeft, NotConfirmed, PlacesTaken, RegistrationClosed
from politoscope.registration.hashtags import clean_hashtags
from politoscope.registration.models import AccessNeeds, Registration
from politoscope.registration.places import (
    change_places,
    draw_waiting_number,
    hold_places,
    release_place,
    take_place,
)
from politoscope.registration.searching import search_key

CONFIRMED, WAITING, CANCELLED = (
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.WAITING,
    RegistrationStatus.CANCELLED,
)
PLACE = {"status": CONFIRMED, "waiting_number": None}


def register(
    *,
    edition: Edition,
    person: Person,
    name: str,
    organisation: str = "",
    organisation_type: str = "",
    hashtags: Sequence[str] = (),
    access_needs: str | None = None,
    consents: ConsentChoice | None = None,
    now: datetime,
) -> Registration:
    """Give somebody a place, or the next number of the waiting list, and send the confirmation.

    Registering twice changes the details and nothing else. After cancelling one queues up again. ``access_needs`` and
    ``consents`` stay as they are when they are not given.

    Raises:
        RegistrationClosed: the edition takes no registrations in this phase.
    """
    if not is_registration_open(edition, now=now):
        raise RegistrationClosed
    details = {
        "name": name,
        "search_key": search_key(name, organisation),
        "organisation": organisation,
        "organisation_type": organisation_type,
        "hashtags": clean_hashtags(hashtags),
    }
    with transaction.atomic():
        hold_places(edition)
        registration = _registration_of(edition, person)
        if registration.status in {CONFIRMED, WAITING}:
            _change(registration, **details)
        else:
            _change(registration, **details, **_next_standing(edition), registered_at=now)
            complete_person(person=person, name=name, organisation=organisation)
            _record(registration, person, "registration.register", now)
            mails.queue_standing(registration, now=now)
        if access_needs is not None:
            _set_access_needs(registration, access_needs)
        if consents is not None:
            record_choice(registration, consents, now=now)
    return registration


def admit_walk_in(
    *, edition: Edition, actor: Person, name: str, organisation: str = "", email: str = "", now: datetime
) -> Registration:
    """Register and check in somebody who stands at the desk, in any phase.

    Raises:
        NoPlaceLeft: the organiser has to raise the number of places first.
    """
    with transaction.atomic():
        hold_places(edition)
        person = (
            find_or_create_person(email=email, name=name, organisation=organisation, now=now)
            if email
            else create_person_without_mail(name=name, organisation=organisation, now=now)
        )
        registration = _registration_of(edition, person)
        if registration.status != CONFIRMED:
            if not take_place(edition):
                raise NoPlaceLeft
            details = {"name": name, "organisation": organisation, "search_key": search_key(name, organisation)}
            _change(registration, **details, **PLACE, registered_at=now)
            mails.queue_standing(registration, now=now)
        _record(registration, actor, "registration.admit_walk_in", now)
        check_in(registration=registration, actor=actor, now=now)
    return registration


def cancel_registration(*, registration: Registration, actor: Person | None, now: datetime) -> bool:
    """Cancel a registration and give its place to the first who waits; tell whether there was something to cancel.

    ``actor`` is nobody when it comes from the signed link of the confirmation mail.
    """
    edition = registration.edition
    with transaction.atomic():
        hold_places(edition)
        before = Registration.objects.values_list("status", flat=True).get(pk=registration.pk)
        if before == CANCELLED:
            return False
        _change(registration, status=CANCELLED, waiting_number=None, checked_in_at=None)
        withdraw_all(registration, now=now)
        if before == CONFIRMED:
            release_place(edition)
        _record(registration, actor, "registration.cancel", now, before=before)
        mails.queue_cancellation(registration, now=now)
        _fill_places(edition, now)
    return True


def set_places(*, edition: Edition, places: int | None, actor: Person, now: datetime) -> None:
    """Set the number of places; None is "as many as come". More places let people move up at once.

    Raises:
        PlacesTaken: more people have a place already; nobody is thrown out by a number.
    """
    with transaction.atomic():
        hold_places(edition)
        if not change_places(edition, places):
            raise PlacesTaken
        before, edition.capacity = edition.capacity, places
        edition.save(update_fields=["capacity"])
        record_entry(
            edition=edition,
            actor=actor,
            action="registration.set_places",
            target=edition,
            before={"capacity": before},
            after={"capacity": places},
            now=now,
        )
        _fill_places(edition, now)


def check_in(*, registration: Registration, actor: Person, now: datetime) -> bool:
    """Note that somebody has arrived; tell whether that is news (False: was here already).

    Raises:
        NotConfirmed: no place, hence no entry; the desk decides what to do.
    """
    with transaction.atomic():
        confirmed = Registration.objects.filter(pk=registration.pk, status=CONFIRMED)
        arrived = confirmed.filter(checked_in_at=None).update(checked_in_at=now) == 1
        if not arrived and not confirmed.exists():
            raise NotConfirmed
        if arrived:
            registration.checked_in_at = now
            _record(registration, actor, "registration.check_in", now)
    return arrived


def undo_check_in(*, registration: Registration, actor: Person, now: datetime) -> bool:
    """Take back a check-in that hit the wrong person; tell whether there was one."""
    with transaction.atomic():
        undone = Registration.objects.filter(pk=registration.pk, checked_in_at__isnull=False).update(checked_in_at=None)
        if undone:
            registration.checked_in_at = None
            _record(registration, actor, "registration.undo_check_in", now)
    return undone == 1


def _registration_of(edition: Edition, person: Person) -> Registration:
    """Return somebody's registration as it stands now, or a new one that is not saved and has no status yet."""
    known = Registration.objects.filter(edition=edition, person=person).first()
    return known or Registration(edition=edition, person=person)


def _set_access_needs(registration: Registration, text: str) -> None:
    if text:
        AccessNeeds.objects.update_or_create(registration=registration, defaults={"text": text})
    else:
        AccessNeeds.objects.filter(registration=registration).delete()


def _next_standing(edition: Edition) -> dict[str, Any]:
    """Take a place unless somebody waits for one already; else draw a number of the waiting list."""
    somebody_waits = Registration.objects.filter(edition=edition).waiting().exists()
    if not somebody_waits and take_place(edition):
        return PLACE
    return {"status": WAITING, "waiting_number": draw_waiting_number(edition)}


def _change(registration: Registration, **values: Any) -> Registration:
    for field, value in values.items():
        setattr(registration, field, value)
    if registration._state.adding:
        registration.save(force_insert=True)
    else:
        registration.save(update_fields=list(values))
    return registration


def _fill_places(edition: Edition, now: datetime) -> None:
    """Move people up in the order of their numbers, as long as there are places. The caller holds the places."""
    waiting = Registration.objects.filter(edition=edition).waiting()
    while (registration := waiting.first()) is not None and take_place(edition):
        _change(registration, **PLACE)
        _record(registration, None, "registration.move_up", now, before=WAITING)
        mails.queue_standing(registration, now=now, moved_up=True)


def _record(
    registration: Registration, actor: Person | None, action: str, now: datetime, *, before: str | None = None
) -> None:
    record_entry(
        edition=registration.edition,
        actor=actor,
        action=action,
        target=registration,
        before={"status": before} if before else None,
        after={"status": str(registration.status)},
        now=now,
    )
