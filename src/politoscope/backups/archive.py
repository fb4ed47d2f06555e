"""The file of a backup: a tar with a list of contents, every file with its digest."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from politoscope.backups import databases
from politoscope.trouble import NotReady

MANIFEST = "manifest.json"
FORMAT = "politoscope-backup-1"


@dataclass(frozen=True)
class Manifest:
    """What is in a backup."""

    format: str
    made_at: str
    database: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, str]
    """Path to SHA-256 digest."""


def collect(folder: Path, *, is_portable: bool, now: datetime) -> Manifest:
    """Put database and pictures into ``folder`` and list them."""
    name = databases.copy_out(folder, is_portable=is_portable)
    if settings.MEDIA_ROOT.is_dir():
        shutil.copytree(settings.MEDIA_ROOT, folder / "media")
    manifest = Manifest(
        format=FORMAT,
        made_at=now.isoformat(timespec="seconds"),
        database=name,
        migrations=databases.applied_migrations(),
        rows=databases.count_rows(),
        files={path.relative_to(folder).as_posix(): digest_of(path) for path in files_in(folder)},
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
    return manifest


def pack(folder: Path, target: Path) -> None:
    """Write the folder as one compressed file."""
    with tarfile.open(target, "w:gz") as tar:
        for path in files_in(folder):
            tar.add(path, arcname=path.relative_to(folder).as_posix(), recursive=False)


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack a backup and compare every file with its digest. Raises ``NotReady`` for anything else."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            tar.extractall(folder, filter="data")  # plain files below the folder, nothing else
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError):
        raise NotReady(f"{source} is no backup of Politoscope, or it was cut off.") from None
    if manifest.format != FORMAT:
        raise NotReady(f"{source} was made by a newer Politoscope. Update the program first.")
    present = {path.relative_to(folder).as_posix(): digest_of(path) for path in files_in(folder)}
    present.pop(MANIFEST)
    if present != manifest.files:
        changed = sorted(set(present.items()) ^ set(manifest.files.items()))[0][0]
        raise NotReady(f"{source} was changed: {changed} does not fit the list of contents.")
    return manifest


def restore_media(folder: Path) -> None:
    """Make the pictures of the backup those of the site."""
    target = settings.MEDIA_ROOT
    if (folder / "media").is_dir():
        if target.is_dir():
            shutil.rmtree(target)
        shutil.copytree(folder / "media", target)


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
