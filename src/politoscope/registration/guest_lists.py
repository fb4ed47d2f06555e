"""Many people invited at once: one personal link and one mail each, however often the list is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.people.mailboxes import mailbox_of
from politoscope.people.models import Person
from politoscope.registration import mails
from politoscope.registration.errors import TooManyInvitations
from politoscope.registration.guests import Guest, mark_known, read_guests
from politoscope.registration.models import Invitation, Registration
from politoscope.registration.tasks import mail_invitations

DAY = timedelta(hours=24)
A_DAY = 2_000
"""So many invitations of an edition leave by lists within 24 hours."""


def check_guests(edition: Edition, text: str) -> list[Guest]:
    """Return the people of a list, each with what stands in the way of inviting them. Two queries."""
    guests = read_guests(text)
    mailboxes = {guest.mailbox for guest in guests if guest.problem is None}
    registered = Registration.objects.filter(edition=edition, person__mailbox__in=mailboxes).standing()
    invited = Invitation.objects.filter(edition=edition, revoked_at=None).exclude(email="")
    return mark_known(
        guests,
        registered=set(registered.values_list("person__mailbox", flat=True)),
        invited={mailbox_of(address) for address in invited.values_list("email", flat=True)},
    )


def invite_guests(*, edition: Edition, guests: Sequence[Guest], actor: Person, now: datetime) -> int:
    """Invite those with whom nothing is wrong, and return how many are new; the mails are written after the commit.

    The database keeps one standing invitation of lists a mailbox, so that a list sent twice invites once.

    Raises:
        TooManyInvitations: more than may leave within 24 hours; none is made.
    """
    rows = [
        Invitation(
            edition=edition,
            label=guest.name or guest.address,
            email=guest.address,
            mailbox=guest.mailbox,
            created_at=now,
        )
        for guest in guests
        if guest.problem is None
    ]
    with transaction.atomic():
        Invitation.objects.bulk_create(rows, ignore_conflicts=True)
        made = list(Invitation.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        of_today = Invitation.objects.filter(edition=edition, created_at__gt=now - DAY).of_lists().count()
        if of_today > A_DAY:
            raise TooManyInvitations(left=max(A_DAY - of_today + len(made), 0))
        if made:
            record_entry(
                edition=edition,
                actor=actor,
                action="registration.invite_many",
                target=edition,
                after={"people": len(made)},
                now=now,
            )
            transaction.on_commit(partial(mail_invitations.enqueue, [str(invitation) for invitation in made]))
    return len(made)


def queue_invitations(*, invitations: Sequence[UUID], now: datetime) -> int:
    """Put the mails of these invitations into the outbox, one each however often this runs; return how many there are.

    Each is a transaction of its own: a long list keeps nobody from writing.
    """
    standing = Invitation.objects.filter(pk__in=invitations, revoked_at=None).select_related("edition").order_by("pk")
    for invitation in standing:
        mails.queue_invitation(invitation, now=now)
    return len(standing)
