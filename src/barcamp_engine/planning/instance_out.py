"""Problems and plans out to the format `barcamp-instance/1`: the reverse of `instance_file`."""

from __future__ import annotations

from typing import Any

from barcamp_engine.planning.instance_file import FORMAT
from barcamp_engine.planning.plan import Plan
from barcamp_engine.planning.problem import LeaveOut, Problem, Slot


def write_assignments(problem: Problem, plan: Plan) -> list[dict[str, int]]:
    """Return the lines of a plan file, as positions, in the plan's order."""
    return [{"session": s, "slot": t, "room": r} for s, t, r in problem.indexed.cells_of(plan)]


def write_instance(problem: Problem) -> dict[str, Any]:
    """Return the instance as data for JSON; reading it again gives an equal problem up to the ids."""
    index = problem.indexed
    data: dict[str, Any] = {
        "format": FORMAT,
        "name": problem.name,
        "slots": [_slot_entry(slot) for slot in problem.slots],
        "rooms": [{"capacity": room.capacity, "features": sorted(room.features)} for room in problem.rooms],
        "blocked": sorted([t, r] for t, r in index.blocked),
        "participants": len(problem.participants),
        "absent": [[p, t] for p, away in enumerate(index.away) for t in range(len(problem.slots)) if away >> t & 1],
        "sessions": [_proposal_entry(problem, s) for s in range(len(problem.proposals))],
        "votes": [[index.proposal_at[mark] for mark in person.marks] for person in problem.participants],
        "objective": {
            "overflow": problem.weights.overflow,
            "move_slot": problem.weights.move_slot,
            "move_room": problem.weights.move_room,
        },
    }
    if any(person.weights is not None for person in problem.participants):
        data["weights"] = [list(person.weights or (1,) * len(person.marks)) for person in problem.participants]
    if problem.previous:
        data["previous"] = [list(cell) for cell in index.previous]
    if problem.frozen_slots:
        data["frozen_slots"] = sorted(index.slot_at[slot] for slot in problem.frozen_slots)
    if problem.leave_out is not LeaveOut.BY_VALUE:
        data["leave_out"] = problem.leave_out.value
    return data


def _slot_entry(slot: Slot) -> dict[str, Any]:
    clock = "" if slot.starts_minute is None else f"{slot.starts_minute // 60:02d}:{slot.starts_minute % 60:02d}"
    return {"start": f"{slot.day} {clock}".strip(), "minutes": slot.minutes}


def _proposal_entry(problem: Problem, position: int) -> dict[str, Any]:
    index, proposal = problem.indexed, problem.proposals[position]
    entry: dict[str, Any] = {
        "hosts": list(index.hosts[position]),
        "needs": sorted(proposal.needs),
        "max_occurrences": proposal.max_occurrences,
    }
    if proposal.allowed_slots is not None:
        entry["allowed_slots"] = sorted(index.slot_at[slot] for slot in proposal.allowed_slots)
    if proposal.pin is not None:
        entry["pin"] = {
            "slot": None if proposal.pin.slot is None else index.slot_at[proposal.pin.slot],
            "room": None if proposal.pin.room is None else index.room_at[proposal.pin.room],
        }
    if proposal.is_required:
        entry["required"] = True
    if proposal.length > 1:
        entry["length"] = proposal.length
    for key, value in (("rank", proposal.rank), ("hands", proposal.hands)):
        if value is not None:
            entry[key] = value
    return entry
