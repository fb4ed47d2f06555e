"""Copying the database out and putting a copy in place."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from politoscope.backups import portable
from politoscope.trouble import NotReady

SQLITE, PORTABLE = "database.sqlite3", "database.jsonl"


def copy_out(folder: Path, *, is_portable: bool) -> str:
    """Write the database into ``folder`` while the site runs; return the name of the file.

    SQLite writes its copy itself (``VACUUM INTO``): one instant, and without the pages of what was deleted.
    """
    if is_portable or connection.vendor != "sqlite":
        portable.dump(folder / PORTABLE)
        return PORTABLE
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / SQLITE)])
    check_file(folder / SQLITE)
    return SQLITE


def check_file(path: Path) -> None:
    """Have SQLite read every page of a file."""
    with sqlite3.connect(path) as copy:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    copy.close()
    if verdict != "ok":
        raise NotReady(f"The copy of the database is damaged: {verdict}. Keep the older backups.")


def applied_migrations() -> list[str]:
    """Return the steps the database has taken."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def count_rows() -> dict[str, int]:
    """Return how many rows each table has, to compare before and after."""
    return {model._meta.label: model._base_manager.count() for model in portable.all_models()}


def has_open_round() -> bool:
    """Tell whether people are voting right now."""
    try:
        rounds = apps.get_model("voting", "Round")
    except LookupError:
        return False
    return rounds._base_manager.filter(status="open").exists()


def put_in_place(folder: Path, name: str) -> None:
    """Make the copy in ``folder`` the database of this site."""
    if name == PORTABLE:
        call_command("migrate", verbosity=0)
        portable.load(folder / PORTABLE)
    else:
        replace_file(folder / SQLITE)
        call_command("migrate", verbosity=0)


def replace_file(copy: Path) -> None:
    """Swap the database file in one step; nobody may be using the old one."""
    if connection.vendor != "sqlite":
        raise NotReady(
            "This backup is a copy of SQLite, and the site runs on PostgreSQL. Restore it with SQLite first, then take "
            "it along with: politoscope backup --portable"
        )
    check_file(copy)
    target = Path(connection.settings_dict["NAME"])
    connections.close_all()
    refuse_if_in_use(target)
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    arrived = target.with_name(target.name + ".restoring")
    arrived.write_bytes(copy.read_bytes())
    with arrived.open("rb+") as file:
        os.fsync(file.fileno())
    arrived.replace(target)


def refuse_if_in_use(path: Path) -> None:
    """Raise ``NotReady`` while a server has the database open: it would go on writing into the old file."""
    if not path.exists():
        return
    probe = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        probe.execute("PRAGMA locking_mode=EXCLUSIVE")
        probe.execute("BEGIN EXCLUSIVE")
        probe.execute("ROLLBACK")
        if probe.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":  # needs the file for itself alone
            raise NotReady("The site is running. Stop it before a backup is put in place.")
    except sqlite3.OperationalError:
        raise NotReady("The site is running. Stop it before a backup is put in place.") from None
    finally:
        probe.close()
