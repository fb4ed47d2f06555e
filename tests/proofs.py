"""Documents that name the test behind a promise, as code: ``test_file.py::test_name``.

``…::test_other`` is in the same file as the one before; a name may end in ``…``. A file without a folder is in the one
that the document is about.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def proofs_of(page: Path) -> list[str]:
    """Return everything that a document names as a proof, in its order."""
    return re.findall(r"`([^`\s]*(?:test_|…::)[^`\s]*)`", page.read_text(encoding="utf-8"))


def missing_proofs(page: Path, folder: str) -> list[str]:
    """Return the proofs of a document that are not there."""
    missing, file = [], None
    for proof in proofs_of(page):
        path, _, test = proof.partition("::")
        if path != "…":
            file = ROOT / (path if path.startswith("tests/") else f"{folder}/{path}")
        if file is None or not file.is_file() or (test and not _is_defined(test, file)):
            missing.append(proof)
    return missing


def _is_defined(test: str, file: Path) -> bool:
    end = "" if test.endswith("…") else r"\("
    return (
        re.search(rf"^def {re.escape(test.rstrip('…'))}{end}", file.read_text(encoding="utf-8"), re.MULTILINE)
        is not None
    )
