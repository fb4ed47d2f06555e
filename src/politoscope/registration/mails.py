"""What people hear from us about their registration. Nobody without an address gets mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from politoscope.mail.services import Attachment, queue_mail
from politoscope.registration.calendar import calendar_file
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.links import cancel_url, invitation_url, ticket_url
from politoscope.registration.models import Invitation, Registration
from politoscope.registration.quotas import full_kinds


def queue_standing(registration: Registration, *, now: datetime, moved_up: bool = False) -> None:
    """Send what a registration has become: a place with ticket and calendar file, or a number on the waiting list."""
    if registration.status == RegistrationStatus.WAITING:
        is_kind_full = registration.organisation_type in full_kinds(registration.edition)
        _queue("waiting", registration, now, is_kind_full=is_kind_full)
    else:
        _queue("moved_up" if moved_up else "confirmation", registration, now, _calendar_entry(registration, now))


def queue_cancellation(registration: Registration, *, now: datetime) -> None:
    """Send the receipt of a cancellation."""
    _queue("cancellation", registration, now)


def queue_hand_over(given: Registration, substitute: Registration, *, now: datetime) -> None:
    """Tell both: who comes instead, with ticket and calendar file, and who does not come."""
    _queue("handed_over", given, now, substitute=substitute)
    _queue("come_instead", substitute, now, _calendar_entry(substitute, now), given=given)


def queue_invitation(invitation: Invitation, *, now: datetime) -> None:
    """Send the link of an invitation."""
    queue_mail(
        template="registration/mail/invitation",
        to=invitation.email,
        edition=invitation.edition,
        context={"invitation": invitation, "edition": invitation.edition, "url": invitation_url(invitation)},
        key=f"invitation:{invitation.pk}",
        now=now,
    )


def _calendar_entry(registration: Registration, now: datetime) -> Attachment:
    return Attachment("politoscope.ics", calendar_file(registration, now=now), "text/calendar")


def _queue(letter: str, registration: Registration, now: datetime, *attachments: Attachment, **more: Any) -> None:
    if not registration.person.email:
        return
    queue_mail(
        template=f"registration/mail/{letter}",
        to=registration.person,
        edition=registration.edition,
        context={
            "registration": registration,
            "edition": registration.edition,
            "ticket_url": ticket_url(registration),
            "cancel_url": cancel_url(registration),
            **more,
        },
        attachments=list(attachments),
        key=f"registration:{registration.pk}:{letter}:{now.isoformat()}",
        now=now,
    )
