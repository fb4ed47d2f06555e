"""What is locked: exact, hashed, without host names, and the same in every lock."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NPM_LOCKS = [ROOT / "package-lock.json", ROOT / "tests/package-lock.json"]


def pins(lock: Path) -> dict[str, str]:
    """Return package → version of a lock file."""
    return dict(re.findall(r"^([\w.-]+)==([^ ;\\]+)", lock.read_text(), re.MULTILINE))


def asked_for(source: Path) -> dict[str, str]:
    """Return package → version of what we ask for ourselves."""
    found = re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==(\S+)", source.read_text(), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_has_hashes_and_no_host(lock: Path) -> None:
    text = lock.read_text()
    entries = [entry for entry in re.split(r"^(?=\w)", text, flags=re.MULTILINE) if entry.strip()]
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://", text) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_holds_what_was_asked_for(lock: Path) -> None:
    locked = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins(lock).items()}
    wanted = asked_for(lock.with_suffix(".in"))
    assert {name: locked.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("name", ["dev", "bench"])
def test_tests_run_on_the_versions_that_ship(name: str) -> None:
    shipped, used = pins(ROOT / "requirements/base.txt"), pins(ROOT / f"requirements/{name}.txt")
    assert {package: used.get(package) for package in shipped} == shipped


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_front_end_packages_are_exact_and_hashed(lock: Path) -> None:
    told = json.loads(lock.read_text())
    packages = {name: entry for name, entry in told["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert all(re.fullmatch(r"[\d.]+", version) for version in told["packages"][""]["dependencies"].values())
