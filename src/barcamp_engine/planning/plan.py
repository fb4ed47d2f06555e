"""A plan: which proposal stands in which slot and room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Placement:
    """One occurrence of a proposal. A proposal over several slots is placed by its first slot."""

    proposal: str
    slot: str
    room: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Placements in a fixed order. The order carries no meaning, but equal plans should look equal."""

    placements: tuple[Placement, ...] = ()

    @classmethod
    def of(cls, placements: Iterable[Placement]) -> Plan:
        """Return the plan with its placements sorted by id."""
        return cls(tuple(sorted(placements)))

    def __iter__(self) -> Iterator[Placement]:
        return iter(self.placements)

    def __len__(self) -> int:
        return len(self.placements)

    def where(self, proposal: str) -> tuple[Placement, ...]:
        """Return every occurrence of a proposal."""
        return tuple(placement for placement in self.placements if placement.proposal == proposal)

    def without(self, proposal: str) -> Plan:
        """Return the plan without any occurrence of a proposal."""
        return Plan(tuple(placement for placement in self.placements if placement.proposal != proposal))

    def with_placement(self, placement: Placement) -> Plan:
        """Return the plan with one more placement."""
        return Plan.of((*self.placements, placement))
