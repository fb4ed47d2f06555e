"""What is to be planned: slots, rooms, people with their marks, and the proposals that want a place.

Every type is frozen and refuses nonsense on construction. Ids are opaque strings; positions exist only inside
the engine (:mod:`barcamp_engine.planning.indexed`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from barcamp_engine.planning.errors import ProblemError
from barcamp_engine.planning.plan import Placement

if TYPE_CHECKING:
    from barcamp_engine.planning.indexed import IndexedProblem

LONGEST_BREAK_INSIDE_MINUTES = 30  # two slots further apart than this do not make one long workshop


class LeaveOut(StrEnum):
    """Who stays without a place when there are more proposals than cells."""

    BY_VALUE = "value"  # whoever is missed least by the audience as a whole
    BY_RANK = "rank"  # whoever stands last in the voting result


@dataclass(frozen=True, slots=True)
class Slot:
    """A time window of one day; `starts_minute` counts from midnight and may be unknown."""

    id: str
    day: str = ""
    starts_minute: int | None = None
    minutes: int = 45

    def __post_init__(self) -> None:
        if self.minutes <= 0:
            raise ProblemError("slot_without_length", f"slots[{self.id}].minutes", "give the slot a length above 0")

    def is_followed_by(self, other: Slot) -> bool:
        """Whether a long workshop may go on from here into `other`."""
        if self.day != other.day:
            return False
        if self.starts_minute is None or other.starts_minute is None:
            return True
        pause = other.starts_minute - self.starts_minute - self.minutes
        return 0 <= pause <= LONGEST_BREAK_INSIDE_MINUTES


@dataclass(frozen=True, slots=True)
class Room:
    """A place with seats and features; seats may be 0 for a room that is only a meeting point."""

    id: str
    capacity: int
    features: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.capacity < 0:
            raise ProblemError("negative_capacity", f"rooms[{self.id}].capacity", "give 0 or more seats")


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a proposal has to be: a slot, a room, or both."""

    slot: str | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One accepted proposal. `rank` is its place in the voting result (1 is best), `length` counts slots."""

    id: str
    hosts: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    max_occurrences: int = 1
    allowed_slots: frozenset[str] | None = None
    pin: Pin | None = None
    is_required: bool = False
    rank: int | None = None
    length: int = 1
    hands: int | None = None

    def __post_init__(self) -> None:
        where = f"sessions[{self.id}]"
        if self.max_occurrences < 1:
            raise ProblemError("no_occurrence", f"{where}.max_occurrences", "allow at least one occurrence")
        if self.length < 1:
            raise ProblemError("no_length", f"{where}.length", "a session lasts at least one slot")
        if self.length > 1 and self.max_occurrences > 1:
            raise ProblemError("long_repeat", f"{where}.max_occurrences", "a session over several slots cannot repeat")
        if self.hands is not None and self.hands < 0:
            raise ProblemError("negative_hands", f"{where}.hands", "count hands from 0 upwards")


@dataclass(frozen=True, slots=True)
class Participant:
    """One person: the proposals they would attend, how much each counts, the slots they miss."""

    id: str
    marks: tuple[str, ...] = ()
    weights: tuple[float, ...] | None = None
    absent: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        where = f"votes[{self.id}]"
        if len(set(self.marks)) != len(self.marks):
            raise ProblemError("mark_twice", where, "list every session at most once per person")
        if self.weights is not None:
            if len(self.weights) != len(self.marks):
                raise ProblemError("weights_do_not_fit", f"weights[{self.id}]", "give one weight per mark")
            if not all(math.isfinite(weight) and weight >= 0 for weight in self.weights):
                raise ProblemError("bad_weight", f"weights[{self.id}]", "give finite weights from 0 upwards")


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices in wishes: one person without a seat, one session in another slot, one in another room."""

    overflow: float = 1.0
    move_slot: float = 2.0
    move_room: float = 0.5

    def __post_init__(self) -> None:
        for name in ("overflow", "move_slot", "move_room"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise ProblemError("bad_weight", f"objective.{name}", "give a finite number from 0 upwards")


@dataclass(frozen=True)
class Problem:
    """The whole question. Refers to everything by id; unknown ids are refused with their place."""

    slots: tuple[Slot, ...]
    rooms: tuple[Room, ...]
    proposals: tuple[Proposal, ...]
    participants: tuple[Participant, ...] = ()
    blocked: frozenset[tuple[str, str]] = frozenset()
    previous: tuple[Placement, ...] = ()
    frozen_slots: frozenset[str] = frozenset()
    weights: Weights = field(default_factory=Weights)
    leave_out: LeaveOut = LeaveOut.BY_VALUE
    name: str = ""

    def __post_init__(self) -> None:
        _require_some(self.slots, "slots", "no_slot", "add at least one slot")
        _require_some(self.rooms, "rooms", "no_room", "add at least one room")
        slots = _ids(self.slots, "slots")
        rooms = _ids(self.rooms, "rooms")
        proposals = _ids(self.proposals, "sessions")
        people = _ids(self.participants, "participants")
        for slot, room in sorted(self.blocked):
            _require_known(slot, slots, "blocked", "slot")
            _require_known(room, rooms, "blocked", "room")
        for proposal in self.proposals:
            _check_references(proposal, slots, rooms, people)
        for person in self.participants:
            for mark in person.marks:
                _require_known(mark, proposals, f"votes[{person.id}]", "session")
            for slot in sorted(person.absent):
                _require_known(slot, slots, f"absent[{person.id}]", "slot")
        for placement in self.previous:
            _require_known(placement.proposal, proposals, "previous", "session")
            _require_known(placement.slot, slots, "previous", "slot")
            _require_known(placement.room, rooms, "previous", "room")
        for slot in sorted(self.frozen_slots):
            _require_known(slot, slots, "frozen_slots", "slot")

    @cached_property
    def indexed(self) -> IndexedProblem:
        """The same problem by positions, built once."""
        from barcamp_engine.planning.indexed import IndexedProblem

        return IndexedProblem.of(self)


def _require_some(items: tuple[object, ...], where: str, code: str, remedy: str) -> None:
    if not items:
        raise ProblemError(code, where, remedy)


def _ids(items: Iterable[Slot | Room | Proposal | Participant], where: str) -> set[str]:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise ProblemError("id_twice", f"{where}[{item.id}]", "give every entry its own id")
        seen.add(item.id)
    return seen


def _require_known(item: str, known: set[str], where: str, what: str) -> None:
    if item not in known:
        raise ProblemError(f"unknown_{what}", where, f"there is no {what} '{item}': correct the id or add the {what}")


def _check_references(proposal: Proposal, slots: set[str], rooms: set[str], people: set[str]) -> None:
    where = f"sessions[{proposal.id}]"
    for host in proposal.hosts:
        _require_known(host, people, f"{where}.hosts", "participant")
    for slot in sorted(proposal.allowed_slots or ()):
        _require_known(slot, slots, f"{where}.allowed_slots", "slot")
    if proposal.pin is not None:
        if proposal.pin.slot is not None:
            _require_known(proposal.pin.slot, slots, f"{where}.pin", "slot")
        if proposal.pin.room is not None:
            _require_known(proposal.pin.room, rooms, f"{where}.pin", "room")
