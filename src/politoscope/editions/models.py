import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from politoscope.editions.enums import Accent, AddressForm, Feature, ItemKind, Phase, Role
from politoscope.editions.querysets import EditionQuerySet
from politoscope.editions.validators import validate_edition_slug, validate_features, validate_time_zone
from politoscope.people.names import validate_line, validate_name


class Series(models.Model):
    """A barcamp that comes back: its editions share a name."""

    name = models.CharField(_("Name"), max_length=120, unique=True, validators=[validate_line])

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """One barcamp of a series: the frame that everything else hangs on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="editions")
    slug = models.SlugField(_("Address"), max_length=40, unique=True, validators=[validate_edition_slug])
    title = models.CharField(_("Title"), max_length=120, validators=[validate_line])
    tagline_de = models.CharField(_("Tagline in German"), max_length=200, blank=True, validators=[validate_line])
    tagline_en = models.CharField(_("Tagline in English"), max_length=200, blank=True, validators=[validate_line])
    description_de = models.TextField(_("Description in German"), blank=True)
    description_en = models.TextField(_("Description in English"), blank=True)
    venue = models.CharField(_("Venue"), max_length=160, blank=True, validators=[validate_line])
    venue_address = models.CharField(_("Address of the venue"), max_length=240, blank=True, validators=[validate_line])
    time_zone = models.CharField(
        _("Time zone"), max_length=60, default="Europe/Berlin", validators=[validate_time_zone]
    )
    address_form = models.CharField(_("Form of address"), max_length=3, choices=AddressForm, default=AddressForm.SIE)
    contact_email = models.EmailField(_("Contact"), blank=True)
    capacity = models.PositiveIntegerField(_("Places"), null=True, blank=True)
    is_by_invitation = models.BooleanField(_("Only with an invitation"), default=False)
    is_published = models.BooleanField(_("Visible to the public"), default=False)
    phase_by_hand = models.CharField(_("Phase, set by hand"), max_length=20, choices=Phase, blank=True)
    accent = models.CharField(_("Colours"), max_length=12, choices=Accent, blank=True)
    logos = models.JSONField(_("Logos"), default=list, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(address_form__in=AddressForm.values), name="edition_address_form_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tagline(self) -> str:
        """Return the tagline in the language of the page, or in the other one where that is empty."""
        return in_page_language(self.tagline_de, self.tagline_en)

    @property
    def description(self) -> str:
        """Return the description in the language of the page, or in the other one where that is empty."""
        return in_page_language(self.description_de, self.description_en)


def in_page_language(german: str, english: str) -> str:
    """Choose among two texts by the language that is active."""
    is_german = (get_language() or "de").startswith("de")
    return (german or english) if is_german else (english or german)


class PhaseStart(models.Model):
    """When a phase begins by itself."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="phase_starts")
    phase = models.CharField(_("Phase"), max_length=20, choices=Phase)
    starts_at = models.DateTimeField(_("Starts"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "phase"], name="phase_start_once_per_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.starts_at}"


class LogoPicture(models.Model):
    """The picture of a logo, small and drawn anew. Which ones are shown, and under which name, says
    ``Edition.logos``: every page shows the logos, and none asks for the pictures."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="logo_pictures")
    digest = models.CharField(max_length=64)
    png = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "digest"], name="logo_picture_once_per_edition"),
        ]

    def __str__(self) -> str:
        return self.digest


class Institution(models.Model):
    """A body that hosts an edition; several do it together."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="institutions")
    name = models.CharField(_("Name"), max_length=160, validators=[validate_line])
    url = models.URLField(_("Web address"), blank=True)
    position = models.PositiveSmallIntegerField(_("Position"), default=0)

    def __str__(self) -> str:
        return self.name


class Controller(models.Model):
    """A body that answers for personal data at an edition; several do it together (P-01)."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="controllers")
    name = models.CharField(_("Name"), max_length=160, validators=[validate_line])
    address = models.TextField(_("Address"), max_length=400, blank=True)
    email = models.EmailField(_("Mail address"), blank=True)
    officer = models.TextField(_("Data protection officer"), max_length=400, blank=True)
    duties = models.TextField(_("What this body looks after"), max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(_("Position"), default=0)

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """A link an edition shows: social channels, the hosts' pages, directions."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("Label"), max_length=80, validators=[validate_line])
    url = models.URLField(_("Web address"))
    position = models.PositiveSmallIntegerField(_("Position"), default=0)

    def __str__(self) -> str:
        return self.label


class Day(models.Model):
    """A day of an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("Date"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "date"], name="day_once_per_edition"),
        ]

    def __str__(self) -> str:
        return self.date.isoformat()


class Room(models.Model):
    """A place where sessions happen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("Name"), max_length=60, validators=[validate_line])
    capacity = models.PositiveIntegerField(_("Seats"), validators=[MinValueValidator(1)])
    features = models.JSONField(_("Equipment"), default=list, blank=True, validators=[validate_features])
    directions = models.CharField(_("Way there"), max_length=200, blank=True, validators=[validate_line])
    position = models.PositiveSmallIntegerField(_("Position"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="room_name_once_per_edition"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="room_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.name

    def has(self, feature: Feature) -> bool:
        """Tell whether the room has a piece of equipment."""
        return feature in self.features


class Slot(models.Model):
    """A time window [start, end) in which sessions run side by side."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="slots")
    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="slots")
    name = models.CharField(_("Name"), max_length=60, blank=True, validators=[validate_line])
    starts_at = models.DateTimeField(_("Starts"))
    ends_at = models.DateTimeField(_("Ends"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_its_start"),
            models.UniqueConstraint(fields=["edition", "starts_at"], name="slot_start_once_per_edition"),
        ]

    def __str__(self) -> str:
        return self.name or self.starts_at.isoformat()


class ProgrammeItem(models.Model):
    """Something fixed that everybody attends: a keynote, a break, the panel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="programme_items")
    kind = models.CharField(_("Kind"), max_length=20, choices=ItemKind)
    title = models.CharField(_("Title"), max_length=160, validators=[validate_line])
    abstract = models.TextField(_("Text"), blank=True)
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("Starts"))
    ends_at = models.DateTimeField(_("Ends"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="programme_item_ends_after_its_start"),
        ]

    def __str__(self) -> str:
        return self.title


class ProgrammePerson(models.Model):
    """Somebody on a programme item: who speaks, who chairs. A name is enough; a person may stand behind it."""

    item = models.ForeignKey(ProgrammeItem, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("Name"), max_length=120, validators=[validate_name])
    part = models.CharField(_("Part"), max_length=80, blank=True, validators=[validate_line])
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("Position"), default=0)

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """Somebody's role at an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="role_grants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("Role"), max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person", "role"], name="role_granted_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"
