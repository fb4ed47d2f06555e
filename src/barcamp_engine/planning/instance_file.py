"""The format `barcamp-instance/1` and its plans, in and out. Parsed JSON comes in; reading files is the caller's.

Positions in the file become ids: the number as text. Beyond the format a session may carry `length` (in slots),
`rank` (place in the voting result) and `hands` (people who raised a hand); the instance may carry `leave_out`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from barcamp_engine.planning.errors import PlanError, ProblemError
from barcamp_engine.planning.plan import Placement, Plan
from barcamp_engine.planning.problem import (
    LeaveOut,
    Participant,
    Pin,
    Problem,
    Proposal,
    Room,
    Slot,
    Weights,
)

FORMAT = "barcamp-instance/1"
START = re.compile(r"^(?P<day>.*?)\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})$")


def read_instance(data: object) -> Problem:
    """Return the problem of a parsed instance. Raises: ProblemError with the place in the file."""
    root = _mapping(data, "instance")
    if root.get("format") != FORMAT:
        raise ProblemError("wrong_format", "format", f"this reader knows '{FORMAT}' only")
    slots = tuple(_slot(position, entry) for position, entry in enumerate(_list(root, "slots")))
    rooms = tuple(_room(position, entry) for position, entry in enumerate(_list(root, "rooms")))
    sessions = _list(root, "sessions")
    people = _count(root)
    known = {"slot": len(slots), "room": len(rooms), "session": len(sessions), "participant": people}
    return Problem(
        slots=slots,
        rooms=rooms,
        proposals=tuple(_proposal(position, entry, known) for position, entry in enumerate(sessions)),
        participants=_participants(root, known),
        blocked=frozenset(_pairs(root, "blocked", ("slot", "room"), known)),
        previous=_previous(root, known),
        frozen_slots=frozenset(_ref(t, "slot", known, "frozen_slots") for t in _list(root, "frozen_slots", ())),
        weights=_weights(root),
        leave_out=_leave_out(root),
        name=str(root.get("name", "")),
    )


def read_plan(problem: Problem, data: object) -> Plan:
    """Return the plan of a parsed plan file. Raises: PlanError, also for positions that do not exist."""
    if not isinstance(data, Mapping) or not isinstance(data.get("assignments"), list):
        raise PlanError("no_assignments", "assignments", "a plan is an object with a list 'assignments'")
    limits = {"session": len(problem.proposals), "slot": len(problem.slots), "room": len(problem.rooms)}
    lines = []
    for number, entry in enumerate(data["assignments"]):
        where = f"assignments[{number}]"
        if not isinstance(entry, Mapping):
            raise PlanError("no_assignment", where, "write {session, slot, room}")
        s, t, r = (_position(entry.get(key), limit, f"{where}.{key}", key) for key, limit in limits.items())
        lines.append(Placement(problem.proposals[s].id, problem.slots[t].id, problem.rooms[r].id))
    return Plan(tuple(lines))


def _position(value: object, limit: int, where: str, key: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < limit:
        return value
    raise PlanError(f"unknown_{key}", where, f"use a position below {limit}")


def with_previous(problem: Problem, plan: Plan) -> Problem:
    """Return the same problem with another plan that stands."""
    return replace(problem, previous=plan.placements)


def _slot(position: int, entry: object) -> Slot:
    data = _mapping(entry, f"slots[{position}]")
    start = str(data.get("start", ""))
    found = START.match(start)
    minutes = _integer(data.get("minutes", 45), f"slots[{position}].minutes")
    if found is None:
        return Slot(str(position), start, None, minutes)
    return Slot(str(position), found["day"], int(found["hour"]) * 60 + int(found["minute"]), minutes)


def _room(position: int, entry: object) -> Room:
    where = f"rooms[{position}]"
    data = _mapping(entry, where)
    if "capacity" not in data:
        raise ProblemError("no_capacity", f"{where}.capacity", "say how many seats the room has")
    return Room(str(position), _integer(data["capacity"], f"{where}.capacity"), _words(data, "features", where))


def _proposal(position: int, entry: object, known: Mapping[str, int]) -> Proposal:
    where = f"sessions[{position}]"
    data = _mapping(entry, where)
    allowed = data.get("allowed_slots")
    return Proposal(
        id=str(position),
        hosts=tuple(_ref(host, "participant", known, f"{where}.hosts") for host in _list(data, "hosts", (), where)),
        needs=_words(data, "needs", where),
        max_occurrences=_integer(data.get("max_occurrences", 1), f"{where}.max_occurrences"),
        allowed_slots=None
        if allowed is None
        else frozenset(
            _ref(slot, "slot", known, f"{where}.allowed_slots") for slot in _list(data, "allowed_slots", (), where)
        ),
        pin=_pin(data.get("pin"), known, f"{where}.pin"),
        is_required=bool(data.get("required", False)),
        rank=_optional_integer(data, "rank", where),
        length=_integer(data.get("length", 1), f"{where}.length"),
        hands=_optional_integer(data, "hands", where),
    )


def _pin(entry: object, known: Mapping[str, int], where: str) -> Pin | None:
    if not entry:
        return None
    data = _mapping(entry, where)
    slot, room = data.get("slot"), data.get("room")
    return Pin(
        None if slot is None else _ref(slot, "slot", known, f"{where}.slot"),
        None if room is None else _ref(room, "room", known, f"{where}.room"),
    )


def _participants(root: Mapping[str, Any], known: Mapping[str, int]) -> tuple[Participant, ...]:
    people = known["participant"]
    votes = _list(root, "votes", ())
    weights = _list(root, "weights", ()) or None
    for key, rows in (("votes", votes), ("weights", weights)):
        if rows and len(rows) != people:
            raise ProblemError("rows_do_not_fit", key, f"give one row for each of the {people} participants")
    absent: list[set[str]] = [set() for _ in range(people)]
    for person, slot in _pairs(root, "absent", ("participant", "slot"), known):
        absent[int(person)].add(slot)
    return tuple(
        Participant(
            id=str(p),
            marks=tuple(_ref(s, "session", known, f"votes[{p}]") for s in _row(votes, p, "votes")),
            weights=tuple(_number(w, f"weights[{p}]") for w in _row(weights, p, "weights")) if weights else None,
            absent=frozenset(absent[p]),
        )
        for p in range(people)
    )


def _row(rows: Sequence[object], position: int, key: str) -> Sequence[object]:
    if not rows:
        return ()
    row = rows[position]
    if not isinstance(row, list):
        raise ProblemError("no_list", f"{key}[{position}]", "write a list of sessions per person")
    return row


def _previous(root: Mapping[str, Any], known: Mapping[str, int]) -> tuple[Placement, ...]:
    lines = []
    for number, entry in enumerate(_list(root, "previous", ())):
        where = f"previous[{number}]"
        if not isinstance(entry, list) or len(entry) != 3:
            raise ProblemError("no_placement", where, "write [session, slot, room]")
        kinds = ("session", "slot", "room")
        lines.append(Placement(*(_ref(item, kind, known, where) for item, kind in zip(entry, kinds, strict=True))))
    return tuple(lines)


def _weights(root: Mapping[str, Any]) -> Weights:
    data = _mapping(root.get("objective") or {}, "objective")
    default = Weights()
    return Weights(
        *(
            _number(data.get(name, getattr(default, name)), f"objective.{name}")
            for name in ("overflow", "move_slot", "move_room")
        )
    )


def _leave_out(root: Mapping[str, Any]) -> LeaveOut:
    word = root.get("leave_out", LeaveOut.BY_VALUE.value)
    try:
        return LeaveOut(word)
    except ValueError:
        raise ProblemError("unknown_leave_out", "leave_out", "use 'value' or 'rank'") from None


def _mapping(data: object, where: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise ProblemError("no_object", where, "write an object with named entries")
    return data


def _list(data: Mapping[str, Any], key: str, default: Sequence[Any] | None = None, where: str = "") -> Sequence[Any]:
    place = f"{where}.{key}" if where else key
    found = data.get(key)
    if found is None:
        if default is None:
            raise ProblemError("missing_list", place, f"add the list '{key}'")
        return default
    if not isinstance(found, list):
        raise ProblemError("no_list", place, "write a list")
    return found


def _count(root: Mapping[str, Any]) -> int:
    people = _integer(root.get("participants", len(_list(root, "votes", ()))), "participants")
    if people < 0:
        raise ProblemError("negative_count", "participants", "count people from 0 upwards")
    return people


def _words(data: Mapping[str, Any], key: str, where: str) -> frozenset[str]:
    words = _list(data, key, (), where)
    if not all(isinstance(word, str) for word in words):
        raise ProblemError("no_word", f"{where}.{key}", "write a list of words")
    return frozenset(words)


def _pairs(
    root: Mapping[str, Any], key: str, kinds: tuple[str, str], known: Mapping[str, int]
) -> list[tuple[str, str]]:
    pairs = []
    for number, entry in enumerate(_list(root, key, ())):
        where = f"{key}[{number}]"
        if not isinstance(entry, list) or len(entry) != 2:
            raise ProblemError("no_pair", where, f"write [{kinds[0]}, {kinds[1]}]")
        pairs.append((_ref(entry[0], kinds[0], known, where), _ref(entry[1], kinds[1], known, where)))
    return pairs


def _ref(position: object, kind: str, known: Mapping[str, int], where: str) -> str:
    if isinstance(position, int) and not isinstance(position, bool) and 0 <= position < known[kind]:
        return str(position)
    raise ProblemError(f"unknown_{kind}", where, f"there is no {kind} {position!r}: use a position below {known[kind]}")


def _integer(value: object, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ProblemError("no_whole_number", where, f"{value!r} is not a whole number")


def _optional_integer(data: Mapping[str, Any], key: str, where: str) -> int | None:
    return None if data.get(key) is None else _integer(data[key], f"{where}.{key}")


def _number(value: object, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise ProblemError("no_number", where, f"{value!r} is not a number")
