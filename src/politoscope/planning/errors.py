"""What can stand in the way of a change to the session plan. The message is for the planner and names the next step."""

from __future__ import annotations

from django.utils.translation import gettext as _


class PlanError(Exception):
    """A change that was not made. ``message`` is a whole sentence in the language of the page."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class PlanConflict(PlanError):
    """Somebody else changed the same cell or session since the page was loaded. Nothing was overwritten."""


class CellTaken(PlanError):
    """Another session stands there."""


class SlotFrozen(PlanError):
    """The slot starts within minutes; only the moderator changes it."""

    def __init__(self) -> None:
        super().__init__(
            _("This slot starts in a few minutes or has begun. Ask the moderator: only the moderator changes it now.")
        )


class UnknownCell(PlanError):
    """The room or the slot does not exist (any more), or the session is too long for it."""


class NothingToUndo(PlanError):
    """There is no step to take back, or a later change stands on it."""
