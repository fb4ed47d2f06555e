from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Phase(models.TextChoices):
    """The stretch of time an edition is in; stages of the journey open and close with it."""

    PREPARATION = "preparation", _("Preparation")
    REGISTRATION = "registration", _("Registration")
    PROPOSALS = "proposals", _("Proposals")
    VOTING = "voting", pgettext_lazy("phase", "Vote")
    PLANNING = "planning", _("Planning")
    LIVE = "live", _("Live day")
    DOCUMENTATION = "documentation", _("Documentation")
    ARCHIVE = "archive", _("Archive")


class Role(models.TextChoices):
    """What somebody does for an edition besides taking part. Participants have a registration, no role."""

    ORGANISER = "organiser", _("Organiser")
    MODERATOR = "moderator", _("Moderator")
    PLANNER = "planner", _("Planner")
    DESK = "desk", _("Desk")
    ANGEL = "angel", _("Room angel")


class AddressForm(models.TextChoices):
    """How German pages address people."""

    SIE = "sie", _("Sie")
    DU = "du", _("Du")


class Accent(models.TextChoices):
    """Colours an edition can wear instead of the neutral ones. Each has a style sheet in ``ui/static/ui/themes/``
    whose contrasts are tested; none belongs to anybody (O-06): arms and corporate type come by upload."""

    GOLD = "gold", _("Gold and black")
    GREEN = "green", _("Green")
    RED = "red", _("Red")
    VIOLET = "violet", _("Violet")


class Feature(models.TextChoices):
    """What a room has and a session may need."""

    BEAMER = "beamer", _("Projector")
    SOUND = "sound", _("Sound system")
    WHITEBOARD = "whiteboard", _("Whiteboard")
    FLIPCHART = "flipchart", _("Flip chart")
    QUIET = "quiet", _("Quiet")
    STEP_FREE = "step_free", _("Step-free")
    HEARING_LOOP = "hearing_loop", _("Hearing loop")
    OUTDOOR = "outdoor", _("Outdoors")


class ItemKind(models.TextChoices):
    """What a programme item is."""

    WELCOME = "welcome", _("Welcome")
    KEYNOTE = "keynote", _("Keynote")
    IMPULSE = "impulse", _("Impulse talk")
    PITCHES = "pitches", _("Session pitches and vote")
    BREAK = "break", _("Break")
    PANEL = "panel", _("Panel")
    GET_TOGETHER = "get_together", _("Get-together")
    OTHER = "other", _("Programme item")
