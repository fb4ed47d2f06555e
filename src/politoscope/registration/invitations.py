"""Invitations: a link to register with, good for as many people as the organisers say, until they withdraw it.

Reading the link takes nothing; registering takes one of its places, by a conditional update whose row count is read,
and a check constraint holds the bound a second time (R-07). Cancelling gives the place back.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.registration import mails
from politoscope.registration.errors import InvitationNeeded, InvitationOver
from politoscope.registration.models import Invitation


@transaction.atomic
def invite(
    *, edition: Edition, label: str, email: str = "", places: int = 1, actor: Person, now: datetime
) -> Invitation:
    """Make an invitation, and mail its link where there is an address."""
    invitation = Invitation.objects.create(edition=edition, label=label, email=email, places=places, created_at=now)
    _record(invitation, actor, "registration.invite", now)
    if email:
        mails.queue_invitation(invitation, now=now)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: Person, now: datetime) -> bool:
    """Withdraw an invitation; who has come on it stays. Tell whether it was still valid."""
    is_news = Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now) == 1
    if is_news:
        _record(invitation, actor, "registration.revoke_invitation", now)
    return is_news


@transaction.atomic
def restrict_to_invited(*, edition: Edition, is_by_invitation: bool, actor: Person, now: datetime) -> None:
    """Let only people with an invitation register, or everybody again; registrations that stand are not touched."""
    before, edition.is_by_invitation = edition.is_by_invitation, is_by_invitation
    if before == is_by_invitation:
        return
    edition.save(update_fields=["is_by_invitation"])
    record_entry(
        edition=edition,
        actor=actor,
        action="registration.restrict_to_invited",
        target=edition,
        before={"is_by_invitation": before},
        after={"is_by_invitation": is_by_invitation},
        now=now,
    )


def redeem(invitation: Invitation | None, edition: Edition) -> None:
    """Take a place of the invitation. The caller holds the transaction in which the registration is written.

    Raises:
        InvitationNeeded: there is none, and the edition wants one.
        InvitationOver: it is withdrawn or used up.
    """
    if invitation is None:
        if edition.is_by_invitation:
            raise InvitationNeeded
    elif not Invitation.objects.filter(pk=invitation.pk, edition=edition).valid().update(used=F("used") + 1):
        raise InvitationOver


def give_back(invitation: UUID | None) -> None:
    """Give a place back to the invitation that it came from, if any."""
    if invitation is not None:
        Invitation.objects.filter(pk=invitation, used__gt=0).update(used=F("used") - 1)


def _record(invitation: Invitation, actor: Person, action: str, now: datetime) -> None:
    record_entry(
        edition=invitation.edition,
        actor=actor,
        action=action,
        target=invitation,
        after={"places": invitation.places},
        now=now,
    )
