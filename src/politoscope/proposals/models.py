from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from politoscope.editions.models import Edition
from politoscope.editions.validators import validate_features
from politoscope.proposals.enums import CommentKind, Format, Language, ProposalStatus
from politoscope.proposals.querysets import ProposalQuerySet

MAX_ABSTRACT = 4000
MAX_TAGS = 3


class Proposal(models.Model):
    """The idea for a session: one row for life, from the first word to the notes.

    ``number`` is what people say and see in addresses; it is given once per edition and never used again.
    A topic wish is such a row without a host; adopting it keeps row, number and address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField(_("Number"), editable=False)
    title = models.CharField(_("Title"), max_length=140)
    abstract = models.TextField(_("What is it about?"), blank=True, validators=[MaxLengthValidator(MAX_ABSTRACT)])
    format = models.CharField(_("Format"), max_length=12, choices=Format, blank=True)
    needs = models.JSONField(_("Needs"), default=list, blank=True, validators=[validate_features])
    length_slots = models.PositiveSmallIntegerField(
        _("Length"), default=1, validators=[MinValueValidator(1), MaxValueValidator(2)]
    )
    language = models.CharField(_("Language"), max_length=8, choices=Language, default=Language.GERMAN)
    tags = models.JSONField(_("Tags"), default=list, blank=True)
    is_confidential = models.BooleanField(_("Confidential"), default=False)
    present_from_at = models.DateTimeField(_("Not before"), null=True, blank=True)
    present_until_at = models.DateTimeField(_("Must leave at"), null=True, blank=True)
    time_wish = models.CharField(_("Wish for the time"), max_length=200, blank=True)
    host_name = models.CharField(_("Host without an account"), max_length=120, blank=True)
    status = models.CharField(_("Status"), max_length=12, choices=ProposalStatus, default=ProposalStatus.PROPOSED)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("Proposed"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="proposal_number_once_per_edition"),
            models.CheckConstraint(condition=Q(status__in=ProposalStatus.values), name="proposal_status_known"),
            models.CheckConstraint(
                condition=Q(status=ProposalStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=ProposalStatus.MERGED) & Q(merged_into__isnull=True)),
                name="proposal_merged_into_something",
            ),
            models.CheckConstraint(condition=Q(length_slots__in=[1, 2]), name="proposal_length_one_or_two"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_wish(self) -> bool:
        """Tell whether the topic still looks for a host."""
        return self.status == ProposalStatus.WISH

    @property
    def is_draft(self) -> bool:
        """Tell whether only its hosts see it."""
        return self.status == ProposalStatus.DRAFT


class ProposalHost(models.Model):
    """Somebody who offers a proposal. A co-host counts only after agreeing."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="hosts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hosted")
    is_lead = models.BooleanField(_("Main host"), default=False)
    agreed_at = models.DateTimeField(_("Agreed"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person"], name="proposal_host_once"),
            models.UniqueConstraint(fields=["proposal"], condition=Q(is_lead=True), name="proposal_has_one_main_host"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class ProposalCounter(models.Model):
    """The last number given at an edition; raised in the transaction that uses it."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="+")
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_number)


class Comment(models.Model):
    """A remark on a proposal, or an offer to help. Hidden ones keep who hid them and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=CommentKind, default=CommentKind.REMARK)
    text = models.TextField(_("Text"), validators=[MaxLengthValidator(1000)])
    written_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_reason = models.CharField(_("Reason"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CommentKind.values), name="comment_kind_known"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class SynonymGroup(models.Model):
    """Words that mean the same, so that look-alikes are found which share no letter: KI = Künstliche Intelligenz."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="synonym_groups")
    words = models.JSONField(_("Words"), default=list)

    def __str__(self) -> str:
        return " = ".join(self.words)


class Digest(models.Model):
    """A mail with the new proposals that went to everybody registered; the next one starts where it ended."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="digests")
    number = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="digest_number_once_per_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.number}"


class DigestOptOut(models.Model):
    """Somebody who does not want the digest of an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="digest_opt_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}"
