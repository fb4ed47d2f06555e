from __future__ import annotations

import gzip
import os
import tarfile
from pathlib import Path

import pytest

from tests.commands.installation import Installation

FILL = """
from django.utils import timezone
from politoscope.audit.services import record_entry
from politoscope.editions.models import *
from politoscope.people.services import find_or_create_person
now = timezone.now()
edition = Edition.objects.create(series=Series.objects.create(name="S"), slug="camp", title="Größe „C“")
ada = find_or_create_person(email="ada@example.org", name="Ada Amt", now=now)
Room.objects.create(edition=edition, name="Saal", capacity=3, features=["beamer"])
RoleGrant.objects.create(edition=edition, person=ada, role="organiser")
for number in range(3):
    record_entry(edition=edition, actor=ada, action="test.fill", after={"number": number}, now=now)
"""
STATE = """
from politoscope.audit.chain import verify_all
from politoscope.audit.models import AuditEntry
from politoscope.editions.models import *
from politoscope.people.models import Person
print(list(Edition.objects.values_list("title", "rooms__features")),
      list(Person.objects.values_list("name", flat=True)),
      all(verdict.is_intact for verdict in verify_all()), AuditEntry.objects.filter(action="test.fill").count())
"""
SPOIL = "from politoscope.editions.models import *; RoleGrant.objects.all().delete(); Room.objects.all().delete()"
OPEN_ROUND = """
from django.utils import timezone
from politoscope.editions.models import Edition
from politoscope.voting.models import Round
Round.objects.create(edition=Edition.objects.get(), number=1, seats=3, opened_at=timezone.now())
"""


@pytest.fixture
def filled(installation: Installation) -> Installation:
    installation.shell(FILL)
    media = installation.folder / "media" / "2026"
    media.mkdir(parents=True)
    (media / "photo.jpg").write_bytes(b"picture")
    return installation


@pytest.mark.parametrize("options", [[], ["--portable"]], ids=["file", "portable"])
def test_a_restore_brings_everything_back(filled: Installation, tmp_path: Path, options: list[str]) -> None:
    before = filled.shell(STATE)
    target = tmp_path / "backup"
    filled.command("backup", str(target), *options)
    filled.shell(SPOIL)
    (filled.folder / "media" / "2026" / "photo.jpg").unlink()
    assert filled.shell(STATE) != before

    said = filled.command("restore", str(target), "--yes")

    assert "is in place" in said
    assert filled.shell(STATE) == before
    assert (filled.folder / "media" / "2026" / "photo.jpg").read_bytes() == b"picture"
    assert "The log is intact" in filled.command("check")


def test_an_encrypted_backup_opens_with_its_passphrase_only(filled: Installation, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("vier Wörter sind besser\n")
    before = filled.shell(STATE)
    filled.command("backup", str(target), "--passphrase-file", str(passphrase))
    assert b"Ada" not in target.read_bytes()
    assert not tarfile.is_tarfile(target)
    filled.shell(SPOIL)

    without = filled.call("restore", str(target), "--yes")
    wrong = filled.call("restore", str(target), "--yes", BACKUP_PASSPHRASE="falsch")
    assert "is encrypted" in without.stderr
    assert "the passphrase is wrong" in wrong.stderr
    assert filled.shell(STATE) != before

    filled.command("restore", str(target), "--yes", BACKUP_PASSPHRASE="vier Wörter sind besser")
    assert filled.shell(STATE) == before


def test_a_backup_is_made_while_the_site_runs_and_restored_only_when_it_does_not(
    embedded: Installation, tmp_path: Path
) -> None:
    target = tmp_path / "backup"
    embedded.serve()
    embedded.command("backup", str(target))
    refused = embedded.call("restore", str(target), "--yes")
    embedded.stop()

    assert "The site is running." in refused.stderr
    assert "is in place" in embedded.command("restore", str(target), "--yes")


def test_a_portable_backup_moves_to_a_new_installation(
    filled: Installation, embedded: Installation, tmp_path: Path
) -> None:
    target = tmp_path / "backup"
    filled.command("backup", str(target), "--portable")
    embedded.command("restore", str(target), "--yes")
    assert embedded.shell(STATE) == filled.shell(STATE)


def test_while_a_round_is_open_a_backup_is_refused(filled: Installation, tmp_path: Path) -> None:
    filled.shell(OPEN_ROUND)
    target = tmp_path / "backup"
    refused = filled.call("backup", str(target))
    assert refused.returncode == 1
    assert "A round is open." in refused.stderr
    assert not target.exists()
    filled.command("backup", str(target), "--while-voting")
    assert target.exists()


def test_a_backup_touches_no_other_file(filled: Installation, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    target.write_text("something else")
    assert "is there already" in filled.call("backup", str(target)).stderr
    assert target.read_text() == "something else"
    assert "does not exist" in filled.call("backup", str(tmp_path / "no" / "folder")).stderr


def test_a_backup_is_for_its_owner_alone_and_leaves_no_scraps(filled: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    filled.command("backup", str(folder / "one"))
    assert [path.name for path in folder.iterdir()] == ["one"]
    assert (folder / "one").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["cut", "changed", "other"])
def test_a_damaged_backup_changes_nothing(filled: Installation, tmp_path: Path, damage: str) -> None:
    target = tmp_path / "backup"
    filled.command("backup", str(target), "--portable")
    if damage == "cut":
        os.truncate(target, target.stat().st_size // 2)
    elif damage == "other":
        target.write_bytes(b"holiday pictures")
    else:
        target.write_bytes(gzip.compress(gzip.decompress(target.read_bytes()).replace(b"Ada Amt", b"Eve Amt")))
    before = filled.shell(STATE)

    done = filled.call("restore", str(target), "--yes")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert filled.shell(STATE) == before


def test_without_a_terminal_and_without_yes_nothing_happens(filled: Installation, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    filled.command("backup", str(target))
    done = filled.call("restore", str(target))
    assert (done.returncode, "Nothing was changed." in done.stdout) == (1, True)
