"""Pabulib's ``.pb``: META, PROJECTS and VOTES, cells divided by semicolons.

Source: D. Stolicki, S. Szufa, N. Talmon, Pabulib: A Participatory Budgeting Library, arXiv 2012.06539.
"""

from __future__ import annotations

from barcamp_engine.voting.ballot import Ballot, Number
from barcamp_engine.voting.errors import DuplicateProposal, InvalidCost, UnreadableFile, VotingError
from barcamp_engine.voting.formats import text as reading
from barcamp_engine.voting.profile import Profile

Row = tuple[int, list[str]]
SECTIONS = ("META", "PROJECTS", "VOTES")
APPROVAL_TYPES = {"approval", "choose-1"}


def read(data: bytes, *, with_costs: bool = False) -> Profile:
    """Return the profile: PROJECTS in file order; a ballot is the comma list in ``vote``.

    Every project takes one place, or ``with_costs`` what the file says. Raises ``VotingError`` with a line.
    """
    sections = _sections(reading.decode(data))
    meta = {row[0].strip(): (line, row[1].strip()) for line, row in sections["META"][1:] if len(row) > 1}
    kind = meta.get("vote_type", (1, "approval"))
    if kind[1] not in APPROVAL_TYPES:
        raise UnreadableFile(f"The votes are of type '{kind[1]}'.", "Only approval votes can be counted.", line=kind[0])
    costs = _projects(sections["PROJECTS"])
    ballots = _votes(sections["VOTES"], frozenset(costs))
    _check_number(meta, "num_projects", len(costs))
    _check_number(meta, "num_votes", len(ballots))
    try:
        return Profile(tuple(costs), ballots, costs=costs if with_costs else {})
    except VotingError as error:
        raise error.at_line(sections["VOTES"][0][0]) from None


def _sections(text: str) -> dict[str, list[Row]]:
    """Return the rows of each section, its header row first."""
    sections: dict[str, list[Row]] = {}
    current: list[Row] | None = None
    line = 1
    for line, row in reading.rows(text, ";"):
        name = row[0].strip()
        if len(row) == 1 and name in SECTIONS and name not in sections:
            current = sections[name] = []
        elif current is None:
            raise UnreadableFile(f"The file begins with '{name[:40]}'.", "A .pb file begins with META.", line=line)
        else:
            current.append((line, row))
    for name in SECTIONS:
        if not sections.get(name):
            raise UnreadableFile(f"There is no section {name}.", "Get the complete .pb file.", line=line)
    return sections


def _column(section: list[Row], name: str) -> int:
    line, header = section[0]
    names = [cell.strip() for cell in header]
    if name not in names:
        raise UnreadableFile(
            f"The header '{';'.join(names)[:60]}' has no column '{name}'.", f"Name one '{name}'.", line=line
        )
    return names.index(name)


def _cell(row: list[str], column: int, line: int) -> str:
    if column >= len(row):
        raise UnreadableFile(
            f"The row has {len(row)} cells, too few.", "Complete it or delete the whole line.", line=line
        )
    return row[column].strip()


def _projects(section: list[Row]) -> dict[str, Number]:
    """Return id → cost, in file order."""
    id_column, cost_column = _column(section, "project_id"), _column(section, "cost")
    costs: dict[str, Number] = {}
    for line, row in section[1:]:
        project = _cell(row, id_column, line)
        if project in costs:
            raise DuplicateProposal(f"The id '{project}' stands for two projects.", "Keep one.", line=line)
        cost = _cell(row, cost_column, line)
        try:
            costs[project] = reading.exact_number(cost.replace(",", "."))
        except (ValueError, ZeroDivisionError):
            raise InvalidCost(f"The cost '{cost}' is not a number.", "Write digits only.", line=line) from None
    return costs


def _votes(section: list[Row], known: frozenset[str]) -> tuple[Ballot, ...]:
    column = _column(section, "vote")
    ballots = []
    for line, row in section[1:]:
        choices = [choice.strip() for choice in _cell(row, column, line).split(",") if choice.strip()]
        ballots.append(reading.ballot(choices, known, line))
    return tuple(ballots)


def _check_number(meta: dict[str, tuple[int, str]], key: str, found: int) -> None:
    """Refuse a file that was cut off: META says how much there must be."""
    line, promised = meta.get(key, (1, str(found)))
    if promised != str(found):
        raise UnreadableFile(
            f"META promises {key} {promised}, but there are {found}.", "Get the complete file.", line=line
        )
