"""One person's marks, and a show of hands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

from barcamp_engine.voting.errors import DuplicateProposal, InvalidHands, InvalidWeight

Number = int | Fraction
"""An exact number: whole, or a fraction."""


def is_exact(number: object) -> bool:
    """Say whether ``number`` is whole or a fraction (a truth value is neither)."""
    return isinstance(number, int | Fraction) and not isinstance(number, bool)


@dataclass(frozen=True, slots=True)
class Ballot:
    """The ids of the proposals somebody approves, without limit; an empty ballot is valid and counts nothing.

    ``weight`` counts the ballot as so many equal ones; 0 leaves it out.
    Raises ``DuplicateProposal`` for an id that stands there twice, ``InvalidWeight`` for a weight below zero.
    """

    choices: tuple[str, ...]
    weight: Number = 1

    def __post_init__(self) -> None:
        if len(set(self.choices)) != len(self.choices):
            twice = Counter(self.choices).most_common(1)[0][0]
            raise DuplicateProposal(f"The ballot names '{twice}' twice.", "Keep each id once.")
        if not is_exact(self.weight) or self.weight < 0:
            raise InvalidWeight(
                f"The weight {self.weight} is not a number from 0 upwards.", "Give a whole number or a fraction."
            )


@dataclass(frozen=True, slots=True)
class HandCount:
    """A show of hands among ``people`` who have no ballot of their own: hands per proposal.

    Raises ``InvalidHands`` for a count below zero or above the number of people.
    """

    people: int
    counts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", MappingProxyType(dict(self.counts)))
        for name, number in [("people without a phone", self.people), *self.counts.items()]:
            if not isinstance(number, int) or isinstance(number, bool) or number < 0:
                raise InvalidHands(f"The hand count of '{name}' is {number}.", "Enter a whole number from 0 upwards.")
        for proposal, hands in self.counts.items():
            if hands > self.people:
                raise InvalidHands(
                    f"'{proposal}' has {hands} hands, but only {self.people} people have no phone ballot.",
                    "Count again, or correct the number of people without a phone.",
                )

    def ballots(self) -> tuple[Ballot, ...]:
        """Return the hands as nested ballots: person i raised a hand for every proposal with more than i hands.

        Totals stay exact, nobody's hand is counted as a ballot for a single proposal, and no chance is involved.
        Equal ballots come as one with a weight. Source: VOTING.md section 4.
        """
        heights = sorted({hands for hands in self.counts.values() if hands > 0})
        return tuple(
            Ballot(tuple(p for p, hands in self.counts.items() if hands >= above), weight=above - below)
            for below, above in pairwise([0, *heights])
        )
