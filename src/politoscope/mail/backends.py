"""Django's door into the outbox: what Django and allauth send becomes a row like any other mail."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation

from politoscope.mail.letters import clean, one_line
from politoscope.mail.models import OutboxMail
from politoscope.mail.services import wake_delivery

SIGN_IN_LIFETIME = timedelta(minutes=10)


class OutboxBackend(BaseEmailBackend):
    """Puts every mail that Django or allauth sends into the outbox; nothing leaves that is not there (R-13).

    These are sign-in mails: they hold a code, make sense for ten minutes, and lose their text once they are sent.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                for address in message.recipients():
                    self.store(message, address)
            wake_delivery()
        return len(email_messages)

    def store(self, message: EmailMessage, address: str) -> None:
        now = timezone.now()
        OutboxMail.objects.create(
            key=f"django:{uuid.uuid4()}",
            to_address=address,
            template="",
            language=translation.get_language() or "",
            subject=one_line(str(message.subject)),
            text=clean(str(message.body)),
            html=html_of(message),
            headers={"Reply-To": ", ".join(message.reply_to)} if message.reply_to else {},
            is_secret=True,
            created_at=now,
            due_at=now,
            expires_at=now + SIGN_IN_LIFETIME,
        )


def html_of(message: EmailMessage) -> str:
    """Return the HTML version of a mail, if it has one."""
    for content, mimetype in message.alternatives if isinstance(message, EmailMultiAlternatives) else ():
        if mimetype == "text/html":
            return str(content)
    return ""
