"""The style sheets: every file they name is there, one piece is served, themes and templates keep their distance."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from politoscope.ui.icons import KERN, OWN
from politoscope.ui.storage import NEIGHBOUR
from politoscope.ui.templatetags.kern import KINDS, VARIANTS

PRODUCT = Path(settings.PACKAGE)
STYLES = PRODUCT / "ui" / "static" / "ui"
VENDOR = PRODUCT / "ui" / "static" / "vendor"
CLASS = re.compile(r"\bkern-[\w-]+")

needs_vendor = pytest.mark.skipif(not VENDOR.exists(), reason="tools/assets.py has not fetched KERN")


def test_every_style_sheet_of_ours_is_part_of_the_site() -> None:
    imported = {found["name"] for found in NEIGHBOUR.finditer((STYLES / "site.css").read_text())}
    assert imported == {path.name for path in STYLES.glob("*.css")} - {"site.css"}


@needs_vendor
def test_collected_site_is_one_hashed_piece_with_everything_it_names(tmp_path: Path) -> None:
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "politoscope.ui.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    [served] = tmp_path.glob("ui/site.????????????.css")
    text = served.read_text()
    assert "@import" not in text
    named = [name for name in re.findall(r'url\("([^"]+)"\)', text) if not name.startswith("data:")]
    assert len(named) == 8
    for name in named:
        assert re.search(r"\.[0-9a-f]{12}\.", name), name
        assert (served.parent / name).resolve().is_file(), name
    assert text.index("@layer first, elements, kern, base, components, theme;") < text.index("@layer kern {")
    assert Path(f"{served}.br").stat().st_size < 24_000
    imported = re.compile(r"^import .* from ['\"](.+)['\"]", re.MULTILINE)
    names = {name for path in tmp_path.glob("*/*.????????????.js") for name in imported.findall(path.read_text())}
    assert len(names) > 2
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", name) for name in names), names


@needs_vendor
def test_classes_of_kern_that_we_write_exist() -> None:
    known = set(CLASS.findall((VENDOR / "kern" / "kern.min.css").read_text()))
    sources = [*(PRODUCT / "ui" / "templates").rglob("*.html"), *(PRODUCT / "ui").rglob("*.py"), *STYLES.glob("*.css")]
    used = {name for path in sources for name in CLASS.findall(path.read_text()) if not name.endswith(("-", "_"))}
    tokens = {name for name in used if name.startswith(("kern-color", "kern-metric", "kern-typography", "kern-ux"))}
    assert used - tokens - known == set()
    assert {f"kern-icon--{name}" for name in KERN} <= known
    assert {f"kern-badge--{kind}" for kind in KINDS} | {f"kern-alert--{kind}" for kind in KINDS} <= known
    assert {f"kern-btn--{variant}" for variant in VARIANTS} <= known


def test_icons_of_ours_are_drawn() -> None:
    drawn = set(re.findall(r"\.bc-icon--([\w-]+) \{", (STYLES / "icons.css").read_text()))
    assert drawn == OWN
    assert not OWN & KERN


def test_only_this_app_writes_markup_of_kern() -> None:
    written = re.compile(r"class=\"[^\"]*\bkern-")
    templates = [path for path in PRODUCT.rglob("templates/**/*.html") if path.relative_to(PRODUCT).parts[0] != "ui"]
    assert len(templates) > 20
    assert [str(path.relative_to(PRODUCT)) for path in templates if written.search(path.read_text())] == []


def test_no_page_has_inline_style_or_script() -> None:
    inline = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)")
    tags = re.compile(r"{[%{#].*?[%}#]}", re.DOTALL)
    pages = [path for path in PRODUCT.rglob("templates/**/*.html") if path.parent.name != "paper"]  # PDFs have no CSP
    found = [path for path in pages if inline.search(tags.sub("", path.read_text()))]
    assert [str(path.relative_to(PRODUCT)) for path in found] == []


def test_scripts_of_ours_are_found() -> None:
    assert finders.find("ui/main.js")
    assert finders.find("django_htmx/htmx-2.min.js")
