"""A list of people to invite, as somebody pastes it or a spreadsheet saves it.

One line a person: an address, ``Name <address>``, or cells separated by semicolon, comma or tab in any order; several
addresses in one line, as mail programs copy them, are several people. Nothing is dropped in silence: every line comes
back with what is wrong with it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from politoscope.people.mailboxes import clean_address, mailbox_of
from politoscope.people.names import validate_name
from politoscope.registration.enums import GuestProblem

GUESTS_AT_ONCE = 500
"""So many people can be invited with one list."""
LONGEST_NAME = 120
LONGEST_ADDRESS = 254
IN_BRACKETS = re.compile(r'\s*"?(?P<name>[^"<>]*?)"?\s*<(?P<address>[^<>]*)>\s*')
HEADINGS = re.compile(r"\b(e-?mail|mail|adresse|address|name|vorname|nachname|surname)\b", re.IGNORECASE)
SEPARATORS = ";\t,"


@dataclass(frozen=True)
class Guest:
    """One person of the list, and why they cannot be invited, if so."""

    line: int
    text: str
    """As it stands in the list."""
    name: str
    address: str
    problem: GuestProblem | None = None
    first_line: int = 0
    """Where the same address stands first."""

    @property
    def mailbox(self) -> str:
        """Return what tells two mailboxes apart."""
        return mailbox_of(self.address)


def read_guests(text: str) -> list[Guest]:
    """Return the people of a list in its order; a first line that only names the columns is none."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if lines and "@" not in lines[0][1] and HEADINGS.search(lines[0][1]):
        lines = lines[1:]
    return [_guest(number, part) for number, line in lines for part in _people_of(line)]


def mark_known(guests: Sequence[Guest], *, registered: Collection[str], invited: Collection[str]) -> list[Guest]:
    """Return the guests with those marked who stand in the list before, are registered, or have an invitation."""
    first: dict[str, int] = {}
    marked = []
    for guest in guests:
        if guest.problem is None:
            guest = _mark(guest, first, registered=registered, invited=invited)
            first.setdefault(guest.mailbox, guest.line)
        marked.append(guest)
    return marked


def _mark(guest: Guest, first: Mapping[str, int], *, registered: Collection[str], invited: Collection[str]) -> Guest:
    if guest.mailbox in first:
        return replace(guest, problem=GuestProblem.TWICE, first_line=first[guest.mailbox])
    if guest.mailbox in registered:
        return replace(guest, problem=GuestProblem.REGISTERED)
    if guest.mailbox in invited:
        return replace(guest, problem=GuestProblem.INVITED)
    return guest


def _people_of(line: str) -> Iterator[str]:
    """Split a line with several addresses."""
    if line.count("@") < 2:
        yield line
        return
    yield from (part.strip() for part in re.split(rf"[{SEPARATORS}]", line) if part.strip())


def _guest(number: int, text: str) -> Guest:
    in_brackets = IN_BRACKETS.fullmatch(text)
    name, address = in_brackets.group("name", "address") if in_brackets else _cells(text)
    guest = Guest(number, text, " ".join(name.split()).strip(" ,;"), clean_address(address))
    return replace(guest, problem=_problem(guest))


def _cells(text: str) -> tuple[str, str]:
    """Return name and address of a line of cells: the address is the cell with an ``@``, the name is the rest."""
    separator = next((mark for mark in SEPARATORS if mark in text), ";")
    cells = [cell.strip() for cell in next(csv.reader([text], delimiter=separator), [])]
    addresses = [cell for cell in cells if "@" in cell]
    return " ".join(cell for cell in cells if "@" not in cell), addresses[0] if addresses else ""


def _problem(guest: Guest) -> GuestProblem | None:
    if not guest.address:
        return GuestProblem.NO_ADDRESS
    try:
        validate_email(guest.address)
    except ValidationError:
        return GuestProblem.UNCLEAR_ADDRESS
    if len(guest.address) > LONGEST_ADDRESS:
        return GuestProblem.UNCLEAR_ADDRESS
    try:
        validate_name(guest.name)
    except ValidationError:
        return GuestProblem.UNCLEAR_NAME
    return GuestProblem.UNCLEAR_NAME if len(guest.name) > LONGEST_NAME else None
