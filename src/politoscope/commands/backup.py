"""``politoscope backup FILE``: a consistent copy of everything, while the site runs."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

VOTING = (
    "A round is open. A backup made now would keep who voted what beyond the close, which erases it (R-03). "
    "Close the round first, or add --while-voting and delete the file after the close."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where to write it; an existing file is not touched")
    parser.add_argument("--passphrase-file", type=Path, metavar="F", help="encrypt (or set BACKUP_PASSPHRASE)")
    parser.add_argument("--portable", action="store_true", help="readable by SQLite and PostgreSQL alike")
    parser.add_argument("--while-voting", action="store_true", help="even though a round is open")


def run(arguments: argparse.Namespace) -> int:
    """Write the backup under another name first: what is called FILE is complete."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "politoscope.settings")
    import django

    django.setup()
    from django.utils import timezone

    from politoscope.audit.services import record_entry
    from politoscope.backups import archive, databases, sealing
    from politoscope.trouble import NotReady

    target: Path = arguments.file.absolute()
    if target.exists():
        raise NotReady(f"{target} is there already. Choose another name.")
    if not target.parent.is_dir():
        raise NotReady(f"The folder {target.parent} does not exist. Create it first.")
    if databases.has_open_round() and not arguments.while_voting:
        raise NotReady(VOTING)
    passphrase = passphrase_from(arguments.passphrase_file)
    now = timezone.now()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".politoscope-backup-") as scratch:
        folder, packed, sealed = Path(scratch, "content"), Path(scratch, "packed"), Path(scratch, "sealed")
        folder.mkdir()
        manifest = archive.collect(folder, is_portable=arguments.portable, now=now)
        archive.pack(folder, packed)
        if passphrase:
            sealing.seal(packed, sealed, passphrase)
        finished = sealed if passphrase else packed
        finished.chmod(0o600)
        with finished.open("rb") as file:
            os.fsync(file.fileno())
        finished.replace(target)
    record_entry(edition=None, actor=None, action="site.backup", via="command", now=now)
    size = target.stat().st_size / 1024**2
    print(f"{target}: {sum(manifest.rows.values())} rows, {len(manifest.files)} files, {size:.1f} MB.")
    if not passphrase:
        print("It is not encrypted and holds personal data: keep it where the database itself might lie.")
    return 0


def passphrase_from(file: Path | None) -> str:
    """Return the passphrase from a file, or from the environment."""
    return file.read_text().strip() if file else os.environ.get("BACKUP_PASSPHRASE", "")
