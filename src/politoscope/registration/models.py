import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from politoscope.editions.models import Edition
from politoscope.registration.enums import OrganisationType, RegistrationStatus


def new_ticket() -> str:
    """Return a random ticket code, 80 bits, without letters that look alike."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(16))


class Registration(models.Model):
    """How somebody takes part in an edition: one row a person, kept when cancelled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations")
    status = models.CharField(_("Status"), max_length=12, choices=RegistrationStatus)
    name = models.CharField(_("Name"), max_length=120)
    organisation = models.CharField(_("Organisation"), max_length=160, blank=True)
    organisation_type = models.CharField(_("Kind of organisation"), max_length=20, choices=OrganisationType, blank=True)
    hashtags = models.JSONField(_("Three hashtags"), default=list, blank=True)
    ticket = models.CharField(_("Ticket"), max_length=16, unique=True, default=new_ticket, editable=False)
    registered_at = models.DateTimeField(_("Registered"))
    waiting_since = models.DateTimeField(_("Waiting since"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("Checked in"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="registration_once_per_person"),
            models.CheckConstraint(condition=Q(status__in=RegistrationStatus.values), name="registration_status_known"),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceCount(models.Model):
    """The places of an edition that are taken: a bounded counter, so that the last place is given once (R-07)."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="place_count")
    places = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(taken__lte=F("places")), name="places_never_overbooked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken}/{self.places}"
