"""Putting mails into the outbox. Sending them is :mod:`.delivery`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.mail.enums import MailState
from politoscope.mail.letters import write_letter
from politoscope.mail.models import OutboxAttachment, OutboxMail
from politoscope.mail.tasks import send_due_mails

KEPT = timedelta(days=90)
"""How long the outbox remembers a mail (P-07)."""


@dataclass(frozen=True)
class Attachment:
    """A file for a mail."""

    name: str
    content: bytes
    mime: str


@transaction.atomic
def queue_mail(
    *,
    template: str,
    to: Any,
    edition: Any | None,
    context: Mapping[str, Any],
    key: str,
    now: datetime,
    attachments: Sequence[Attachment] = (),
    unsubscribe_url: str = "",
    is_secret: bool = False,
    lifetime: timedelta | None = None,
    language: str = "",
) -> OutboxMail:
    """Write a mail and put it into the outbox; it leaves after the commit.

    ``to`` is a person, or a mail address where nobody stands behind it. The same ``key`` again returns the mail that is
    there. ``lifetime`` is how long the mail makes sense; ``unsubscribe_url`` adds the fields that let a mail program
    unsubscribe in one click (P-09). ``language`` overrules the person's, for mails that answer what somebody does on a
    page.
    """
    person = None if isinstance(to, str) else to
    if known := OutboxMail.objects.filter(key=key).first():
        return known
    letter = write_letter(template, person=person, edition=edition, context=context, language=language)
    mail, is_new = OutboxMail.objects.get_or_create(
        key=key,
        defaults={
            "edition_id": None if edition is None else edition.pk,
            "person": person,
            "to_address": to if person is None else person.email,
            "template": template,
            "language": letter.language,
            "subject": letter.subject,
            "text": letter.text,
            "headers": headers_for(edition, unsubscribe_url),
            "is_secret": is_secret,
            "created_at": now,
            "due_at": now,
            "expires_at": now + lifetime if lifetime else None,
        },
    )
    if is_new:
        store_attachments(mail, attachments)
        wake_delivery()
    return mail


def store_attachments(mail: OutboxMail, attachments: Sequence[Attachment]) -> None:
    OutboxAttachment.objects.bulk_create(
        OutboxAttachment(mail=mail, name=file.name, content=file.content, mime=file.mime) for file in attachments
    )


def headers_for(edition: Any | None, unsubscribe_url: str) -> dict[str, str]:
    """Return the header fields of a mail besides those every mail has."""
    headers = {}
    if edition is not None and edition.contact_email:
        headers["Reply-To"] = edition.contact_email
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def wake_delivery() -> None:
    """Have the worker look into the outbox once the transaction is committed."""
    transaction.on_commit(partial(send_due_mails.enqueue))


class CannotSendAgain(Exception):
    """The mail has been sent, or is about to be."""


@transaction.atomic
def send_again(*, mail: OutboxMail, edition: Any, actor: Any, now: datetime) -> None:
    """Put a mail that failed, or whose fate is unknown, back into the outbox. Raises ``CannotSendAgain``."""
    row = OutboxMail.objects.filter(id=mail.id, state__in=[MailState.FAILED, MailState.UNCERTAIN])
    if not row.update(state=MailState.WAITING, due_at=now, attempts=0, problem=""):
        raise CannotSendAgain
    record_entry(
        edition=edition,
        actor=actor,
        action="mail.retry",
        target=mail,
        before={"state": mail.state},
        after={"state": MailState.WAITING},
        now=now,
    )
    wake_delivery()


def forget_old_mails(*, before: datetime, held: Collection[UUID] = ()) -> int:
    """Delete mails written before then, whatever became of them, but those of editions held; returns how many."""
    old = OutboxMail.objects.filter(created_at__lt=before).exclude(edition_id__in=held)
    _all, by_model = old.delete()
    return by_model.get(OutboxMail._meta.label, 0)
