"""How the news of a commit reaches the streams: of this process at once, of others through the database."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import connection

from politoscope.realtime.hub import hub

CHANNEL = "politoscope"


def announce(edition_id: UUID, topic: str) -> None:
    """Wake the streams of this process. Any thread may call it, after the commit."""
    hub.announce(edition_id, topic)


def notify_others(edition_id: UUID, topic: str) -> None:
    """Tell the other processes, inside the transaction: PostgreSQL delivers at the commit, and never a rollback.

    On SQLite there is nothing to call; their watchers read the versions (see :mod:`.watcher`).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps([str(edition_id), topic])])
