"""The one place that changes the session plan: a step, checked and written under the lock of the plan's row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.enums import StepKind
from politoscope.planning.errors import CellTaken, PlanConflict, SlotFrozen, UnknownCell
from politoscope.planning.models import Cell, Change, Occurrence, SessionPlan, Step
from politoscope.planning.policies import may_change_frozen
from politoscope.planning.positions import CellKey, Frame, Position
from politoscope.planning.queries.frame import frame_of, positions_of
from politoscope.planning.services.frame_changes import FrameChange, starts_of
from politoscope.realtime.publish import publish

FLAGS = ("length_slots", "is_pinned", "is_parked", "is_part", "is_dropped")
AUDIT_NAMES = {kind: f"planning.{kind}" for kind in StepKind}


@dataclass(frozen=True)
class Desk:
    """The plan of an edition under lock, as it stands: what a service works on."""

    edition: Edition
    plan: SessionPlan
    frame: Frame
    occurrences: dict[int, Occurrence]
    positions: dict[int, Position]

    def taken_cells(self, *, besides: frozenset[int]) -> set[CellKey]:
        """Return the cells in which other occurrences stand."""
        return {
            cell
            for key, position in self.positions.items()
            if key not in besides
            for cell in self.frame.cells(position)
        }


def open_desk(edition: Edition) -> Desk:
    """Lock the plan until the transaction ends and load it. The caller holds a transaction."""
    plan, _created = SessionPlan.objects.get_or_create(edition=edition)
    plan = SessionPlan.objects.select_for_update().get(pk=plan.pk)
    occurrences = {one.pk: one for one in plan.occurrences.select_related("proposal")}
    return Desk(edition, plan, frame_of(edition), occurrences, positions_of(plan, occurrences.values()))


def reload_frame(desk: Desk) -> Desk:
    """Return the desk with slots and rooms as they are after a change of them."""
    return replace(desk, frame=frame_of(desk.edition))


def take_step(
    desk: Desk,
    *,
    kind: StepKind,
    author: Person | None,
    now: datetime,
    after: Mapping[int, Position],
    seen: int | None = None,
    undoes: Step | None = None,
    details: Mapping[str, Any] | None = None,
) -> Step | None:
    """Bring occurrences into new positions as one step, or change nothing at all.

    ``seen`` is the version of the plan that the author looked at: what others changed since then in the same cells
    or sessions is a conflict, anything else is not. Returns None when everything stands there already.

    Raises: PlanConflict, SlotFrozen, UnknownCell, CellTaken. The caller holds the desk's lock.
    """
    moves = {key: position for key, position in after.items() if position != desk.positions[key]}
    if not moves and undoes is None and not (details or {}).get("frame"):
        return None
    _refuse_conflict(desk, moves, seen)
    _refuse_frozen(desk, moves, author, now)
    _refuse_frozen_times(desk, (details or {}).get("frame", ()), author, now)
    _refuse_unknown_cells(desk, moves)
    _refuse_taken(desk, moves)
    return _write(desk, kind, author, now, moves, undoes, dict(details or {}))


def _refuse_conflict(desk: Desk, moves: Mapping[int, Position], seen: int | None) -> None:
    if seen is None or seen >= desk.plan.version:
        return
    wanted = {cell for position in moves.values() for cell in desk.frame.cells(position)}
    later = Change.objects.filter(step__plan=desk.plan, step__version__gt=seen)
    for change in later.select_related("step__author", "occurrence__proposal").order_by("-step__version"):
        touched = {
            cell for data in (change.before, change.after) for cell in desk.frame.cells(Position.from_json(data))
        }
        if change.occurrence_id in moves or touched & wanted:
            raise PlanConflict(
                _(
                    "%(who)s changed “%(title)s” at %(time)s while you were looking at an older plan. "
                    "Nothing was overwritten. Look at the plan as it is now, and repeat your change if you still "
                    "want it."
                )
                % {
                    "who": change.step.author or _("Somebody"),
                    "title": change.occurrence.proposal.title,
                    "time": time_format(timezone.localtime(change.step.made_at)),
                }
            )


def _refuse_frozen(desk: Desk, moves: Mapping[int, Position], author: Person | None, now: datetime) -> None:
    if may_change_frozen(author, desk.edition):
        return
    for key, position in moves.items():
        before = desk.positions[key]
        if before.stands_like(position):
            continue
        for slot, _room in [*desk.frame.cells(before), *desk.frame.cells(position)]:
            if desk.frame.is_frozen(slot, now=now):
                raise SlotFrozen


def _refuse_frozen_times(desk: Desk, frame: Iterable[FrameChange], author: Person | None, now: datetime) -> None:
    """Another time for what begins soon, or an old one that begins soon, is as much of a surprise as another room."""
    if may_change_frozen(author, desk.edition):
        return
    starts = [instant for change in frame for instant in starts_of(change)]
    if any(desk.frame.is_too_late(start, now=now) for start in starts):
        raise SlotFrozen


def _refuse_unknown_cells(desk: Desk, moves: Mapping[int, Position]) -> None:
    for key, position in moves.items():
        if desk.frame.exists(position):
            continue
        if position.slot in desk.frame.slot_by_id and position.room in desk.frame.room_by_id:
            raise UnknownCell(
                _("“%(title)s” lasts two slots, and no second slot follows this one. Choose an earlier slot.")
                % {"title": desk.occurrences[key].proposal.title}
            )
        raise UnknownCell(_("This room or slot is no longer there. Choose another one."))


def _refuse_taken(desk: Desk, moves: Mapping[int, Position]) -> None:
    resulting = {**desk.positions, **moves}
    holder: dict[CellKey, int] = {}
    starts: dict[tuple[Any, Any], int] = {}
    for key, position in resulting.items():
        proposal = desk.occurrences[key].proposal
        for cell in desk.frame.cells(position):
            other = holder.setdefault(cell, key)
            if other != key:
                title = desk.occurrences[other if key in moves else key].proposal.title
                raise CellTaken(
                    _("“%(title)s” stands there. Swap the two, or choose another room or slot.") % {"title": title}
                )
            if starts.setdefault((proposal.pk, cell[0]), key) != key:
                raise CellTaken(
                    _("“%(title)s” takes place in this slot already, in another room. Choose another slot.")
                    % {"title": proposal.title}
                )


def _write(
    desk: Desk,
    kind: StepKind,
    author: Person | None,
    now: datetime,
    moves: Mapping[int, Position],
    undoes: Step | None,
    details: dict[str, Any],
) -> Step:
    version = desk.plan.version + 1
    if not SessionPlan.objects.filter(pk=desk.plan.pk, version=desk.plan.version).update(version=F("version") + 1):
        raise PlanConflict(_("Somebody changed the plan at the same moment. Look at the plan and try again."))
    step = Step.objects.create(
        plan=desk.plan, version=version, kind=kind, author=author, made_at=now, undoes=undoes, details=details
    )
    Change.objects.bulk_create(
        Change(step=step, occurrence_id=key, before=desk.positions[key].to_json(), after=position.to_json())
        for key, position in moves.items()
    )
    _write_positions(desk, moves)
    desk.plan.version = version
    record_entry(
        edition=desk.edition,
        actor=author,
        action=AUDIT_NAMES[kind],
        target=desk.plan,
        before={"version": version - 1},
        after={"version": version, "changes": len(moves), **details},
        now=now,
    )
    publish(desk.edition, *(("draft-plan", "plan") if details.get("frame") else ("draft-plan",)))
    return step


def _write_positions(desk: Desk, moves: Mapping[int, Position]) -> None:
    Cell.objects.filter(occurrence__in=list(moves)).delete()
    Cell.objects.bulk_create(
        Cell(plan=desk.plan, occurrence_id=key, slot_id=slot, room_id=room, position=number)
        for key, position in moves.items()
        for number, (slot, room) in enumerate(desk.frame.cells(position))
    )
    for key, position in moves.items():
        one = desk.occurrences[key]
        for name in FLAGS:
            setattr(one, name, getattr(position, name))
    Occurrence.objects.bulk_update([desk.occurrences[key] for key in moves], FLAGS)
