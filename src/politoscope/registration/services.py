"""Coming in: register, cancel, move up from the waiting list, check in.

All commands of one edition queue up behind its counter of places (see ``places``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from politoscope.registration.errors import (
    KindFull,
    KindNeeded,
    NoPlaceLeft,
    NotConfirmed,
    PlacesTaken,
    RegistrationClosed,
)
from politoscope.registration.hashtags import clean_hashtags
from politoscope.registration.invitations import give_back, redeem
from politoscope.registration.models import AccessNeeds, Invitation, Registration
from politoscope.registration.places import (
    change_places,
    draw_waiting_number,
    hold_places,
    next_in_line,
    release_place,
    take_place,
)
from politoscope.registration.quotas import change_quotas, has_quotas, release_of_quota, take_of_quota
from politoscope.registration.rows import GONE, change_row, fill_places, record, registration_row, seat
from politoscope.registration.searching import search_key

CONFIRMED, WAITING, CANCELLED = (
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.WAITING,
    RegistrationStatus.CANCELLED,
)


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
    invitation: Invitation | None = None,
    now: datetime,
) -> Registration:
    """Give somebody a place, or the next number of the waiting list, and send the confirmation.

    Registering twice changes the details and nothing else. After cancelling one queues up again. ``access_needs`` and
    ``consents`` stay as they are when they are not given.

    Raises:
        RegistrationClosed: the edition takes no registrations in this phase.
        InvitationNeeded: one comes to this edition by invitation, and there is none.
        InvitationOver: the invitation is withdrawn, or as many have come on it as it is good for.
        KindNeeded: there are quotas, and no kind of organisation.
        KindFull: somebody with a place changes to a kind of organisation that has none left.
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
        registration = registration_row(edition, person)
        is_standing = registration.status in {CONFIRMED, WAITING}
        never_said = is_standing and not registration.organisation_type
        if not organisation_type and not never_said and has_quotas(edition):
            raise KindNeeded
        if is_standing:
            _change_details(registration, details, now)
        else:
            redeem(invitation, edition)
            _put_in_line(registration, **details, invitation=invitation, registered_at=now)
            complete_person(person=person, name=name, organisation=organisation)
            record(registration, person, "registration.register", now)
            mails.queue_standing(registration, now=now)
        if access_needs is not None:
            _set_access_needs(registration, access_needs)
        if consents is not None:
            record_choice(registration, consents, now=now)
    return registration


def admit_walk_in(
    *, edition: Edition, actor: Person, name: str, organisation: str = "", email: str = "", now: datetime
) -> Registration:
    """Register and check in somebody who stands at the desk, in any phase. They count in no quota.

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
        registration = registration_row(edition, person)
        if registration.status != CONFIRMED:
            if not take_place(edition):
                raise NoPlaceLeft
            details = {"name": name, "organisation": organisation, "search_key": search_key(name, organisation)}
            seat(registration, kind="", **details, registered_at=now)
            mails.queue_standing(registration, now=now)
        record(registration, actor, "registration.admit_walk_in", now)
        check_in(registration=registration, actor=actor, now=now)
    return registration


def cancel_registration(*, registration: Registration, actor: Person | None, now: datetime) -> bool:
    """Cancel a registration and give its place to the first who waits; tell whether there was something to cancel.

    ``actor`` is nobody when it comes from the signed link of the confirmation mail.
    """
    edition = registration.edition
    with transaction.atomic():
        hold_places(edition)
        row = Registration.objects.values_list("status", "invitation", "counted_as")
        before, invitation, kind = row.get(pk=registration.pk)
        if before == CANCELLED:
            return False
        change_row(registration, **GONE)
        give_back(invitation)
        withdraw_all(registration, now=now)
        if before == CONFIRMED:
            release_place(edition, kind)
        record(registration, actor, "registration.cancel", now, before=before)
        mails.queue_cancellation(registration, now=now)
        fill_places(edition, now)
    return True


def set_places(
    *,
    edition: Edition,
    places: int | None,
    quotas: Mapping[str, int | None] | None = None,
    actor: Person,
    now: datetime,
) -> None:
    """Set the number of places, and that of kinds of organisation; None is "as many as come". More places let people
    move up at once. Kinds that ``quotas`` does not name stay as they are.

    Raises:
        PlacesTaken: more people have a place already; nobody is thrown out by a number.
        QuotasTaken: the same of a kind of organisation.
    """
    with transaction.atomic():
        hold_places(edition)
        if not change_places(edition, places):
            raise PlacesTaken
        quotas_before = change_quotas(edition, quotas or {})
        before, edition.capacity = edition.capacity, places
        edition.save(update_fields=["capacity"])
        record_entry(
            edition=edition,
            actor=actor,
            action="registration.set_places",
            target=edition,
            before={"capacity": before, **quotas_before},
            after={"capacity": places, **(quotas or {})},
            now=now,
        )
        fill_places(edition, now)


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
            record(registration, actor, "registration.check_in", now)
    return arrived


def undo_check_in(*, registration: Registration, actor: Person, now: datetime) -> bool:
    """Take back a check-in that hit the wrong person; tell whether there was one."""
    with transaction.atomic():
        undone = Registration.objects.filter(pk=registration.pk, checked_in_at__isnull=False).update(checked_in_at=None)
        if undone:
            registration.checked_in_at = None
            record(registration, actor, "registration.undo_check_in", now)
    return undone == 1


def _set_access_needs(registration: Registration, text: str) -> None:
    if text:
        AccessNeeds.objects.update_or_create(registration=registration, defaults={"text": text})
    else:
        AccessNeeds.objects.filter(registration=registration).delete()


def _change_details(registration: Registration, details: dict[str, Any], now: datetime) -> None:
    """Write details; who changes the kind of organisation changes the quota with it, or waits in another one."""
    kind, edition = details["organisation_type"], registration.edition
    is_another_kind = kind != registration.organisation_type
    if is_another_kind and registration.status == CONFIRMED and kind != registration.counted_as:
        if not take_of_quota(edition, kind):
            raise KindFull
        release_of_quota(edition, registration.counted_as)
        details = details | {"counted_as": kind}
    change_row(registration, **details)
    if is_another_kind:
        fill_places(edition, now)
        registration.refresh_from_db()


def _put_in_line(registration: Registration, **details: Any) -> None:
    """Take a place unless somebody waits who could have it; else draw a number of the waiting list."""
    edition = registration.edition
    if next_in_line(edition) is None and take_place(edition, details["organisation_type"]):
        seat(registration, kind=details["organisation_type"], **details)
    else:
        change_row(registration, **details, status=WAITING, waiting_number=draw_waiting_number(edition))
