"""The steps of a plan, and which of them can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from politoscope.people.models import Person
from politoscope.planning.enums import StepKind
from politoscope.planning.models import Change, SessionPlan, Step
from politoscope.planning.queries.frame import frame_of
from politoscope.planning.words import spell_step

BACK_AND_FORTH = (StepKind.UNDO, StepKind.REDO)


def undoable_step(plan: SessionPlan | None, author: Person) -> Step | None:
    """Return the author's last step that still counts."""
    if plan is None:
        return None
    own = plan.steps.filter(author=author, undone_by__isnull=True).exclude(kind=StepKind.UNDO)
    return own.order_by("-version").first()


def redoable_step(plan: SessionPlan | None, author: Person) -> Step | None:
    """Return the undo that the author can take back: nothing else of theirs came after it."""
    if plan is None:
        return None
    own = plan.steps.filter(author=author)
    last = own.exclude(kind__in=BACK_AND_FORTH).order_by("-version").first()
    undone = own.filter(kind=StepKind.UNDO, undone_by__isnull=True, version__gt=last.version if last else 0)
    return undone.order_by("-version").first()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A step in words. ``publications`` are the revisions that were made of its state."""

    step: Step
    text: str
    publications: tuple[int, ...]


def history_of(plan: SessionPlan, steps: Iterable[Step]) -> list[HistoryLine]:
    """Return steps in words. Six queries, however many steps."""
    frame = frame_of(plan.edition)
    published: dict[int, list[int]] = {}
    for number, version in plan.publications.order_by("number").values_list("number", "version"):
        published.setdefault(version, []).append(number)
    return [
        HistoryLine(step, spell_step(step, list(step.changes.all()), frame), tuple(published.get(step.version, ())))
        for step in steps
    ]


def steps_of(plan: SessionPlan):
    """Return all steps, newest first, with what :func:`history_of` needs."""
    changes = Change.objects.select_related("occurrence__proposal").order_by("occurrence__proposal__number")
    steps = plan.steps.select_related("author", "undoes").prefetch_related(Prefetch("changes", queryset=changes))
    return steps.order_by("-version")
