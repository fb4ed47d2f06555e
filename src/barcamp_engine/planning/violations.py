"""What a broken rule is called, and what it concerns. The rules are in :mod:`barcamp_engine.planning.constraints`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """What is broken. Stable: templates and the API rely on it."""

    UNKNOWN_PROPOSAL = "unknown_session"
    UNKNOWN_SLOT = "unknown_slot"
    UNKNOWN_ROOM = "unknown_room"
    LISTED_TWICE = "listed_twice"
    CELL_TAKEN = "cell_taken"
    CELL_BLOCKED = "cell_blocked"
    TOO_OFTEN = "too_often"
    TWICE_IN_SLOT = "twice_in_slot"
    REQUIRED_MISSING = "required_missing"
    HOST_CLASH = "host_clash"
    HOST_ABSENT = "host_absent"
    ROOM_LACKS = "room_lacks"
    SLOT_NOT_ALLOWED = "slot_not_allowed"
    PIN_BROKEN = "pin_broken"
    FROZEN_CHANGED = "frozen_changed"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A broken rule with the ids it concerns; an empty string means: this rule does not name one."""

    code: Code
    proposal: str = ""
    slot: str = ""
    room: str = ""
    other: str = ""
    person: str = ""
    lacks: tuple[str, ...] = ()
