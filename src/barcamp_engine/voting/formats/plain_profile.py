"""A plain profile in JSON.

``{"proposals": [id…], "ballots": [[id…]…], "weights": […]?, "costs": {id: n}?, "hosts": {id: n}?,
"hands": {"people": H, "counts": {id: n}}?}``; ids are texts or whole numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from barcamp_engine.voting.ballot import Ballot, HandCount
from barcamp_engine.voting.errors import UnknownProposal, UnreadableFile, VotingError
from barcamp_engine.voting.formats import text as reading
from barcamp_engine.voting.formats.json_lines import line_of
from barcamp_engine.voting.profile import Profile

ENTRIES = ("proposals", "ballots", "weights", "costs", "hosts", "hands")


def parse(text: str) -> Any:
    """Return the JSON value of a text: decimal numbers exactly, no key twice. Raises ``UnreadableFile``."""
    try:
        return json.loads(
            text, parse_float=reading.exact_number, parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"This is not JSON ({error.msg}, column {error.colno}).", "Correct it there.", line=error.lineno
        ) from None
    except (ValueError, RecursionError) as error:
        problem = error.problem if isinstance(error, VotingError) else "A number or a nesting is beyond all measure."
        raise UnreadableFile(problem, "Correct the file.", line=1) from None


def read(text: str, document: Any = None) -> Profile:
    """Return the profile of a text (``document``: the parsed text). Raises ``VotingError`` with a line."""
    document = parse(text) if document is None else document
    return _Reader(text).profile(document)


class _Reader:
    """Reads one document; knows its text for the line numbers."""

    def __init__(self, text: str) -> None:
        self._text = text

    def profile(self, document: Any) -> Profile:
        if not isinstance(document, dict) or "proposals" not in document or "ballots" not in document:
            self._refuse((), "The file has no 'proposals' and 'ballots'.", 'Write {"proposals": […], "ballots": […]}.')
        for key in document:
            if key not in ENTRIES:
                self._refuse((key,), f"The entry '{key}' is unknown.", f"Known are {', '.join(ENTRIES)}.")
        proposals = tuple(self._ids(document["proposals"], ("proposals",)))
        ballots = self._ballots(document, frozenset(proposals))
        try:
            return Profile(
                proposals,
                ballots,
                costs=self._numbers(document, "costs", proposals),
                hosts=self._numbers(document, "hosts", proposals),
                hands=self._hands(document, proposals),
            )
        except VotingError as error:
            raise error if error.line else error.at_line(line_of(self._text, ("proposals",))) from None

    def _ballots(self, document: dict[str, Any], known: frozenset[str]) -> tuple[Ballot, ...]:
        rows = document["ballots"]
        if not isinstance(rows, list):
            self._refuse(("ballots",), "'ballots' is not a list.", "Write a list of lists of ids.")
        weights = document.get("weights") or [1] * len(rows)
        if not isinstance(weights, list) or len(weights) != len(rows):
            self._refuse(("weights",), f"'weights' must list {len(rows)} numbers.", "Give each ballot one weight.")
        ballots = []
        for number, (row, weight) in enumerate(zip(rows, weights, strict=True)):
            choices = self._ids(row, ("ballots", number))
            try:
                ballots.append(Ballot(tuple(choices), weight))
            except VotingError as error:
                part = "weights" if error.code == "invalid-weight" else "ballots"
                raise error.at_line(line_of(self._text, (part, number))) from None
            if not known.issuperset(choices):
                stranger = next(choice for choice in choices if choice not in known)
                self._unknown(stranger, "The ballot", ("ballots", number))
        return tuple(ballots)

    def _hands(self, document: dict[str, Any], proposals: Sequence[str]) -> HandCount | None:
        hands = document.get("hands")
        if hands is None:
            return None
        if not isinstance(hands, dict) or set(hands) != {"people", "counts"}:
            self._refuse(("hands",), "'hands' needs 'people' and 'counts'.", "Give both, and nothing else.")
        counts = self._numbers(hands, "counts", proposals, ("hands",))
        try:
            return HandCount(hands["people"], counts)
        except VotingError as error:
            raise error.at_line(line_of(self._text, ("hands",))) from None

    def _numbers(
        self, holder: dict[str, Any], key: str, proposals: Sequence[str], path: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        numbers = holder.get(key) or {}
        if not isinstance(numbers, dict):
            self._refuse((*path, key), f"'{key}' is not an object.", "Write {id: number}.")
        for name in numbers:
            if name not in proposals:
                self._unknown(name, f"'{key}'", (*path, key, name))
        return numbers

    def _ids(self, values: Any, path: tuple[str | int, ...]) -> list[str]:
        ids = [str(value) if type(value) is int else value for value in values] if isinstance(values, list) else [""]
        if not all(isinstance(value, str) and value for value in ids):
            self._refuse(path, "This is not a list of ids.", 'Write ["first", "second"].')
        return ids

    def _unknown(self, name: str, where: str, path: tuple[str | int, ...]) -> NoReturn:
        raise UnknownProposal(name, where=where).at_line(line_of(self._text, path))

    def _refuse(self, path: tuple[str | int, ...], problem: str, remedy: str) -> NoReturn:
        raise UnreadableFile(problem, remedy, line=line_of(self._text, path))


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableFile(f"{name} is not a number that can be counted.", "Write a number.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableFile("An entry stands twice in one object.", "Keep each entry once.")
    return found
