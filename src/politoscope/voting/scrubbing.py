"""What the close deleted must be gone from the disk too (R-03)."""

from __future__ import annotations

import logging
from functools import partial

from django.db import DatabaseError, connections, transaction

from politoscope.voting.models import Ballot, Participation, Round

logger = logging.getLogger(__name__)


def scrub_after_commit(using: str = "default") -> None:
    """Clear the traces of the rows that this transaction deletes, once it is committed."""
    transaction.on_commit(partial(scrub, using), using=using, robust=True)


def scrub(using: str = "default") -> bool:
    """Remove deleted rows from file and log, and say whether that worked.

    SQLite overwrites deleted content (``secure_delete``); the write-ahead log still holds it until a checkpoint
    empties it, and ``VACUUM`` writes the file anew. PostgreSQL leaves the bytes of dead rows in their pages even after
    a plain ``VACUUM``; ``FULL`` writes the tables anew. Archived write-ahead logs and backups made during the round
    are beyond reach: they hold no code and no key of the server, hence no link.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            for statement in _statements(connection.vendor):
                cursor.execute(statement)
    except DatabaseError as error:  # another writer holds the file: the close itself stands
        logger.warning("The traces of a closed round could not be cleared yet: %s", error)
        return False
    return True


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return ["PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
    tables = (Ballot, Participation, Round)
    return [f'VACUUM (FULL) "{model._meta.db_table}"' for model in tables]
