"""What changed between two plans, session by session. Plain data; the words are in :mod:`.words`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Kind(StrEnum):
    """How a session's place changed. ``TIME``: the same slot begins at another time."""

    NEW = "new"
    GONE = "gone"
    SLOT = "slot"
    ROOM = "room"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where and when one occurrence takes place."""

    proposal: UUID
    number: int
    title: str
    slot: UUID | None
    room: UUID | None
    room_name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """One session whose place changed; ``before`` is empty for a new one, ``after`` for one that is gone."""

    kind: Kind
    before: Spot | None
    after: Spot | None

    @property
    def spot(self) -> Spot:
        """The session as it is now, or as it was."""
        spot = self.after or self.before
        assert spot is not None
        return spot


def differences(before: Mapping[Any, Spot], after: Mapping[Any, Spot]) -> list[Difference]:
    """Return every session whose place changed, by time. The keys name occurrences."""
    found = []
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        kind = _kind(old, new)
        if kind is not None:
            found.append(Difference(kind, old, new))
    return sorted(found, key=lambda one: (one.spot.starts_at, one.spot.room_name, one.spot.number))


def _kind(old: Spot | None, new: Spot | None) -> Kind | None:
    if old is None:
        return Kind.NEW
    if new is None:
        return Kind.GONE
    if old.slot != new.slot:
        return Kind.SLOT
    if old.room != new.room:
        return Kind.ROOM
    if (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at):
        return Kind.TIME
    return None
