"""The documents say what is: links lead somewhere, every command and setting is described, nothing else is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from tools.write_docs import pages

from politoscope.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
READER = re.compile(r"env\.\w+\(\s*((?:\"[A-Z_]+\"(?:,\s*)?)+)")
EXTRA_SETTINGS = {"PORT", "BACKUP_PASSPHRASE"}
"""Read by commands: the port before there are settings, the passphrase where it is used."""


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitLab and GitHub make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_document_lead_somewhere(path: Path) -> None:
    broken = []
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        page = (path.parent / file).resolve() if file else path
        if not page.exists() or (anchor and anchor not in anchors(page)):
            broken.append(target)
    assert broken == []


def settings_read() -> set[str]:
    """Return the names of all variables that the settings read."""
    settings = (ROOT / "src/politoscope/settings.py").read_text(encoding="utf-8")
    readers = (ROOT / "src/politoscope/environment.py").read_text(encoding="utf-8")
    named = {name for call in READER.findall(settings) for name in re.findall(r"[A-Z_]+", call)}
    return named | set(re.findall(r"_env\.str\(\"([A-Z_]+)\"", readers)) | EXTRA_SETTINGS


def test_every_setting_is_documented_and_no_other() -> None:
    page = (ROOT / "docs/operations/configuration.md").read_text(encoding="utf-8")
    first_cells = re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE)
    documented = {name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert documented == settings_read()


def test_every_command_is_in_the_readme_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `politoscope (\w+)", readme, re.MULTILINE)) == set(COMMANDS)


def test_every_target_of_make_is_in_the_contributing_guide() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `make (\w+)`", guide, re.MULTILINE)) == set(targets) - {"help"}


def test_generated_parts_are_up_to_date() -> None:
    stale = [path.name for path, text in pages().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "call make docs"


def test_every_decision_is_listed_and_has_its_three_parts() -> None:
    folder = ROOT / "docs/decisions"
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == decisions
    for name in decisions:
        text = (folder / name).read_text(encoding="utf-8")
        parts = [text.find(f"**{part}.**") for part in ("Context", "Decision", "Consequences")]
        assert -1 not in parts, name
        assert parts == sorted(parts), name


def test_publiccode_names_this_version_and_licence() -> None:
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (told["softwareVersion"], told["legal"]["license"]) == (project["version"], project["license"])
    assert set(told["description"]) == {"de", "en"}
