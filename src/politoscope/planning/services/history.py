"""Undo, redo, and the way back to any earlier state. Each is a step of its own: nothing leaves the history."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.enums import StepKind
from politoscope.planning.errors import NothingToUndo, PlanConflict
from politoscope.planning.models import Change, Step
from politoscope.planning.positions import Position
from politoscope.planning.queries.history import redoable_step, undoable_step
from politoscope.planning.services.frame_changes import apply_changes, revert_changes
from politoscope.planning.services.steps import Desk, open_desk, reload_frame, take_step


@transaction.atomic
def undo_step(*, edition: Edition, actor: Person, now: datetime) -> Step:
    """Take back the actor's own last step. What others did meanwhile stays.

    Raises: NothingToUndo, PlanConflict when a later step moved the same sessions, and all that a move raises.
    """
    desk = open_desk(edition)
    step = undoable_step(desk.plan, actor)
    if step is None:
        raise NothingToUndo(_("There is no step of yours to undo."))
    return _take_back(desk, step, StepKind.UNDO, actor, now)


@transaction.atomic
def redo_step(*, edition: Edition, actor: Person, now: datetime) -> Step:
    """Do again what the actor has just undone. Raises like :func:`undo_step`."""
    desk = open_desk(edition)
    step = redoable_step(desk.plan, actor)
    if step is None:
        raise NothingToUndo(_("There is nothing to do again."))
    return _take_back(desk, step, StepKind.REDO, actor, now)


@transaction.atomic
def restore_version(*, edition: Edition, actor: Person, version: int, now: datetime, seen: int | None = None) -> Step:
    """Bring every session back to where it stood at a version; rooms and slots that are gone mean the parking lot.

    Times, closed rooms and absences stay as they are now: they are facts, not plans.
    """
    desk = open_desk(edition)
    if not 0 <= version <= desk.plan.version:
        raise NothingToUndo(_("The plan never had such a version."))
    after = {}
    for key, position in positions_at(desk, version).items():
        after[key] = position if desk.frame.exists(position) else position.parked()
    step = take_step(
        desk, kind=StepKind.RESTORE, author=actor, now=now, after=after, seen=seen, details={"to": version}
    )
    if step is None:
        raise NothingToUndo(_("The plan is in that state already."))
    return step


def positions_at(desk: Desk, version: int) -> dict[int, Position]:
    """Return where every occurrence stood after the step of that version."""
    found = dict(desk.positions)
    later = Change.objects.filter(step__plan=desk.plan, step__version__gt=version).order_by("-step__version")
    for change in later:
        found[change.occurrence_id] = Position.from_json(change.before)
    return found


def _take_back(desk: Desk, step: Step, kind: StepKind, actor: Person, now: datetime) -> Step:
    after = {}
    for change in step.changes.select_related("occurrence__proposal"):
        if desk.positions[change.occurrence_id] != Position.from_json(change.after):
            raise PlanConflict(
                _("“%(title)s” was moved again since then. Nothing was changed. Use the history to go back further.")
                % {"title": change.occurrence.proposal.title}
            )
        after[change.occurrence_id] = Position.from_json(change.before)
    frame = step.details.get("frame", [])
    is_done = step.details.get("is_reverted", False)
    if frame:
        (apply_changes if is_done else revert_changes)(desk.edition, frame)
        desk = reload_frame(desk)
    details = {"frame": frame, "is_reverted": not is_done} if frame else {}
    taken = take_step(desk, kind=kind, author=actor, now=now, after=after, undoes=step, details=details)
    assert taken is not None  # undo and redo are always written
    return taken
