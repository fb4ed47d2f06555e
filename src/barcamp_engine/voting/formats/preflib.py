"""PrefLib's ``.cat``: each line puts the alternatives into categories, best first.

Source: N. Mattei, T. Walsh, PrefLib: A Library for Preferences, ADT 2013; format "categorical preferences".
"""

from __future__ import annotations

import re

from barcamp_engine.voting.ballot import Ballot
from barcamp_engine.voting.errors import UnreadableFile, VotingError
from barcamp_engine.voting.formats import text as reading
from barcamp_engine.voting.profile import Profile

LINE = re.compile(r"(\d{1,9})\s*:\s*(.*)")
CATEGORY = re.compile(r"\{([\d\s,]*)\}|(\d+)")


def read(data: bytes, *, categories: int = 1) -> Profile:
    """Return the profile over alternatives ``"1"`` … ``"m"``; approved is what stands in the first ``categories``.

    A line ``c: …`` counts c times. Raises ``VotingError`` with a line.
    """
    lines = reading.lines(reading.decode(data))
    header = _header(lines)
    number = _number(header, "NUMBER ALTERNATIVES")
    if _number(header, "NUMBER CATEGORIES", categories) < categories:
        raise UnreadableFile(
            f"The file has fewer than {categories} categories.", "Ask for fewer with --categories.", line=1
        )
    proposals = tuple(str(i) for i in range(1, number + 1))
    known = frozenset(proposals)
    ballots = tuple(
        _ballot(line, text.strip(), known, categories)
        for line, text in enumerate(lines, 1)
        if text.strip() and not text.startswith("#")
    )
    voters = sum(ballot.weight for ballot in ballots)
    if _number(header, "NUMBER VOTERS", int(voters)) != voters:
        raise UnreadableFile(
            f"The header promises another number of voters than the {voters} there are.",
            "Get the complete file.",
            line=header["NUMBER VOTERS"][0],
        )
    try:
        return Profile(proposals, ballots)
    except VotingError as error:
        raise error.at_line(len(lines)) from None


def _header(lines: list[str]) -> dict[str, tuple[int, str]]:
    """Return the ``# KEY: value`` lines with their numbers."""
    header = {}
    for line, text in enumerate(lines, 1):
        if text.startswith("#") and ":" in text:
            key, value = text[1:].split(":", 1)
            header[key.strip()] = (line, value.strip())
    return header


def _number(header: dict[str, tuple[int, str]], key: str, default: int | None = None) -> int:
    if key not in header and default is not None:
        return default
    line, value = header.get(key, (1, "missing"))
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise UnreadableFile(
            f"The header '# {key}:' is {value or 'empty'}.", "Take the .cat file as PrefLib publishes it.", line=line
        )
    return int(value)


def _ballot(line: int, text: str, known: frozenset[str], categories: int) -> Ballot:
    match = LINE.fullmatch(text)
    if not match or CATEGORY.sub("", match[2]).strip(", \t"):
        raise UnreadableFile(
            f"'{text[:40]}' is not 'count: {{1,2}},{{3}}'.", "Correct the line or delete it.", line=line
        )
    first = list(CATEGORY.finditer(match[2]))[:categories]
    choices = [choice.strip() for part in first for choice in (part[1] or part[2] or "").split(",")]
    return reading.ballot([choice for choice in choices if choice], known, line, weight=int(match[1]))
