from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    """How a session works."""

    TALK = "talk", _("Talk")
    DISCUSSION = "discussion", _("Discussion")
    WORKSHOP = "workshop", _("Workshop")
    EXPERIENCE = "experience", _("Experience report")
    SELF_HELP = "self_help", _("Self-help group")


class ProposalStatus(models.TextChoices):
    """Where a proposal stands. That it is placed is a fact of the session plan, not of this column."""

    DRAFT = "draft", _("Draft")
    WISH = "wish", _("Topic wish")
    PROPOSED = "proposed", _("Proposed")
    MERGED = "merged", _("Merged")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ACCEPTED = "accepted", _("Accepted")
    PARKED = "parked", _("Waiting for a place")
    HELD = "held", _("Held")


class Language(models.TextChoices):
    """The language a session is held in."""

    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")


class CommentKind(models.TextChoices):
    """What somebody adds to a proposal."""

    REMARK = "remark", _("Comment")
    OFFER = "offer", _("I can help")
