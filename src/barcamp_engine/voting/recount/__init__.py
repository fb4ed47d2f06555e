"""The recount that needs none of us: ``verify.py`` and ``verify.html``, offered for download beside the result."""

from __future__ import annotations

from importlib.resources import files


def verify_py() -> bytes:
    """Return the recount for Python 3.9 and later: one file, standard library only."""
    return files(__name__).joinpath("verify.py").read_bytes()


def verify_html() -> bytes:
    """Return the recount for any browser: one page that works without a network."""
    return files(__name__).joinpath("verify.html").read_bytes()
