from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.installation import Installation
from tests.site import database_of


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a fresh database and an empty list of static files, made once."""
    folder = tmp_path_factory.mktemp("migrated")
    installation = Installation(folder, f"sqlite:///{folder / 'politoscope.sqlite3'}")
    installation.command("manage", "migrate", "--verbosity=0")
    (folder / "static").mkdir()
    (folder / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    return folder


@pytest.fixture
def installation(migrated: Path, tmp_path: Path) -> Iterator[Installation]:
    """Return an installation of its own, ready to serve, on the database of the test run."""
    folder = tmp_path / "data"
    shutil.copytree(migrated, folder)
    with database_of(folder) as address:
        installation = Installation(folder, address)
        if address.startswith("postgres"):
            installation.command("manage", "migrate", "--verbosity=0")
        yield installation
        installation.stop()


@pytest.fixture
def embedded(migrated: Path, tmp_path: Path) -> Iterator[Installation]:
    """Return an installation on SQLite, whatever the test run uses: its troubles are those of a file."""
    folder = tmp_path / "embedded"
    shutil.copytree(migrated, folder)
    installation = Installation(folder, f"sqlite:///{folder / 'politoscope.sqlite3'}")
    yield installation
    installation.stop()
