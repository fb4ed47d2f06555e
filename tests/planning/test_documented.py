"""The table of promises and proofs in docs/planning/board.md names tests that are there."""

from __future__ import annotations

from pathlib import Path

from tests.proofs import ROOT, missing_proofs, proofs_of

PAGE = ROOT / "docs" / "planning" / "board.md"


def test_every_proof_that_is_named_exists() -> None:
    assert missing_proofs(PAGE, "tests/planning") == []
    assert len(proofs_of(PAGE)) > 50


def test_a_proof_that_is_not_there_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("`test_board.py::test_swap…`, `…::test_swap`, `test_nothing.py`, `test_board.py`", encoding="utf-8")
    assert missing_proofs(page, "tests/planning") == ["…::test_swap", "test_nothing.py"]
