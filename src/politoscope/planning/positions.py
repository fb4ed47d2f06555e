"""Where an occurrence stands, and which cells that means. Plain data: no database here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from politoscope.editions.models import Room, Slot

LONGEST_BREAK_INSIDE = timedelta(minutes=30)
"""Two slots further apart than this do not make one long workshop (the engine's rule)."""
FROZEN_BEFORE_START = timedelta(minutes=15)

CellKey = tuple[UUID, UUID]
"""(slot, room)"""


@dataclass(frozen=True, slots=True)
class Position:
    """Everything about an occurrence that a step can change. Slot and room are both set or both empty."""

    slot: UUID | None = None
    room: UUID | None = None
    length_slots: int = 1
    is_pinned: bool = False
    is_parked: bool = False
    is_part: bool = False
    is_dropped: bool = False

    def __post_init__(self) -> None:
        if (self.slot is None) != (self.room is None):
            raise ValueError("a position has a slot and a room, or neither")

    @property
    def is_placed(self) -> bool:
        """Whether it stands in a room and a slot."""
        return self.slot is not None

    def at(self, slot: UUID, room: UUID) -> Position:
        """Return the position in another cell; what is placed is no longer parked."""
        return replace(self, slot=slot, room=room, is_parked=False, is_dropped=False)

    def parked(self) -> Position:
        """Return the position in the parking lot; there are no pins there."""
        return replace(self, slot=None, room=None, is_pinned=False, is_parked=True)

    def waiting(self) -> Position:
        """Return the position among those that wait for a place."""
        return replace(self, slot=None, room=None, is_pinned=False, is_parked=False, is_dropped=False)

    def dropped(self) -> Position:
        """Return the position of a repeat or part that does not take place after all."""
        return replace(self.waiting(), is_dropped=True)

    def stands_like(self, other: Position) -> bool:
        """Tell whether both occupy the same cells, whatever their pins say."""
        return (self.slot, self.room, self.length_slots) == (other.slot, other.room, other.length_slots)

    def to_json(self) -> dict[str, Any]:
        """Return the form that the history keeps."""
        return {
            "slot": str(self.slot) if self.slot else None,
            "room": str(self.room) if self.room else None,
            "length": self.length_slots,
            "pinned": self.is_pinned,
            "parked": self.is_parked,
            "part": self.is_part,
            "dropped": self.is_dropped,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Position:
        """Read what :meth:`to_json` wrote."""
        return cls(
            slot=UUID(data["slot"]) if data["slot"] else None,
            room=UUID(data["room"]) if data["room"] else None,
            length_slots=data["length"],
            is_pinned=data["pinned"],
            is_parked=data["parked"],
            is_part=data["part"],
            is_dropped=data["dropped"],
        )


@dataclass(frozen=True)
class Frame:
    """The slots of an edition by time and its rooms in their order: the board without cards.

    ``is_announced``: a plan was published, people rely on it.
    """

    slots: Sequence[Slot]
    rooms: Sequence[Room]
    is_announced: bool = False
    slot_by_id: Mapping[UUID, Slot] = field(init=False)
    room_by_id: Mapping[UUID, Room] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "slot_by_id", {slot.pk: slot for slot in self.slots})
        object.__setattr__(self, "room_by_id", {room.pk: room for room in self.rooms})

    def slots_from(self, start: UUID, length: int) -> tuple[Slot, ...] | None:
        """Return ``length`` slots in a row from ``start``; None when the day does not have them."""
        at = next((number for number, slot in enumerate(self.slots) if slot.pk == start), None)
        if at is None:
            return None
        row = tuple(self.slots[at : at + length])
        return row if len(row) == length and all(follows(one, two) for one, two in pairwise(row)) else None

    def cells(self, position: Position) -> Iterator[CellKey]:
        """Yield the cells a position occupies, as far as slot and room (still) exist."""
        if position.slot is None or position.room is None or position.room not in self.room_by_id:
            return
        for slot in self.slots_from(position.slot, position.length_slots) or ():
            yield slot.pk, position.room

    def exists(self, position: Position) -> bool:
        """Tell whether a placed position has all its cells."""
        return not position.is_placed or any(self.cells(position))

    def is_frozen(self, slot: UUID, *, now: datetime) -> bool:
        """Tell whether a slot has begun or begins so soon that only the moderator changes it.

        Until a plan is published nobody is on the way to a room: when the greeting overruns, the first round can still
        be planned after it should have begun.
        """
        return slot in self.slot_by_id and self.is_too_late(self.slot_by_id[slot].starts_at, now=now)

    def is_too_late(self, starts_at: datetime, *, now: datetime) -> bool:
        """Tell whether people who read the plan are on their way to what starts then."""
        return self.is_announced and starts_at <= now + FROZEN_BEFORE_START


def exchange(
    frame: Frame, one: Position, cell: CellKey, other: Position, *, is_free: Callable[[CellKey], bool]
) -> tuple[Position, Position]:
    """Return where two sessions stand after the first was put into a cell that the other one occupies.

    The other one begins where the first began. If that does not fit beside the first and third ones, it ends
    where the first ended, as far as that fits. From outside the plan they change places as they are; pins are lost.
    """
    mine = replace(one.at(*cell), is_pinned=False)
    back = replace(other, slot=one.slot, room=one.room, is_pinned=False, is_parked=one.is_parked)
    kept = set(frame.cells(mine))
    for theirs in (back, *_ending_like(frame, one, back)):
        cells = list(frame.cells(theirs))
        if cells and not any(cell in kept or not is_free(cell) for cell in cells):
            return mine, theirs
    return mine, back


def _ending_like(frame: Frame, one: Position, other: Position) -> Iterator[Position]:
    """Yield the second position begun so that it ends where the first one ends."""
    ends = [slot for slot, _room in frame.cells(one)]
    if ends:
        order = [slot.pk for slot in frame.slots]
        start = order.index(ends[-1]) + 1 - other.length_slots
        if start >= 0:
            yield replace(other, slot=order[start])


def follows(one: Slot, two: Slot) -> bool:
    """Tell whether a long session may go on from one slot into the other."""
    return one.day_id == two.day_id and timedelta(0) <= two.starts_at - one.ends_at <= LONGEST_BREAK_INSIDE
