import secrets
import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from politoscope.editions.models import Edition
from politoscope.people.names import validate_name, validate_organisation
from politoscope.registration.enums import Channel, OrganisationType, Purpose, RegistrationStatus
from politoscope.registration.querysets import InvitationQuerySet, RegistrationQuerySet


def new_ticket() -> str:
    """Return a random ticket code, 80 bits, without letters that look alike."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(16))


def new_token() -> str:
    """Return what makes the link of an invitation: 128 random bits."""
    return secrets.token_urlsafe(16)


class Invitation(models.Model):
    """A link to register with: for one person, or for as many as a body may send.

    The token stands here as it is in the link, so that organisers can hand the link out again; all it opens is a form.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    label = models.CharField(_("For whom"), max_length=160, validators=[validate_organisation])
    email = models.EmailField(_("Mail address"), max_length=254, blank=True)
    mailbox = models.CharField(max_length=254, blank=True, default="", editable=False)
    """Of invitations by lists: one mailbox, one standing invitation."""
    places = models.PositiveIntegerField(_("For how many people"), default=1, validators=[MinValueValidator(1)])
    used = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("places")), name="invitation_never_overbooked"),
            models.UniqueConstraint(
                fields=["edition", "mailbox"],
                condition=Q(revoked_at=None) & ~Q(mailbox=""),
                name="invitation_of_a_list_once_per_mailbox",
            ),
        ]

    def __str__(self) -> str:
        return self.label


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
    invitation = models.ForeignKey(Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.UUIDField(null=True, unique=True, editable=False)
    """The place somebody holds; one that is given back stays here until somebody takes it over. It is handed on and
    counted (a place votes once in a round), and says nothing about a chair."""
    counted_as = models.CharField(max_length=20, blank=True, default="", editable=False)
    """The kind of organisation in whose quota the place counts; a substitute comes on that of whoever had it before."""

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
            models.CheckConstraint(
                condition=~Q(status=RegistrationStatus.CONFIRMED) | Q(place__isnull=False),
                name="registration_confirmed_with_a_place",
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


class Quota(models.Model):
    """How many of one kind of organisation may come: a bounded counter beside that of the edition (R-07)."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="quotas")
    organisation_type = models.CharField(_("Kind of organisation"), max_length=20, choices=OrganisationType)
    places = models.PositiveIntegerField(_("Places"))
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "organisation_type"], name="quota_once_per_kind"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="quota_never_overbooked"),
            models.CheckConstraint(condition=Q(organisation_type__in=OrganisationType.values), name="quota_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_type} {self.taken}/{self.places}"
