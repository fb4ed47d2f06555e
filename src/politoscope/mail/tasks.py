from __future__ import annotations

from django.utils import timezone
from django_tasks import task


@task()
def send_due_mails() -> int:
    """Send everything in the outbox that is due; returns how many mails left."""
    from politoscope.mail.delivery import deliver_due  # delivery writes to the log, which loads after the models

    return deliver_due(clock=timezone.now)
