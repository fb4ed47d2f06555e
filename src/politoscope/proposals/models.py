import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from politoscope.editions.models import Edition
from politoscope.editions.validators import validate_features
from politoscope.proposals.enums import Format, ProposalStatus
from politoscope.proposals.querysets import ProposalQuerySet


class Proposal(models.Model):
    """The idea for a session: one row for life, from the first word to the notes.

    ``number`` is what people say and see in addresses; it is given once per edition and never used again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField(_("Number"), editable=False)
    title = models.CharField(_("Title"), max_length=140)
    abstract = models.TextField(_("What is it about?"), blank=True, validators=[MaxLengthValidator(4000)])
    format = models.CharField(_("Format"), max_length=12, choices=Format, blank=True)
    needs = models.JSONField(_("Needs"), default=list, blank=True, validators=[validate_features])
    length_slots = models.PositiveSmallIntegerField(
        _("Length"), default=1, validators=[MinValueValidator(1), MaxValueValidator(2)]
    )
    language = models.CharField(_("Language"), max_length=8, default="de")
    tags = models.JSONField(_("Tags"), default=list, blank=True)
    is_confidential = models.BooleanField(_("Confidential"), default=False)
    status = models.CharField(_("Status"), max_length=12, choices=ProposalStatus, default=ProposalStatus.PROPOSED)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("Proposed"))

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
