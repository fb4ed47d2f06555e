from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.db import connection


def empty_database() -> None:
    """Begin with a database that has all tables and no rows.

    Deleting rows is not possible: the audit log refuses it. So the file goes, or on PostgreSQL the schema.
    """
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
