import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from politoscope.editions.models import Edition, in_page_language
from politoscope.notices.enums import Conformity, Method, TextKind
from politoscope.people.names import validate_line


class Statement(models.Model):
    """The accessibility statement of an edition (A-01)."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="+")
    presets = models.JSONField(_("Which law applies"), default=list)
    are_bodies_checked = models.BooleanField(_("We have checked rules, bodies and links"), default=False)
    conformity = models.CharField(_("How far the pages are accessible"), max_length=10, choices=Conformity)
    gaps_de = models.TextField(_("What is missing, in German"), max_length=4000, blank=True)
    gaps_en = models.TextField(_("What is missing, in English"), max_length=4000, blank=True)
    method = models.CharField(_("How this was found out"), max_length=10, choices=Method)
    tested_on = models.DateField(_("Last tested on"), null=True, blank=True)
    written_on = models.DateField(editable=False)
    reviewed_on = models.DateField(editable=False)

    def __str__(self) -> str:
        return f"statement of {self.edition_id}"

    @property
    def gaps(self) -> str:
        """Return the gaps in the language of the page, or in the other one where that is empty."""
        return in_page_language(self.gaps_de, self.gaps_en)


class OwnText(models.Model):
    """What the organisers say on imprint or privacy page besides what stands there anyhow."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=TextKind)
    text_de = models.TextField(_("Text in German"), max_length=20_000, blank=True)
    text_en = models.TextField(_("Text in English"), max_length=20_000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="own_text_once_per_page"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.edition_id}"

    @property
    def text(self) -> str:
        """Return the text in the language of the page, or in the other one where that is empty."""
        return in_page_language(self.text_de, self.text_en)


class BarrierReport(models.Model):
    """Somebody tells what shuts them out; a ticket with a date by which it is answered (A-02)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(_("On which page?"), max_length=300, blank=True, validators=[validate_line])
    text = models.TextField(_("What does not work?"), max_length=4000)
    name = models.CharField(_("Your name"), max_length=120, blank=True)
    email = models.EmailField(_("Mail address"), max_length=254, blank=True)
    received_at = models.DateTimeField()
    due_on = models.DateField(_("To be answered by"))
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"report of {self.received_at:%Y-%m-%d}"

    @property
    def heading_id(self) -> str:
        """Return what the heading of the report is called in the page."""
        return f"report-{self.pk}"


class RetentionHold(models.Model):
    """As long as it stands, nothing of the edition goes by itself but what no hold may keep (P-07)."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("Reason"), max_length=300, validators=[validate_line])
    placed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"hold on {self.edition_id}"

    @property
    def clause(self) -> str:
        """The reason as part of a sentence, which has a full stop of its own."""
        return self.reason.removesuffix(".")
