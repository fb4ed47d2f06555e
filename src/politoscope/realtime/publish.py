"""Saying that something changed. The version rises with the change itself; pages hear of it after the commit."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from politoscope.realtime.bus import announce, notify_others
from politoscope.realtime.models import TopicVersion
from politoscope.realtime.topics import Topic, topic_named


@transaction.atomic
def publish(edition: Any, *names: str) -> None:
    """Raise the version of topics of an edition, and tell everybody who follows them once that is committed.

    Call it last in the transaction, all topics at once: the rows stay locked until the commit, and the fixed order
    keeps two publishers from waiting for each other. Raises ``UnknownTopic``.
    """
    for topic in sorted((topic_named(name) for name in names), key=lambda topic: topic.name):
        raise_version(edition.pk, topic)
        notify_others(edition.pk, topic.name)
        transaction.on_commit(partial(announce, edition.pk, topic.name))


def raise_version(edition_id: UUID, topic: Topic) -> None:
    """Raise one version by a conditional update; the row is made the first time."""
    changed_at = None if topic.secret else timezone.now()
    row = TopicVersion.objects.filter(edition_id=edition_id, topic=topic.name)
    if not row.update(version=F("version") + 1, changed_at=changed_at):
        TopicVersion.objects.bulk_create([TopicVersion(edition_id=edition_id, topic=topic.name)], ignore_conflicts=True)
        row.update(version=F("version") + 1, changed_at=changed_at)
