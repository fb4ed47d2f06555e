"""What later stages hear of rooms, slots and their times, so that nothing moves under what hangs on it unnoticed.

Planning registers here that sessions which can no longer stay go to the parking lot; this app never imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from politoscope.editions.models import Edition, Room, Slot
from politoscope.people.models import Person

BEFORE_ROOM_REMOVED: list[Callable[..., None]] = []
BEFORE_SLOT_REMOVED: list[Callable[..., None]] = []
AFTER_TIMES_CHANGED: list[Callable[..., None]] = []


def before_room_removed(action: Callable[..., None]) -> Callable[..., None]:
    """Register ``action(room=…, actor=…, now=…)``; it runs inside the transaction that removes the room."""
    if action not in BEFORE_ROOM_REMOVED:
        BEFORE_ROOM_REMOVED.append(action)
    return action


def before_slot_removed(action: Callable[..., None]) -> Callable[..., None]:
    """Register ``action(slot=…, actor=…, now=…)``; it runs inside the transaction that removes the slot."""
    if action not in BEFORE_SLOT_REMOVED:
        BEFORE_SLOT_REMOVED.append(action)
    return action


def after_times_changed(action: Callable[..., None]) -> Callable[..., None]:
    """Register ``action(edition=…, actor=…, now=…)``; it runs inside the transaction that sets the times of slots."""
    if action not in AFTER_TIMES_CHANGED:
        AFTER_TIMES_CHANGED.append(action)
    return action


def announce_room_removal(room: Room, *, actor: Person, now: datetime) -> None:
    """Let every stage clear the room. The caller holds a transaction and removes the room next."""
    for action in BEFORE_ROOM_REMOVED:
        action(room=room, actor=actor, now=now)


def announce_slot_removal(slot: Slot, *, actor: Person, now: datetime) -> None:
    """Let every stage clear the slot. The caller holds a transaction and removes the slot next."""
    for action in BEFORE_SLOT_REMOVED:
        action(slot=slot, actor=actor, now=now)


def announce_times(edition: Edition, *, actor: Person, now: datetime) -> None:
    """Let every stage look at the slots as they are now. The caller holds the transaction that set their times."""
    for action in AFTER_TIMES_CHANGED:
        action(edition=edition, actor=actor, now=now)
