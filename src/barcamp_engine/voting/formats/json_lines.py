"""On which line of a JSON text a value stands: the parser does not tell."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

SPACE = re.compile(r"[ \t\r\n]*")
BETWEEN = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Return the line of the value at ``path`` (keys and indices) of a valid JSON text."""
    position = _after(SPACE, text, 0)
    for part in path:
        position = _inside(text, position, part)
    return text.count("\n", 0, position) + 1


def _inside(text: str, position: int, part: str | int) -> int:
    """Return where the value of a key, or at an index, begins."""
    decode = json.JSONDecoder().raw_decode
    position = _after(SPACE, text, position + 1)
    if isinstance(part, int):
        for _ in range(part):
            position = _after(BETWEEN, text, decode(text, position)[1])
        return position
    while True:
        key, position = decode(text, position)
        position = _after(SPACE, text, text.index(":", position) + 1)
        if key == part:
            return position
        position = _after(BETWEEN, text, decode(text, position)[1])


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    assert match is not None  # both patterns match the empty text
    return match.end()
