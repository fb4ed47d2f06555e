"""What decides when two proposals are exactly equal."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

TieKey = tuple[int, int | bytes]
"""Sorts equal proposals: the smaller key goes first."""


@dataclass(frozen=True, slots=True)
class Ties:
    """The order of equal proposals.

    With a ``seed``: first more approvals, then the smaller SHA-256 of ``seed | id`` (UTF-8, a real bar between).
    Without one: the lowest index in the profile and nothing else, as the reference libraries do.
    Source: VOTING.md section 5; how the seed comes about is in ``receipts.seed_from_dice``.
    """

    seed: str | None = None

    @classmethod
    def lowest_index(cls) -> Ties:
        """Follow the order of the profile: for tests and comparisons."""
        return cls(None)

    @classmethod
    def fingerprint(cls, seed: str) -> Ties:
        """Follow a seed that nobody could choose."""
        return cls(seed)

    def among(self, proposals: Sequence[str]) -> TieBreak:
        """Return the order of these proposals."""
        if self.seed is None:
            return TieBreak(by_approvals=False, places=tuple(range(len(proposals))))
        return TieBreak(by_approvals=True, places=tuple(tie_hash(self.seed, proposal) for proposal in proposals))


@dataclass(frozen=True, slots=True)
class TieBreak:
    """``Ties`` worked out for the proposals of one profile."""

    by_approvals: bool
    places: tuple[int | bytes, ...]

    def key(self, proposal: int, approvals: int) -> TieKey:
        """Return what to sort by among equals."""
        return (-approvals if self.by_approvals else 0, self.places[proposal])


def tie_hash(seed: str, proposal: str) -> bytes:
    """Return SHA-256 of ``seed | proposal``."""
    return hashlib.sha256(f"{seed}|{proposal}".encode()).digest()
