from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoundStatus(models.TextChoices):
    """Where a round stands; it only ever moves forward."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed, not counted yet")
    COUNTED = "counted", _("Counted")
    RELEASED = "released", _("Published")


FROZEN = (RoundStatus.COUNTED, RoundStatus.RELEASED)
"""Statuses in which the result exists and cannot change any more."""


class Electorate(models.TextChoices):
    """Who may vote."""

    CHECKED_IN = "checked-in", _("Everybody who is checked in")
    REGISTERED = "registered", _("Everybody who is registered")


class CodeMode(models.TextChoices):
    """What stands for the voter (VOTING.md 6.1)."""

    ACCOUNT = "account", _("Account and badge: convenient")
    SLIP = "slip", _("Drawn slips: nobody knows who holds which code")


class Publication(models.TextChoices):
    """Who gets the ballots to recount (VOTING.md 6.4)."""

    LIST = "list", _("Everybody: the anonymous ballots are published")
    COUNTERS = "counters", _("Counting team: five people drawn from the room")


class RoundRule(models.TextChoices):
    """Rules a moderator can choose; the engine knows more."""

    SEQUENTIAL_PHRAGMEN = "sequential-phragmen", _("Proportional: every group gets its share")
    APPROVAL = "approval", _("Majority: most interested first")


class Verdict(models.TextChoices):
    """What the organiser made of a ranked proposal."""

    ACCEPTED = "accepted", _("Accepted")
    PARKED = "parked", pgettext_lazy("vote", "Waiting list")


class HandWord(models.TextChoices):
    """A show of hands seen at a glance."""

    FEW = "few", _("Few")
    SOME = "some", _("Some")
    MANY = "many", _("Many")


class Counter(models.IntegerChoices):
    """The two people who count hands."""

    FIRST = 1, _("First count")
    SECOND = 2, _("Second count")


class ComplaintKind(models.TextChoices):
    """What somebody found wrong with a published round (VOTING.md 6.5)."""

    MISSING = "missing", _("Check number is not in the list")
    USED = "used", _("Somebody else used the voting code")
