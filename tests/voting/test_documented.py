"""The table of promises and proofs in docs/voting/README.md names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "voting" / "README.md"


def test_every_proof_that_is_named_exists() -> None:
    file, named = None, 0
    for proof in re.findall(r"`([^`]*(?:test_|…::)[^`]*)`", PAGE.read_text(encoding="utf-8")):
        path, _, test = proof.partition("::")
        if path != "…":
            file = ROOT / (path if path.startswith("tests/") else f"tests/voting/{path}")
            assert file.is_file(), proof
        assert file is not None
        if test:
            named += 1
            beginning = test.rstrip("…")
            pattern = rf"^def {re.escape(beginning)}{'' if test.endswith('…') else r'[(]'}"
            assert re.search(pattern, file.read_text(encoding="utf-8"), re.MULTILINE), proof
    assert named > 30
