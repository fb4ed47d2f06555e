from django.db import models
from django.utils.translation import gettext_lazy as _


class StepKind(models.TextChoices):
    """What somebody did to the session plan; one step is one entry of its history."""

    PLACE = "place", _("placed")
    MOVE = "move", _("moved")
    SWAP = "swap", _("swapped")
    PARK = "park", _("sent to the parking lot")
    PIN = "pin", _("pinned")
    UNPIN = "unpin", _("unpinned")
    APPLY = "apply", _("applied a drafted plan")
    REPAIR = "repair", _("repaired the plan")
    UNDO = "undo", _("undid")
    REDO = "redo", _("did again")
    RESTORE = "restore", _("went back to an earlier state")


class RunMode(models.TextChoices):
    """What the engine is asked to do."""

    FILL = "fill", _("Place what waits, move nothing")
    REPLAN = "replan", _("Plan anew around the pins")
    REPAIR = "repair", _("Change as little as possible")


class RunStatus(models.TextChoices):
    """How far a planning run is."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")
