"""KERN's style sheet keeps what our pages use, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps

from politoscope.ui.storage import is_ours
from politoscope.ui.trimming import (
    DECLARED,
    TOKEN,
    trimmed,
    used_blocks,
    used_tokens,
    without_idle_tokens,
    without_remarks,
)
from tests.ui.test_style import VENDOR, needs_vendor

BLOCKS = frozenset({"kern-btn", "kern-heading-"})


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".kern-btn{a:b}.kern-grid{c:d}", ".kern-btn{a:b}"),
        (".kern-btn--primary,.kern-grid{a:b}", ".kern-btn--primary{a:b}"),
        (".kern-btn__icon .kern-grid{a:b}", ""),
        (".kern-heading-large{a:b}", ".kern-heading-large{a:b}"),
        (".kern-btn-wrapper{a:b}", ""),
        ("a:not(.kern-grid,.kern-x){a:b}", "a:not(.kern-grid,.kern-x){a:b}"),
        ("@media print{.kern-grid{a:b}}", ""),
        ("@media print{.kern-grid{a:b}.kern-btn{c:d}}", "@media print{.kern-btn{c:d}}"),
        ("@keyframes turn{from{a:b}to{a:c}}", "@keyframes turn{from{a:b}to{a:c}}"),
        ('@import "x";:root{--a:"}{"}', '@import "x";:root{--a:"}{"}'),
        ('.kern-grid{b:url("data:image/svg+xml;}")}.kern-btn{c:d}', ".kern-btn{c:d}"),
    ],
)
def test_only_rules_for_used_blocks_stay(css: str, kept: str) -> None:
    assert trimmed(css, BLOCKS) == kept


def test_blocks_are_read_from_templates_and_code(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('<b class="kern-badge kern-badge--info">')
    (tmp_path / "tags.py").write_text('f"kern-heading-{size}"')
    (tmp_path / "notes.md").write_text("kern-grid")
    assert used_blocks([tmp_path]) == {"kern-badge", "kern-heading-"}


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (":root{--kern-a:1px;--kern-b:2px}p{x:var(--kern-a)}", ":root{--kern-a:1px;}p{x:var(--kern-a)}"),
        (":root{--kern-a:var(--kern-b);--kern-b:2px;--kern-c:0}p{x:var(--kern-a)}",
         ":root{--kern-a:var(--kern-b);--kern-b:2px;}p{x:var(--kern-a)}"),
        (":root{--kern-a:var(--kern-b);--kern-b:var(--kern-a)}", ":root{}"),
        ("p{--kern-b:0;color:red;--kern-ours:0}", "p{color:red;--kern-ours:0}"),
        ("@media print{:root{--kern-a:0;--kern-ours:1}}", "@media print{:root{--kern-ours:1}}"),
        (".kern-a:hover{b:var(--kern-ours-2)}", ".kern-a:hover{b:var(--kern-ours-2)}"),
    ],
)  # fmt: skip
def test_tokens_that_nothing_needs_go(css: str, kept: str) -> None:
    assert without_idle_tokens(css, {"--kern-ours"}) == kept


def test_remarks_go_and_licences_stay() -> None:
    css = '/* why */ a{b:"/* c */"} /*! EUPL */ d{e:f}/* g\nh */'
    assert without_remarks(css) == 'a{b:"/* c */"} /*! EUPL */ d{e:f}'


@needs_vendor
def test_the_sheet_shrinks_to_less_than_half_and_keeps_what_pages_need() -> None:
    sheet = (VENDOR / "kern" / "kern.min.css").read_text()
    folders = [Path(app.path) for app in apps.get_app_configs() if is_ours(app.name)]
    less = without_idle_tokens(trimmed(sheet, used_blocks(folders)), used_tokens(folders))
    assert len(less) < 0.5 * len(sheet)
    needed = (set(TOKEN.findall(less)) | used_tokens(folders)) & {found["name"] for found in DECLARED.finditer(sheet)}
    assert needed == {found["name"] for found in DECLARED.finditer(less)}
    assert less.count("{") == less.count("}")
    for used in (".kern-btn{", ".kern-form-input__input{", ".kern-icon--download{", ":root{"):
        assert used in less
    assert ".kern-grid" not in less
