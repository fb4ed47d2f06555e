"""The plan as plain data: what the board shows and what the engine is asked. No database, no engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from politoscope.planning.positions import CellKey, Frame, Position

CardKey = tuple[UUID, int]
"""(proposal, number of its occurrence)"""


@dataclass(frozen=True, slots=True)
class Host:
    """Somebody who offers a session, and the slots they miss."""

    id: UUID
    name: str
    absent: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Card:
    """One occurrence as the board shows it. ``away`` are the slots in which it cannot take place."""

    key: CardKey
    number: int
    title: str
    hosts: tuple[Host, ...]
    needs: frozenset[str]
    position: Position
    away: frozenset[UUID] = frozenset()
    is_part: bool = False
    occurrences: int = 1
    is_withdrawn: bool = False
    language: str = ""

    @property
    def absences(self) -> frozenset[UUID]:
        """Slots in which a host is missing."""
        return self.away.union(*(host.absent for host in self.hosts))

    @property
    def code(self) -> str:
        """The short name people say: the proposal's number, and which time it takes place if it is not the first."""
        return str(self.number) if self.key[1] == 1 else f"{self.number}-{self.key[1]}"


@dataclass(frozen=True)
class State:
    """Everything a decision about the plan depends on, at one version of it.

    ``marks`` holds one set of proposals per anonymous ballot.
    """

    version: int
    frame: Frame
    cards: Sequence[Card]
    marks: Sequence[frozenset[UUID]] = ()
    blocked: frozenset[CellKey] = frozenset()
    frozen: frozenset[UUID] = frozenset()

    def moved(self, positions: Mapping[CardKey, Position]) -> State:
        """Return the state with some cards in other positions."""
        cards = [replace(card, position=positions.get(card.key, card.position)) for card in self.cards]
        return replace(self, cards=cards)

    def thawed(self) -> State:
        """Return the state for somebody who may change what starts soon."""
        return replace(self, frozen=frozenset())

    def holds(self, card: Card) -> bool:
        """Tell whether a card stands where it may not be moved any more."""
        return any(slot in self.frozen for slot, _room in self.frame.cells(card.position))

    def card(self, key: CardKey) -> Card | None:
        """Return a card by its key."""
        return next((card for card in self.cards if card.key == key), None)

    def cards_in(self, position: Position, *, besides: CardKey) -> list[Card]:
        """Return the other cards that stand in the cells of a position."""
        wanted = set(self.frame.cells(position))
        return [
            card
            for card in self.cards
            if card.key != besides and not wanted.isdisjoint(self.frame.cells(card.position))
        ]
