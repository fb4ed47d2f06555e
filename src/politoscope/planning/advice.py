"""What placing a card somewhere would do. Data with codes; the words are in :mod:`.words`."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

LEAST_PEOPLE_SHOWN = 5
"""No number that isolates fewer people is ever shown."""


@dataclass(frozen=True, slots=True)
class Objection:
    """A rule that a place would break. ``is_absolute``: the planner cannot insist.

    ``other`` names the session that would break it, if that is not the card itself but what swaps with it.
    """

    code: str
    title: str = ""
    person: str = ""
    lacks: tuple[str, ...] = ()
    other: str = ""
    is_absolute: bool = False


@dataclass(frozen=True, slots=True)
class CellAdvice:
    """What a card would do in a cell, compared with where it is now.

    ``wishes`` is how many wishes can be attended more (or fewer) than now; ``audience`` the expected range of people.
    ``swaps_with`` names the card that would change places.
    """

    slot: UUID
    room: UUID
    objections: tuple[Objection, ...] = ()
    wishes: int | None = None
    audience: tuple[int, int] | None = None
    swaps_with: str = ""
    is_best: bool = False

    @property
    def is_allowed(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.objections

    @property
    def is_impossible(self) -> bool:
        """Whether not even the planner can insist."""
        return any(one.is_absolute for one in self.objections)
