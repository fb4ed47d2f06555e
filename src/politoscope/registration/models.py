import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from politoscope.editions.models import Edition
from politoscope.people.names import validate_name, validate_organisation
from politoscope.registration.enums import Channel, OrganisationType, Purpose, RegistrationStatus
from politoscope.registration.querysets import RegistrationQuerySet


def new_ticket() -> str:
    """Return a random ticket code, 80 bits, without letters that look alike."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(16))


class Registration(models.Model):
    """How somebody takes part in an edition: one row a person, kept when cancelled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations")
    status = models.CharField(_("Status"), max_length=12, choices=RegistrationStatus)
    name = models.CharField(_("Name"), max_length=120, validators=[validate_name])
    organisation = models.CharField(_("Organisation"), max_length=160, blank=True, validators=[validate_organisation])
    organisation_type = models.CharField(_("Kind of organisation"), max_length=20, choices=OrganisationType, blank=True)
    hashtags = models.JSONField(_("Three hashtags"), default=list, blank=True)
    search_key = models.CharField(max_length=600, editable=False, default="")
    ticket = models.CharField(_("Ticket"), max_length=16, unique=True, default=new_ticket, editable=False)
    registered_at = models.DateTimeField(_("Registered"))
    waiting_number = models.PositiveIntegerField(_("Number on the waiting list"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("Checked in"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="registration_once_per_person"),
            models.UniqueConstraint(fields=["edition", "waiting_number"], name="registration_waiting_number_once"),
            models.CheckConstraint(condition=Q(status__in=RegistrationStatus.values), name="registration_status_known"),
            models.CheckConstraint(
                condition=Q(status=RegistrationStatus.WAITING, waiting_number__isnull=False)
                | (~Q(status=RegistrationStatus.WAITING) & Q(waiting_number__isnull=True)),
                name="registration_waits_with_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spelled_ticket(self) -> str:
        """Return the ticket code in groups of four, as one reads it aloud."""
        return " ".join(self.ticket[start : start + 4] for start in range(0, len(self.ticket), 4))


class AccessNeeds(models.Model):
    """What somebody needs to take part, told freely; apart from the registration, with the shortest life (A-06)."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="access_needs")
    text = models.TextField(_("What you need to take part"), max_length=1000)

    def __str__(self) -> str:
        return f"access needs of {self.registration_id}"


class Consent(models.Model):
    """One consent, given or withdrawn, with the exact words it was given to (P-03). Rows are never changed
    but for their withdrawal; giving it again is a new row."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    wording = models.CharField(max_length=20)
    wording_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    channel = models.CharField(max_length=8, choices=Channel)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_valid_once_per_purpose",
            ),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_known"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.wording}"


class PlaceCount(models.Model):
    """The places of an edition: a bounded counter, so that the last place is given once (R-07).

    ``places`` repeats the edition's capacity, because only a constraint over one row can hold the bound.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="place_count")
    places = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)
    last_waiting_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(taken__lte=F("places")), name="places_never_overbooked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken}/{self.places}"
