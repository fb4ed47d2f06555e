from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationStatus(models.TextChoices):
    """Where a registration stands."""

    CONFIRMED = "confirmed", _("Confirmed")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")


class OrganisationType(models.TextChoices):
    """What kind of body somebody comes from."""

    MINISTRY = "ministry", _("Ministry or state chancellery")
    AUTHORITY = "authority", _("Authority")
    MUNICIPALITY = "municipality", _("Municipality")
    SCIENCE = "science", _("Science")
    NGO = "ngo", _("Political NGO")
    OTHER = "other", _("Other")
