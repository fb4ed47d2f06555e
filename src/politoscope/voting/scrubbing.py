"""What the close deleted must be gone from the disk too (R-03)."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from django_tasks import task

from politoscope.voting.models import Ballot, Participation, Round

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(minutes=1)
LONGEST_WAIT_SECONDS = 1.0
LOOK_SECONDS = 0.02
READERS = """
    SELECT lock.pid, lock.virtualtransaction FROM pg_locks lock JOIN pg_stat_activity USING (pid)
    WHERE lock.locktype = 'virtualxid' AND datname = current_database() AND lock.pid <> pg_backend_pid()
"""


def scrub_after_commit(using: str = "default") -> None:
    """Clear the traces of the rows that this transaction deletes, once it is committed; again if that fails."""
    transaction.on_commit(partial(_scrub_or_put_off, using), using=using, robust=True)


def scrub(using: str = "default") -> bool:
    """Remove deleted rows from file and log, and say whether that worked.

    SQLite overwrites deleted content (``secure_delete``); the write-ahead log still holds it until a checkpoint
    empties it, and ``VACUUM`` writes the file anew. PostgreSQL leaves the bytes of dead rows in their pages even after
    a plain ``VACUUM``; ``FULL`` writes the tables anew, yet takes along what a transaction might still see that began
    before the rows were deleted, so those have to end first. Archived write-ahead logs and backups made during the
    round are beyond reach: they hold no code and no key of the server, hence no link.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and not _have_readers_gone(cursor):
                logger.warning("The traces of a closed round are cleared later: somebody still reads what was before.")
                return False
            for statement in _statements(connection.vendor):
                cursor.execute(statement)
                if "checkpoint" in statement and cursor.fetchone()[0]:
                    logger.warning("The log of a closed round is emptied later: somebody still reads from it.")
                    return False
    except DatabaseError as error:  # another writer holds the file: the close itself stands
        logger.warning("The traces of a closed round could not be cleared yet: %s", error)
        return False
    return True


@task
def scrub_again(using: str) -> None:
    """Try once more, until it works."""
    _scrub_or_put_off(using)


def _scrub_or_put_off(using: str) -> None:
    if not scrub(using):
        scrub_again.using(run_after=timezone.now() + AGAIN_AFTER).enqueue(using)


def _have_readers_gone(cursor: CursorWrapper) -> bool:
    """Wait for the transactions that run at this moment to end; what begins later sees no deleted row."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    cursor.execute(READERS)
    before = set(cursor.fetchall())
    while before and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        cursor.execute(READERS)
        before &= set(cursor.fetchall())
    return not before


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return ["PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
    tables = (Ballot, Participation, Round)
    return [f'VACUUM (FULL) "{model._meta.db_table}"' for model in tables]
