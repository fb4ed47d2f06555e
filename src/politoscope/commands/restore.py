"""``politoscope restore FILE``: put a backup in place. The site must not be running."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from politoscope.commands.backup import passphrase_from


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what politoscope backup wrote")
    parser.add_argument("--passphrase-file", type=Path, metavar="F", help="of an encrypted one (or BACKUP_PASSPHRASE)")
    parser.add_argument("--yes", action="store_true", help="do not ask; what is in the database now is replaced")


def run(arguments: argparse.Namespace) -> int:
    """Check everything before anything is touched."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "politoscope.settings")
    import django

    django.setup()
    from django.utils import timezone

    from politoscope.audit.chain import verify_all
    from politoscope.audit.services import record_entry
    from politoscope.backups import archive, databases
    from politoscope.trouble import NotReady

    if not arguments.file.is_file():
        raise NotReady(f"{arguments.file} does not exist.")
    with tempfile.TemporaryDirectory(prefix="politoscope-restore-") as scratch:
        folder = Path(scratch, "content")
        folder.mkdir()
        manifest = archive.unpack(opened(arguments, Path(scratch, "packed")), folder)
        refuse_newer(manifest.migrations)
        if not (arguments.yes or is_confirmed(manifest.made_at)):
            print("Nothing was changed.")
            return 1
        databases.put_in_place(folder, manifest.database)
        archive.restore_media(folder)
    restored = {table: count for table, count in databases.count_rows().items() if table in manifest.rows}
    is_intact = all(verdict.is_intact for verdict in verify_all())
    record_entry(edition=None, actor=None, action="site.restore", via="command", now=timezone.now())
    print(f"The state of {manifest.made_at} is in place: {sum(restored.values())} rows.")
    if not is_intact:
        print("The log in this backup had been changed by hand; politoscope check says where.", file=sys.stderr)
    return 0


def opened(arguments: argparse.Namespace, target: Path) -> Path:
    """Return the backup as a plain archive, decrypted if need be."""
    from politoscope.backups import sealing
    from politoscope.trouble import NotReady

    if not sealing.is_sealed(arguments.file):
        return arguments.file
    passphrase = passphrase_from(arguments.passphrase_file)
    if not passphrase:
        raise NotReady(f"{arguments.file} is encrypted. Add --passphrase-file, or set BACKUP_PASSPHRASE.")
    sealing.unseal(arguments.file, target, passphrase)
    return target


def refuse_newer(migrations: list[str]) -> None:
    """Raise ``NotReady`` for a backup whose database has taken steps that this program does not know."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from politoscope.trouble import NotReady

    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    if unknown := [name for name in migrations if name not in known]:
        raise NotReady(f"The backup is newer than this program ({unknown[0]}). Update the program first.")


def is_confirmed(made_at: str) -> bool:
    """Ask before what is there is replaced; without a terminal the answer is no."""
    if not sys.stdin.isatty():
        print("This replaces everything in the database. Add --yes to do it.", file=sys.stderr)
        return False
    return input(f"Replace everything by the state of {made_at}? Type yes: ").strip().lower() == "yes"
