"""The course of a count: one step per ranked proposal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

Progress = Callable[[int, int], None]
"""Called with the steps done and the steps in all."""


def silent(done: int, steps: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One proposal was taken: its value, and which others had exactly the same one and lost the tie.

    ``numerator / denominator`` is a load for Phragmén's rule, a gain for the others, a price for equal shares, in
    units of the electorate; it is turned into a fraction only when somebody asks.
    """

    proposal: int
    numerator: int
    denominator: int
    tied: tuple[int, ...] = ()

    def value(self) -> Fraction:
        """Return the value of the step."""
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Run:
    """All steps of a rule, in the order of the ranking, past the last place to the end."""

    steps: tuple[Step, ...]

    def order(self) -> tuple[int, ...]:
        """Return the ranked proposals."""
        return tuple(step.proposal for step in self.steps)
