"""A problem from four tables (CSV): sessions, rooms, slots, marks. Text comes in; reading files is the caller's.

| table    | columns (first needed)                                                                     |
|----------|--------------------------------------------------------------------------------------------|
| slots    | id, day, start (10:15), minutes                                                            |
| rooms    | id, capacity, features                                                                     |
| sessions | id, hosts, needs, max_occurrences, allowed_slots, pin_slot, pin_room, required, rank, length, hands |
| marks    | person, session, weight                                                                    |

Lists inside a cell are separated by `|`, columns by comma, semicolon or tab. People are whoever marks or hosts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from barcamp_engine.planning.errors import ProblemError
from barcamp_engine.planning.problem import Participant, Pin, Problem, Proposal, Room, Slot

NEEDED = {"slots": ("id",), "rooms": ("id", "capacity"), "sessions": ("id",), "marks": ("person", "session")}
YES = {"1", "yes", "true", "ja", "x"}


@dataclass(frozen=True)
class Line:
    """One line of a table, with its place for messages."""

    place: str
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell without blanks around it; missing columns are empty."""
        return (self.cells.get(column) or "").strip()

    def many(self, column: str) -> tuple[str, ...]:
        """Return the entries of a list cell."""
        return tuple(entry.strip() for entry in self.text(column).split("|") if entry.strip())

    def number(self, column: str, default: int | None = None) -> int | None:
        """Return a whole number. Raises: ProblemError with the line and column."""
        text = self.text(column)
        if not text:
            return default
        try:
            return int(text)
        except ValueError:
            raise ProblemError("no_whole_number", f"{self.place}, {column}", f"'{text}' is not a number") from None


def read_tables(texts: Mapping[str, str]) -> Problem:
    """Return the problem of the tables. Raises: ProblemError naming table, line and column."""
    for name in ("slots", "rooms", "sessions"):
        if name not in texts:
            raise ProblemError("missing_table", f"{name}.csv", f"add the table with {', '.join(NEEDED[name])}")
    tables = {name: _lines(name, texts[name]) for name in NEEDED if name in texts}
    marks: dict[str, list[tuple[str, float]]] = {}
    for line in tables.get("marks", []):
        marks.setdefault(line.text("person"), []).append((line.text("session"), _weight(line)))
    proposals = tuple(_proposal(line) for line in tables["sessions"])
    people = dict.fromkeys((*marks, *(host for proposal in proposals for host in proposal.hosts)))
    return Problem(
        slots=tuple(_slot(line) for line in tables["slots"]),
        rooms=tuple(_room(line) for line in tables["rooms"]),
        proposals=proposals,
        participants=tuple(_participant(person, marks.get(person, [])) for person in people),
    )


def _lines(name: str, text: str) -> list[Line]:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    columns = [column.strip().lower() for column in rows[0]] if rows else []
    for column in NEEDED[name]:
        if column not in columns:
            raise ProblemError("missing_column", f"{name}.csv, line 1", f"add the column '{column}'")
    return [
        Line(f"{name}.csv, line {number}", dict(zip(columns, row, strict=False)))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]


def _slot(line: Line) -> Slot:
    start = line.text("start")
    minute = None
    if start:
        hour, separator, rest = start.partition(":")
        if not (separator and hour.isdigit() and rest.isdigit()):
            raise ProblemError("no_time", f"{line.place}, start", f"write '{start}' as hours:minutes")
        minute = int(hour) * 60 + int(rest)
    return Slot(line.text("id"), line.text("day"), minute, line.number("minutes", 45) or 0)


def _room(line: Line) -> Room:
    capacity = line.number("capacity")
    if capacity is None:
        raise ProblemError("no_capacity", f"{line.place}, capacity", "say how many seats the room has")
    return Room(line.text("id"), capacity, frozenset(line.many("features")))


def _proposal(line: Line) -> Proposal:
    slot, room = line.text("pin_slot"), line.text("pin_room")
    return Proposal(
        id=line.text("id"),
        hosts=line.many("hosts"),
        needs=frozenset(line.many("needs")),
        max_occurrences=line.number("max_occurrences", 1) or 0,
        allowed_slots=frozenset(line.many("allowed_slots")) or None,
        pin=Pin(slot or None, room or None) if slot or room else None,
        is_required=line.text("required").lower() in YES,
        rank=line.number("rank"),
        length=line.number("length", 1) or 0,
        hands=line.number("hands"),
    )


def _weight(line: Line) -> float:
    text = line.text("weight")
    if not text:
        return 1
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ProblemError("no_number", f"{line.place}, weight", f"'{text}' is not a number") from None


def _participant(person: str, marks: list[tuple[str, float]]) -> Participant:
    return Participant(person, tuple(mark for mark, _ in marks), tuple(weight for _, weight in marks) or None)
