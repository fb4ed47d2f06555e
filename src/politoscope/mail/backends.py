from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    """Puts every mail Django sends into the outbox; nothing leaves that is not there (R-13)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise NotImplementedError
