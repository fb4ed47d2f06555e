from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django_tasks import task


@task()
def mail_invitations(invitations: list[str]) -> int:
    """Write the mails of many invitations; returns how many. Run twice, each is sent once."""
    from politoscope.registration.guest_lists import queue_invitations  # loaded after the apps

    return queue_invitations(invitations=[UUID(one) for one in invitations], now=timezone.now())
