from __future__ import annotations

from django.utils import timezone
from django_tasks import task


@task()
def write_digest(digest: int, numbers: list[int]) -> int:
    """Write the mails of a digest; returns how many."""
    from politoscope.proposals.models import Digest  # loaded after the apps
    from politoscope.proposals.services.curation import queue_digest

    found = Digest.objects.select_related("edition").get(pk=digest)
    return queue_digest(digest=found, numbers=numbers, now=timezone.now())
