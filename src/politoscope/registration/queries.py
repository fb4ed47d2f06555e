from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from politoscope.editions.models import Edition
from politoscope.people.mailboxes import mailbox_of
from politoscope.people.models import Person
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.models import Invitation, PlaceCount, Registration
from politoscope.registration.querysets import InvitationQuerySet, RegistrationQuerySet
from politoscope.registration.quotas import full_kinds


def confirmed(edition: Edition) -> RegistrationQuerySet:
    """Return the registrations that hold a place."""
    return Registration.objects.filter(edition=edition).confirmed()


def checked_in(edition: Edition) -> RegistrationQuerySet:
    """Return the registrations whose people have arrived."""
    return confirmed(edition).filter(checked_in_at__isnull=False)


def registration_of(person: Person | None, edition: Edition) -> Registration | None:
    """Return somebody's registration that stands, confirmed or waiting. One query, none for nobody."""
    if person is None or not person.is_authenticated:
        return None
    return Registration.objects.filter(edition=edition, person=person).standing().first()


def answers_to(edition: Edition, invitations: Collection[Invitation]) -> dict[UUID, str]:
    """Return what became of those invited in person, by invitation: the status of their registration, with the link or
    without it. Who has not answered is not in it. One query."""
    personal = {mailbox_of(row.email): row.pk for row in invitations if row.email and row.places == 1}
    rows = Registration.objects.filter(edition=edition)
    found = rows.filter(Q(person__mailbox__in=personal) | Q(invitation__in=[row.pk for row in invitations]))
    answers: dict[UUID, str] = {}
    for mailbox, invitation, status in found.values_list("person__mailbox", "invitation", "status"):
        for answered in filter(None, {invitation, personal.get(mailbox or "")}):
            answers[answered] = str(RegistrationStatus(status).label)
    return answers


def invited_in_person(edition: Edition) -> InvitationQuerySet:
    """Return the standing invitations by lists, each with whether it has an answer (``is_answered``)."""
    registrations = Registration.objects.filter(edition=edition)
    answered = registrations.filter(Q(invitation=OuterRef("pk")) | Q(person__mailbox=OuterRef("mailbox")))
    found = Invitation.objects.filter(edition=edition, revoked_at=None).of_lists()
    return found.annotate(is_answered=Exists(answered))


def count_answers(edition: Edition) -> dict[str, int]:
    """Return how many were invited by lists and how many of them have answered. One query."""
    counts: dict[str, int] = invited_in_person(edition).aggregate(
        invited=Count("pk"), answered=Count("pk", filter=Q(is_answered=True))
    )
    return counts


def waiting_position(registration: Registration) -> int:
    """Return 1 for who gets the next free place, that of the own kind where its quota is full. Two queries."""
    ahead = Registration.objects.filter(edition=registration.edition_id, waiting_number__lt=registration.waiting_number)
    full = full_kinds(registration.edition)
    if registration.organisation_type in full:
        return ahead.filter(organisation_type=registration.organisation_type).count() + 1
    return ahead.exclude(organisation_type__in=full).count() + 1


def places_left(edition: Edition) -> int | None:
    """Return how many places are free; None when as many may come as like to. At most two queries."""
    count = PlaceCount.objects.filter(edition=edition).first()
    if count is not None:
        return None if count.places is None else count.places - count.taken
    if edition.capacity is None:
        return None
    return max(edition.capacity - confirmed(edition).count(), 0)


def desk_counts(edition: Edition) -> dict[str, int | None]:
    """Return how many have a place, wait and have arrived, and how many places there are. One query."""
    status = RegistrationStatus
    counts: dict[str, int | None] = Registration.objects.filter(edition=edition).aggregate(
        confirmed=Count("pk", filter=Q(status=status.CONFIRMED)),
        waiting=Count("pk", filter=Q(status=status.WAITING)),
        arrived=Count("pk", filter=Q(status=status.CONFIRMED, checked_in_at__isnull=False)),
    )
    return counts | {"places": edition.capacity}
