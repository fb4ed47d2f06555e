"""The session plan: a sequence of steps over cells, and the points of it that were published.

``Occurrence`` is one time that a proposal takes place; ``Cell`` is one room in one slot that it occupies, so that
the database itself refuses a second one. What the public reads is a ``Publication``, never the cells.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from politoscope.editions.models import Edition, Room, Slot
from politoscope.planning.enums import RunMode, RunStatus, StepKind
from politoscope.proposals.models import Proposal


class SessionPlan(models.Model):
    """The plan of an edition. ``version`` counts its steps; whoever changes the plan locks this row first."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.edition_id}@{self.version}"


class Occurrence(models.Model):
    """One time that a proposal takes place: what the board shows as a card, placed or waiting.

    The key is the event number of exports: positive, given once, never used again. ``guid`` likewise.
    """

    plan = models.ForeignKey(SessionPlan, on_delete=models.CASCADE, related_name="occurrences")
    proposal = models.ForeignKey(Proposal, on_delete=models.RESTRICT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    guid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    length_slots = models.PositiveSmallIntegerField(default=1)
    is_pinned = models.BooleanField(_("Pinned"), default=False)
    is_parked = models.BooleanField(_("In the parking lot"), default=False)
    is_part = models.BooleanField(_("A part of the session"), default=False)
    is_dropped = models.BooleanField(_("Does not take place"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="occurrence_number_once_per_proposal"),
            models.CheckConstraint(condition=Q(number__gte=1), name="occurrence_numbered_from_one"),
            models.CheckConstraint(condition=Q(length_slots__in=[1, 2]), name="occurrence_length_one_or_two"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.number}"


class Cell(models.Model):
    """A room in a slot that an occurrence occupies; ``position`` counts the slots of a long session from 0."""

    plan = models.ForeignKey(SessionPlan, on_delete=models.CASCADE, related_name="cells")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="cells")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "slot", "room"], name="cell_holds_one_session"),
            models.UniqueConstraint(fields=["occurrence", "position"], name="cell_position_once_per_occurrence"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}×{self.room_id}"


class Step(models.Model):
    """One entry of the history: who did what, when, at which version. Steps are never edited or deleted."""

    plan = models.ForeignKey(SessionPlan, on_delete=models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=StepKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    undoes = models.OneToOneField("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="undone_by")
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="step_version_once_per_plan"),
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="step_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.kind}"


class Change(models.Model):
    """What a step did to one occurrence: its position before and after (see :mod:`.positions`).

    Slots and rooms are kept by id inside the positions, because the history outlives them.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="changes")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="changes")
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "occurrence"], name="change_once_per_step_and_occurrence"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.occurrence_id}"


class Publication(models.Model):
    """A plan as everybody reads it: a numbered point in the sequence, made in one transaction."""

    plan = models.ForeignKey(SessionPlan, on_delete=models.CASCADE, related_name="publications")
    number = models.PositiveIntegerField(_("Revision"))
    version = models.PositiveIntegerField()
    published_at = models.DateTimeField(_("Published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("Remark"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="publication_number_once_per_plan"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class PublishedPlacement(models.Model):
    """A session of a publication: proposal × slot × room.

    Time and name of the room are kept as they were, for calendars, for differences between revisions and for the day
    when slot or room are gone; as long as those exist, people read their present time and name.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="placements")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.SET_NULL, null=True, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, related_name="+")
    room_name = models.CharField(max_length=60)
    length_slots = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "occurrence"], name="published_once_per_publication"),
            models.UniqueConstraint(fields=["publication", "slot", "room"], name="published_cell_holds_one_session"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="published_ends_after_its_start"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.occurrence_id}"


class RoomClosure(models.Model):
    """A time in which a room cannot be used: it is lost, or another event has it. Without an end: for good."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="closure_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.starts_at}"


class HostAbsence(models.Model):
    """A time in which a host is not there: comes late, leaves early, or is missing."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="absence_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_at}"


class SolverRun(models.Model):
    """One call of the planning engine: what was asked, how far it is, what came out. It changes no plan by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SessionPlan, on_delete=models.CASCADE, related_name="runs")
    base_version = models.PositiveIntegerField()
    mode = models.CharField(max_length=8, choices=RunMode)
    seconds = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.RUNNING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    applied = models.ForeignKey(Step, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    result = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=RunMode.values), name="run_mode_known"),
            models.CheckConstraint(condition=Q(status__in=RunStatus.values), name="run_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.status}"


class Star(models.Model):
    """A session that somebody wants to attend; it follows the session wherever it moves."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    starred_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "proposal"], name="starred_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.proposal_id}"


class CalendarKey(models.Model):
    """The secret in the address of a person's own calendar. A new one takes the old one's place and ends it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="calendar_key_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.person_id}"


class ChangeNotice(models.Model):
    """What somebody is told about a revision, because they host or starred the session. Shown until it was read."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    is_host = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "person", "proposal"], name="notice_once_per_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.person_id}"
