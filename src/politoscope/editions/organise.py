"""What organisers find on the overview of an edition. Later stages add their card here, in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from politoscope.editions.models import Edition
    from politoscope.people.models import Person

Policy = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Task:
    """Something an edition still lacks before it can go on, and where to do it."""

    label: StrOrPromise
    url_name: str


@dataclass(frozen=True)
class Card:
    """A card on the overview: a link to ``url_name`` of the edition, shown to whom ``policy`` admits.

    ``template`` says more (how many, what is next) with what ``context`` finds out; ``tasks`` names what is open.
    """

    url_name: str
    label: StrOrPromise
    policy: Policy
    template: str = ""
    context: Callable[[Edition], dict[str, Any]] | None = None
    tasks: Callable[[Edition], list[Task]] | None = None


CARDS: list[Card] = []


def register(card: Card) -> None:
    """Add a card, in the order of the journey; a second call with the same address changes nothing."""
    if all(known.url_name != card.url_name for known in CARDS):
        CARDS.append(card)


def cards_for(person: Person, edition: Edition) -> list[Card]:
    """Return the cards somebody may follow."""
    return [card for card in CARDS if card.policy(person, edition)]
