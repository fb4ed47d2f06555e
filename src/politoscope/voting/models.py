"""Voting: a round, its ballots and its result.

What keeps a ballot secret (REQUIREMENTS R-03, P-06): participation and ballots are two tables without a common column.
``Participation.code_hash`` says that a voting code was used; ``Ballot.key`` lets the holder of a code replace the
ballot. The second one is made also from ``Round.ballot_secret``, which the close erases while it writes the ballots
anew under fresh keys. The codes themselves are stored nowhere: one is printed on a slip, or two are worked out with
``Round.code_secret`` and the key of the server, which is not in the database: that of the place, which the first ballot
uses up whoever holds it, and that of the registration, with which nobody but its holder finds the ballot.
"""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from politoscope.editions.models import Edition
from politoscope.proposals.models import Proposal
from politoscope.voting.enums import (
    CodeMode,
    ComplaintKind,
    Counter,
    Electorate,
    HandWord,
    Publication,
    RoundRule,
    RoundStatus,
    Verdict,
)
from politoscope.voting.querysets import RoundQuerySet


def new_id() -> uuid.UUID:
    """Return an id from the operating system's randomness: it carries neither order nor time."""
    return uuid.UUID(bytes=secrets.token_bytes(16), version=4)


def new_secret() -> str:
    """Return 256 random bits as hexadecimal digits."""
    return secrets.token_hex(32)


class Round(models.Model):
    """One vote over the proposals of an edition, from its opening to its published result."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("Round"))
    status = models.CharField(_("Status"), max_length=8, choices=RoundStatus, default=RoundStatus.OPEN)
    rule = models.CharField(_("Rule"), max_length=24, choices=RoundRule, default=RoundRule.SEQUENTIAL_PHRAGMEN)
    seats = models.PositiveSmallIntegerField(_("Places"), validators=[MinValueValidator(1)])
    quorum = models.PositiveSmallIntegerField(_("Quorum"), default=5)
    electorate = models.CharField(_("Who votes"), max_length=12, choices=Electorate, default=Electorate.CHECKED_IN)
    code_mode = models.CharField(_("Voting codes"), max_length=8, choices=CodeMode, default=CodeMode.ACCOUNT)
    publication = models.CharField(_("Recount"), max_length=8, choices=Publication, default=Publication.LIST)
    is_hands_only = models.BooleanField(_("Show of hands only"), default=False)
    has_dice = models.BooleanField(_("Dice decide ties"), default=False)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(_("Closes"), null=True, blank=True)
    close_announced_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    writes = models.PositiveIntegerField(default=0)
    """Raised by every accepted write: the row that a ballot takes before the close can (R-02). It counts no people."""
    hands_people = models.PositiveSmallIntegerField(_("People without a phone"), null=True, blank=True)
    hands_shown_at = models.DateTimeField(null=True, blank=True)
    """When the totals of the hands went to the screen; from then on no phone can be influenced any more."""
    ballot_secret = models.CharField(max_length=64, default=new_secret, blank=True, editable=False)
    code_secret = models.CharField(max_length=64, default=new_secret, blank=True, editable=False)
    """Part of every account's code; erased with the markers: then the hashes of used codes lead nowhere."""
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    dice = models.CharField(_("Dice"), max_length=40, blank=True)
    repeats = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="repetitions")
    """The round that this one repeats after complaints."""

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="round_number_once_per_edition"),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(status=RoundStatus.OPEN), name="round_open_once_per_edition"
            ),
            models.CheckConstraint(condition=Q(status__in=RoundStatus.values), name="round_status_known"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="round_has_a_place"),
            models.CheckConstraint(
                condition=Q(status=RoundStatus.OPEN) | Q(ballot_secret=""), name="round_forgets_its_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.number}"

    @property
    def is_open(self) -> bool:
        """Tell whether the round has not been closed; ballots may still be refused because its time is over."""
        return self.status == RoundStatus.OPEN

    @property
    def closes_by_itself(self) -> bool:
        """Tell whether the clock closes the round: never while hands are counted, they would be cut off halfway."""
        return self.is_open and self.closes_at is not None and not self.is_hands_only and not self.hands_people

    @property
    def is_counted(self) -> bool:
        """Tell whether there is a result."""
        return self.status in (RoundStatus.COUNTED, RoundStatus.RELEASED)

    @property
    def is_released(self) -> bool:
        """Tell whether everybody may see the result."""
        return self.status == RoundStatus.RELEASED


class Participation(models.Model):
    """That a voting code was used in a round, and nothing else. Deleted seven days after the close (P-06)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participations")
    code_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "code_hash"], name="participation_once_per_code"),
        ]

    def __str__(self) -> str:
        return self.code_hash[:8]


class Ballot(models.Model):
    """One person's marks: numbers of proposals, in ascending order. No person, no time, no order, no device."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="ballots")
    key = models.CharField(max_length=64)
    choices = models.JSONField(default=list)
    nonce = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="ballot_once_per_key"),
        ]

    def __str__(self) -> str:
        return f"{len(self.choices)}"


class CodeBatch(models.Model):
    """A printed stack of slips. How many there are is announced; which code is whose, nobody knows."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="code_batches")
    size = models.PositiveSmallIntegerField(_("Number of slips"))
    printed_at = models.DateTimeField()
    is_void = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.size}"


class VotingCode(models.Model):
    """The hash of a code on a slip; the code is on the paper only."""

    batch = models.ForeignKey(CodeBatch, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.code_hash[:8]


class HandTotal(models.Model):
    """Hands for a proposal, as one of two people counted them among those who did not vote by phone."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="hand_totals")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    counter = models.PositiveSmallIntegerField(choices=Counter, default=Counter.FIRST)
    hands = models.PositiveSmallIntegerField(_("Hands"))
    word = models.CharField(max_length=4, choices=HandWord, blank=True)
    entered_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "proposal", "counter"], name="hands_once_per_counter"),
            models.CheckConstraint(condition=Q(counter__in=Counter.values), name="hands_counter_known"),
        ]

    def __str__(self) -> str:
        return f"{self.hands}"


class Snapshot(models.Model):
    """What the close froze (R-05): what a recount needs and what the rule made of it. Never changed again.

    ``closing`` is what the fingerprint covers, as canonical JSON; ``outcome`` is what pages show (None when nobody
    marked anything), ``file`` is the result file as it is published. Both come with the count.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="snapshot", primary_key=True)
    entitled = models.PositiveIntegerField()
    voted = models.PositiveIntegerField()
    valid = models.PositiveIntegerField()
    closing = models.TextField()
    outcome = models.JSONField(null=True)
    file = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.round_id}"


class Complaint(models.Model):
    """That a voter found something wrong with a published round, and nothing about the voter.

    ``proof`` is a hash of the check number or the code it is about: the same one complains once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="complaints")
    kind = models.CharField(max_length=8, choices=ComplaintKind)
    proof = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "proof"], name="complaint_once_per_proof"),
            models.CheckConstraint(condition=Q(kind__in=ComplaintKind.values), name="complaint_kind_known"),
        ]

    def __str__(self) -> str:
        return self.kind


class Decision(models.Model):
    """What the organiser decided about a proposal after a round, on top of what the rule found, who and why."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="decisions")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict)
    is_by_rule = models.BooleanField(default=True)
    reason = models.CharField(_("Reason"), max_length=240, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="decision_verdict_known"),
        ]

    def __str__(self) -> str:
        return self.verdict


class MergeRequest(models.Model):
    """A wish to merge two proposals: carried out when the hosts of both have agreed, reversible until the close."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="merge_requests")
    kept = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    kept_agreed_at = models.DateTimeField(null=True, blank=True)
    merged_agreed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    joined = models.JSONField(default=list, blank=True)
    """Ids of the hosts whom the merge made co-hosts of the proposal that stands for both; undoing takes them out."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """Declined, or undone after it was done."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kept", "merged"], condition=Q(ended_at=None), name="merge_asked_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(kept=models.F("merged")), name="merge_needs_two_proposals"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"
