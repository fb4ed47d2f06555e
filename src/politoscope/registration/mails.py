"""What people hear from us about their registration. Nobody without an address gets mail."""

from __future__ import annotations

from datetime import datetime

from politoscope.mail.services import Attachment, queue_mail
from politoscope.registration.calendar import calendar_file
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.links import cancel_url, ticket_url
from politoscope.registration.models import Registration


def queue_standing(registration: Registration, *, now: datetime, moved_up: bool = False) -> None:
    """Send what a registration has become: a place with ticket and calendar file, or a number on the waiting list."""
    if registration.status == RegistrationStatus.WAITING:
        _queue("waiting", registration, now)
    else:
        entry = Attachment("politoscope.ics", calendar_file(registration, now=now), "text/calendar")
        _queue("moved_up" if moved_up else "confirmation", registration, now, entry)


def queue_cancellation(registration: Registration, *, now: datetime) -> None:
    """Send the receipt of a cancellation."""
    _queue("cancellation", registration, now)


def _queue(letter: str, registration: Registration, now: datetime, *attachments: Attachment) -> None:
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
        },
        attachments=list(attachments),
        key=f"registration:{registration.pk}:{letter}:{now.isoformat()}",
        now=now,
    )
