"""Changes of the frame that a repair makes: times, closed rooms, absent hosts. As data, so that they can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from politoscope.editions.models import Edition, ProgrammeItem, Slot
from politoscope.planning.errors import PlanConflict
from politoscope.planning.models import HostAbsence, RoomClosure

FrameChange = dict[str, Any]
TIMED: dict[str, Any] = {"slot": Slot, "item": ProgrammeItem}
SPANS: dict[str, tuple[Any, str]] = {"closure": (RoomClosure, "room"), "absence": (HostAbsence, "person")}


def time_change(row: Slot | ProgrammeItem, starts_at: datetime, ends_at: datetime) -> FrameChange:
    """Describe another time for a slot or a programme item."""
    return {
        "what": "slot" if isinstance(row, Slot) else "item",
        "id": str(row.pk),
        "before": [row.starts_at.isoformat(), row.ends_at.isoformat()],
        "after": [starts_at.isoformat(), ends_at.isoformat()],
    }


def span_change(what: str, target: Any, starts_at: datetime, ends_at: datetime | None) -> FrameChange:
    """Describe that a room is closed (``closure``) or a host away (``absence``) for a time."""
    end = ends_at.isoformat() if ends_at else None
    return {"what": what, "id": str(target.pk), "after": [starts_at.isoformat(), end]}


def starts_of(change: Mapping[str, Any]) -> list[datetime]:
    """Return when a slot or a programme item begins before and after a change; nothing for closures and absences."""
    if change["what"] not in TIMED:
        return []
    return [_instants(change["before"])[0], _instants(change["after"])[0]]


def apply_changes(edition: Edition, changes: Iterable[Mapping[str, Any]]) -> None:
    """Make the changes. Raises PlanConflict when a time is no longer what it was."""
    changes = list(changes)
    _set_times(edition, [change for change in changes if change["what"] in TIMED], "before", "after")
    for change in changes:
        if change["what"] in SPANS:
            model, field = SPANS[change["what"]]
            model.objects.create(edition=edition, **{f"{field}_id": change["id"]}, **_span(change))


def revert_changes(edition: Edition, changes: Iterable[Mapping[str, Any]]) -> None:
    """Take the changes back. Raises PlanConflict when a time was changed again since."""
    changes = list(changes)
    _set_times(edition, [change for change in changes if change["what"] in TIMED], "after", "before")
    for change in changes:
        if change["what"] in SPANS:
            model, field = SPANS[change["what"]]
            model.objects.filter(edition=edition, **{f"{field}_id": change["id"]}, **_span(change)).delete()


def _set_times(edition: Edition, changes: Sequence[Mapping[str, Any]], old: str, new: str) -> None:
    """Write times one by one; later ones first when they move to later, so that no two slots ever start together."""
    is_later = bool(changes) and changes[0][new][0] > changes[0][old][0]
    for change in sorted(changes, key=lambda change: change[old][0], reverse=is_later):
        before, after = _instants(change[old]), _instants(change[new])
        row = TIMED[change["what"]].objects.filter(edition=edition, pk=change["id"])
        if not row.filter(starts_at=before[0], ends_at=before[1]).update(starts_at=after[0], ends_at=after[1]):
            raise PlanConflict(_("Somebody changed the times of the day meanwhile. Reload the board and try again."))


def _instants(pair: Sequence[str]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(pair[0]), datetime.fromisoformat(pair[1])


def _span(change: Mapping[str, Any]) -> dict[str, datetime | None]:
    start, end = change["after"]
    return {
        "starts_at": datetime.fromisoformat(start),
        "ends_at": datetime.fromisoformat(end) if end else None,
    }
