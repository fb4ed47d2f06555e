"""What changed between two plans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from barcamp_engine.planning.plan import Placement, Plan


class ChangeKind(StrEnum):
    """How a proposal's place changed."""

    ADDED = "added"
    REMOVED = "removed"
    OTHER_SLOT = "other_slot"
    OTHER_ROOM = "other_room"


@dataclass(frozen=True, slots=True)
class Change:
    """One proposal that stands elsewhere, with all its placements before and after."""

    kind: ChangeKind
    proposal: str
    before: tuple[Placement, ...]
    after: tuple[Placement, ...]


def diff(old: Plan, new: Plan) -> tuple[Change, ...]:
    """Return the changes, sorted by proposal. As in the value, another slot outweighs another room."""
    before, after = _grouped(old), _grouped(new)
    changes = []
    for proposal in sorted(before.keys() | after.keys()):
        was, now = before.get(proposal, ()), after.get(proposal, ())
        if was != now:
            changes.append(Change(_kind(was, now), proposal, was, now))
    return tuple(changes)


def _grouped(plan: Plan) -> dict[str, tuple[Placement, ...]]:
    found: dict[str, list[Placement]] = {}
    for line in plan:
        found.setdefault(line.proposal, []).append(line)
    return {proposal: tuple(sorted(lines)) for proposal, lines in found.items()}


def _kind(was: tuple[Placement, ...], now: tuple[Placement, ...]) -> ChangeKind:
    if not was:
        return ChangeKind.ADDED
    if not now:
        return ChangeKind.REMOVED
    same = {line.slot for line in was} == {line.slot for line in now}
    return ChangeKind.OTHER_ROOM if same else ChangeKind.OTHER_SLOT
