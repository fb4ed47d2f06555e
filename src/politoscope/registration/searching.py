"""Finding people by what was heard at the desk: Müller, Mueller and Muller are the same."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Return the text without case, accents and German spellings of umlauts; databases compare it byte by byte."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
    return re.sub(r"(?<=[aou])e", "", bare)


def search_key(name: str, organisation: str) -> str:
    """Return what a search looks through."""
    return f"{fold(name)} {fold(organisation)}"
