"""Sending the outbox. At most once per mail: a mail whose fate is unknown waits for a person to decide.

A mail is *claimed* before the mail server is contacted and *handed over* right before its text goes out. A worker that
dies while it holds a claim has sent nothing: the claim lapses, and the mail is tried again. One that dies after the
hand-over may have sent it: the mail becomes *perhaps sent*, and an organiser decides (its Message-ID stays the same, so
that mail programs can tell a repetition).
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from politoscope.mail.enums import MailState
from politoscope.mail.models import OutboxMail
from politoscope.mail.problems import INTERRUPTED, code_for

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""How long to wait after the first, second, … attempt that failed for now."""
CLAIM_LAPSES = timedelta(minutes=5)
TIMEOUT_SECONDS = 30


def deliver_due(*, clock: Callable[[], datetime]) -> int:
    """Send what is due, one mail after another over one connection; returns how many left.

    ``clock`` is asked again for each mail: with a slow mail server a long list takes longer than a claim lasts.
    """
    recover(now=clock())
    expire(now=clock())
    sent = 0
    transport: BaseEmailBackend | None = None
    due = OutboxMail.objects.due(now=clock()).order_by("due_at", "created_at")
    try:
        for mail_id in list(due.values_list("id", flat=True)):
            mail = claim(mail_id, now=clock())
            if mail is None:
                continue
            transport = transport or open_transport(mail, now=clock())
            if transport is None:
                break  # the server is not there: the others wait for the next round
            sent += hand_over(mail, transport, now=clock())
    finally:
        if transport is not None:
            transport.close()
    return sent


def recover(*, now: datetime) -> None:
    """Free what a dead worker held: claims lapse, hand-overs become uncertain."""
    held = OutboxMail.objects.filter(claimed_at__lt=now - CLAIM_LAPSES)
    held.filter(state=MailState.CLAIMED).update(state=MailState.WAITING, claimed_at=None)
    held.filter(state=MailState.HANDED_OVER).update(state=MailState.UNCERTAIN, claimed_at=None, problem=INTERRUPTED)


def expire(*, now: datetime) -> None:
    """Give up mails that make no sense any more; the code in a sign-in mail goes, wherever the mail got stuck."""
    late = OutboxMail.objects.filter(expires_at__lte=now)
    late.filter(state=MailState.WAITING).update(state=MailState.EXPIRED)
    late.filter(is_secret=True).exclude(text="", html="").update(**purged())


def purged() -> dict[str, Any]:
    """Return what takes the code out of a sign-in mail. The demo keeps it for the mailbox page."""
    return {"is_secret": True} if settings.DEMO else {"text": "", "html": ""}


def claim(mail_id: Any, *, now: datetime) -> OutboxMail | None:
    """Take one waiting mail; of several workers exactly one gets it."""
    row = OutboxMail.objects.filter(id=mail_id, state=MailState.WAITING)
    if not row.update(state=MailState.CLAIMED, claimed_at=now, attempts=F("attempts") + 1):
        return None
    return OutboxMail.objects.prefetch_related("attachments").get(id=mail_id)


def open_transport(mail: OutboxMail, *, now: datetime) -> BaseEmailBackend | None:
    """Connect to the mail server; if it is not there, the claimed mail goes back and waits."""
    options = {"timeout": TIMEOUT_SECONDS, **settings.MAIL_TRANSPORT}
    transport = get_connection(options.pop("BACKEND"), fail_silently=False, **options)
    try:
        transport.open()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("No connection to the mail server: %s", code_for(error))
        postpone(mail, error, now=now)
        return None
    return transport


def hand_over(mail: OutboxMail, transport: BaseEmailBackend, *, now: datetime) -> bool:
    """Send one claimed mail and write down what became of it."""
    row = OutboxMail.objects.filter(id=mail.id, state=MailState.CLAIMED)
    if not row.update(state=MailState.HANDED_OVER, claimed_at=now):
        return False  # the claim has lapsed and somebody else has it
    try:
        transport.send_messages([message_of(mail)])
    except smtplib.SMTPResponseException as error:
        settle_refusal(mail, error, code=error.smtp_code, now=now)
    except smtplib.SMTPRecipientsRefused as error:
        settle_refusal(mail, error, code=max(code for code, _ in error.recipients.values()), now=now)
    except (OSError, smtplib.SMTPException) as error:
        settle(mail, MailState.UNCERTAIN, problem=code_for(error))
    except ValueError as error:  # a header that is none, an address that cannot be encoded
        settle(mail, MailState.FAILED, problem=code_for(error))
    else:
        settle(mail, MailState.SENT, sent_at=now, **(purged() if mail.is_secret else {}))
        return True
    return False


def settle_refusal(mail: OutboxMail, error: Exception, *, code: int, now: datetime) -> None:
    """The server said no: for now (4xx, tried again) or for good (5xx)."""
    if code >= 500:
        settle(mail, MailState.FAILED, problem=code_for(error))
    else:
        postpone(mail, error, now=now)


def postpone(mail: OutboxMail, error: Exception, *, now: datetime) -> None:
    """Try again later, longer each time; after the last pause give up."""
    if mail.attempts > len(PAUSES):
        settle(mail, MailState.FAILED, problem=code_for(error))
    else:
        settle(mail, MailState.WAITING, due_at=now + PAUSES[mail.attempts - 1], problem=code_for(error))


def settle(mail: OutboxMail, state: MailState, **values: object) -> None:
    """Write down what became of a mail that this worker holds."""
    held = OutboxMail.objects.filter(id=mail.id, state__in=[MailState.CLAIMED, MailState.HANDED_OVER])
    held.update(**{"state": state, "claimed_at": None, "problem": "", **values})


def message_of(mail: OutboxMail) -> EmailMultiAlternatives:
    """Build the message as it leaves; the same row gives the same message every time."""
    domain = settings.SITE_ORIGIN.split("//", 1)[-1].split(":")[0]
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to_address],
        headers={
            **mail.headers,
            "Message-ID": f"<{mail.id}@{domain}>",
            "Date": format_datetime(timezone.localtime(mail.created_at)),
            "Auto-Submitted": "auto-generated",
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for file in mail.attachments.all():
        message.attach(file.name, bytes(file.content), file.mime)
    return message
