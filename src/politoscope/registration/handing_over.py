"""A colleague comes instead: the place goes to somebody else, past the waiting list."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from politoscope.editions.phases import is_registration_open
from politoscope.people.models import Person
from politoscope.people.services import create_person_without_mail, find_or_create_person
from politoscope.registration import mails
from politoscope.registration.consents import withdraw_all
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.errors import NotConfirmed, RegistrationClosed, SamePerson
from politoscope.registration.invitations import give_back
from politoscope.registration.models import Registration
from politoscope.registration.places import hold_places, release_place
from politoscope.registration.rows import GONE, change_row, fill_places, record, registration_row, seat_instead
from politoscope.registration.searching import search_key

CONFIRMED = RegistrationStatus.CONFIRMED


def hand_over(
    *,
    registration: Registration,
    actor: Person,
    name: str,
    organisation: str = "",
    email: str = "",
    now: datetime,
) -> Registration:
    """Give somebody's place to a substitute, who gets a registration, a ticket and a mail of their own.

    Nothing of the first person goes along: their ticket and their consents end. A substitute who has a place already
    keeps it, and the one handed over goes to the first who waits; whoever hands over does not learn of it (S-03).

    Raises:
        RegistrationClosed: the edition takes no registrations in this phase.
        NotConfirmed: there is no place to hand over, or it is used: its holder was checked in.
        SamePerson: the address is the holder's own.
    """
    edition = registration.edition
    if not is_registration_open(edition, now=now):
        raise RegistrationClosed
    with transaction.atomic():
        hold_places(edition)
        given = Registration.objects.filter(pk=registration.pk, status=CONFIRMED, checked_in_at=None).first()
        if given is None:
            raise NotConfirmed
        person = (
            find_or_create_person(email=email, name=name, organisation=organisation, now=now)
            if email
            else create_person_without_mail(name=name, organisation=organisation, now=now)
        )
        if person.pk == given.person_id:
            raise SamePerson
        invitation = given.invitation_id
        change_row(given, **GONE)
        withdraw_all(given, now=now)
        record(given, actor, "registration.hand_over", now, before=CONFIRMED)
        substitute = _let_in(given, person, name, organisation, invitation, now)
        record(substitute, actor, "registration.come_instead", now)
        mails.queue_hand_over(given, substitute, now=now)
    return substitute


def _let_in(
    given: Registration, person: Person, name: str, organisation: str, invitation: UUID | None, now: datetime
) -> Registration:
    """Put the substitute on the free place; what is one too many goes back. The caller holds the places."""
    edition = given.edition
    substitute = registration_row(edition, person)
    if substitute.status == CONFIRMED:
        give_back(invitation)
        release_place(edition, given.counted_as)
        fill_places(edition, now)
        return substitute
    if substitute.status == RegistrationStatus.WAITING:
        if substitute.invitation_id:
            give_back(invitation)
            invitation = substitute.invitation_id
        return seat_instead(substitute, given, invitation_id=invitation)
    details = {"name": name, "organisation": organisation, "search_key": search_key(name, organisation)}
    details["organisation_type"] = given.counted_as
    return seat_instead(substitute, given, **details, invitation_id=invitation, registered_at=now)
