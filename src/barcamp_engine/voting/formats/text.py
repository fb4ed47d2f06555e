"""From bytes to text and numbers, with the line in every complaint."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fractions import Fraction
from io import StringIO

from barcamp_engine.voting.ballot import Ballot, Number
from barcamp_engine.voting.errors import InvalidWeight, UnknownProposal, UnreadableFile, VotingError

LONGEST_NUMBER = 30
"""Characters; longer ones are mistakes, and some of them would take forever to read."""


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"The byte 0x{data[error.start]:02x} is not valid UTF-8.", "Save the file as UTF-8.", line=line
        ) from None


def lines(text: str, *, keep_ends: bool = False) -> list[str]:
    """Return the lines of a text as editors count them; other separators (U+2028 …) stay inside a line."""
    kept = list(StringIO(text, newline=""))
    return kept if keep_ends else [line.rstrip("\r\n") for line in kept]


def rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table with the line each ends on; empty lines are left out."""
    reader = csv.reader(lines(text, keep_ends=True), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise UnreadableFile(
            f"The row cannot be split into cells ({error}).", "Check its quotation marks.", line=reader.line_num
        ) from None


def ballot(choices: list[str], known: frozenset[str], line: int, weight: Number = 1) -> Ballot:
    """Return the ballot of a line; complains about ids that are unknown or stand twice."""
    if not known.issuperset(choices):
        stranger = next(choice for choice in choices if choice not in known)
        raise UnknownProposal(stranger, where="The ballot").at_line(line)
    try:
        return Ballot(tuple(choices), weight)
    except VotingError as error:
        raise error.at_line(line) from None


def exact_number(text: str) -> Number:
    """Return a decimal number exactly: ``"2"`` → 2, ``"0.5"`` → 1/2. Raises ``ValueError``."""
    if len(text) > LONGEST_NUMBER or "e" in text.lower():
        raise ValueError(text)
    number = Fraction(text)
    return number.numerator if number.denominator == 1 else number


def weight_of(cell: str, line: int) -> Number:
    """Return the weight in a cell."""
    try:
        return exact_number(cell.strip())
    except (ValueError, ZeroDivisionError):
        raise InvalidWeight(
            f"The weight '{cell}' is not a number.", "Write a number such as 2 or 0.5.", line=line
        ) from None
