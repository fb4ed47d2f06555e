"""CSV, one ballot a row, in three shapes.

* Polis ``participants-votes.csv``: a column ``participant``; proposals are the columns headed by a number.
* A matrix: every column is a proposal, except ``weight`` and ``voter``; a mark approves.
* A list: a last column ``choices``, in which ids are divided by commas or semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from barcamp_engine.voting.ballot import Ballot, Number
from barcamp_engine.voting.errors import DuplicateProposal, UnreadableFile, VotingError
from barcamp_engine.voting.formats import text as reading
from barcamp_engine.voting.profile import Profile

DELIMITERS = ",;\t"
APPROVES = {"1", "x", "ja", "yes", "true"}
DOES_NOT = {"", "0", "-1", "nein", "no", "false"}
ABOUT_THE_VOTER = {"weight", "voter", "voter_id", "participant", "ballot"}
LIST_COLUMNS = ("choices", "approved", "vote")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Where the proposals and the weight stand."""

    proposals: tuple[str, ...]
    columns: tuple[int, ...]
    width: int
    weight: int | None


def read(data: bytes) -> Profile:
    """Return the profile. Raises ``VotingError`` with a line."""
    text = reading.decode(data)
    first = text.split("\n", 1)[0]
    table = reading.rows(text, max(DELIMITERS, key=first.count))
    line, header = next(table, (1, [""]))
    names = [cell.strip() for cell in header]
    lowered = [name.casefold() for name in names]
    try:
        if lowered[-1] in LIST_COLUMNS and set(lowered[:-1]) <= ABOUT_THE_VOTER:
            return _read_list(table, lowered)
        matrix = _matrix(names, lowered, line)
        return Profile(matrix.proposals, tuple(_ballots(table, matrix)))
    except VotingError as error:
        raise error if error.line else error.at_line(line) from None


def _matrix(names: Sequence[str], lowered: Sequence[str], line: int) -> Matrix:
    is_polis = "participant" in lowered
    columns = [
        column
        for column, name in enumerate(names)
        if (name.isascii() and name.isdigit() if is_polis else lowered[column] not in ABOUT_THE_VOTER)
    ]
    proposals = tuple(names[column] for column in columns)
    if not proposals or not all(proposals):
        raise UnreadableFile(
            "The header does not name the proposals.",
            "Write one id per column into the first line, or a single column 'choices'.",
            line=line,
        )
    for proposal in proposals:
        if proposals.count(proposal) > 1:
            raise DuplicateProposal(f"The header names '{proposal}' twice.", "Give each its own id.", line=line)
    weight = lowered.index("weight") if "weight" in lowered else None
    return Matrix(proposals, tuple(columns), len(names), weight)


def _ballots(table: Iterator[tuple[int, list[str]]], matrix: Matrix) -> Iterator[Ballot]:
    relevant = matrix.columns if matrix.weight is None else (*matrix.columns, matrix.weight)
    read_before: dict[tuple[str, ...], Ballot] = {}  # equal rows are common in large files
    for line, row in table:
        if len(row) != matrix.width:
            raise UnreadableFile(
                f"The row has {len(row)} cells, the header {matrix.width}.", "Complete the row.", line=line
            )
        key = tuple([row[column] for column in relevant])
        ballot = read_before.get(key)
        if ballot is None:
            ballot = read_before[key] = _ballot(row, matrix, line)
        yield ballot


def _ballot(row: list[str], matrix: Matrix, line: int) -> Ballot:
    choices = []
    for proposal, column in zip(matrix.proposals, matrix.columns, strict=True):
        mark = row[column].strip().casefold()
        if mark in APPROVES:
            choices.append(proposal)
        elif mark not in DOES_NOT:
            raise UnreadableFile(
                f"The cell '{row[column][:40]}' in column '{proposal}' is no mark.",
                "Write 1 for yes and 0 or nothing for no; the first line names the proposals.",
                line=line,
            )
    weight: Number = 1 if matrix.weight is None else reading.weight_of(row[matrix.weight], line)
    return reading.ballot(choices, frozenset(matrix.proposals), line, weight)


def _read_list(table: Iterator[tuple[int, list[str]]], header: Sequence[str]) -> Profile:
    """Return ballots over all ids that occur, in the order in which they occur."""
    weight = header.index("weight") if "weight" in header else None
    proposals: dict[str, None] = {}
    ballots = []
    for line, row in table:
        cells = re.split("[,;]", ";".join(row[len(header) - 1 :]))
        choices = [cell.strip() for cell in cells if cell.strip()]
        proposals.update(dict.fromkeys(choices))
        number: Number = 1 if weight is None else reading.weight_of(row[weight], line)
        ballots.append(reading.ballot(choices, frozenset(choices), line, number))
    return Profile(tuple(proposals), tuple(ballots))
