"""The asset step: exact versions, hashes, no host names; a lock file that lacks them is refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))  # scripts import their neighbours by bare name

import assets

LOCKS = [assets.ROOT / "package-lock.json", assets.ROOT / "tests" / "package-lock.json"]


@pytest.mark.parametrize("lock", LOCKS, ids=["product", "tests"])
def test_lock_has_a_hash_for_every_package_and_names_no_host(lock: Path) -> None:
    assets.require_hashes(lock)
    wanted = json.loads(lock.with_name("package.json").read_text())["dependencies"]
    packages = json.loads(lock.read_text())["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


@pytest.mark.parametrize("entry", [{}, {"integrity": "sha1-x"}, {"integrity": "sha512-x", "resolved": "https://x"}])
def test_loose_lock_is_refused_with_the_package_and_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], entry: dict[str, str]
) -> None:
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    lock = tmp_path / "package-lock.json"
    lock.write_text(json.dumps({"packages": {"": {}, "node_modules/loose": entry}}))
    with pytest.raises(SystemExit):
        assets.require_hashes(lock)
    message = capsys.readouterr().err
    assert "node_modules/loose" in message
    assert "--omit-lockfile-registry-resolved" in message


def test_only_named_files_of_locked_packages_are_published() -> None:
    locked = json.loads(LOCKS[0].read_text())["packages"]
    assert {f"node_modules/{package}" for package in assets.FILES} == set(locked) - {""}
    licences = [target for names in assets.FILES.values() for target in names.values() if "LICENSE" in target]
    assert len(licences) == len(assets.FILES)


@pytest.mark.skipif(not assets.VENDOR.exists(), reason="tools/assets.py has not fetched the front-end files")
def test_published_folder_holds_nothing_else() -> None:
    there = {path for path in assets.VENDOR.rglob("*") if path.is_file()}
    assert there == set(assets.published())
