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


class Purpose(models.TextChoices):
    """What somebody may agree to; taking part never depends on it (P-03, P-04)."""

    PHOTO_GALLERY = "photo_gallery", _("Photos in the gallery")
    PHOTO_SOCIAL = "photo_social", _("Photos in social media")
    PHOTO_PRINT = "photo_print", _("Photos in print and press")
    DIRECTORY = "directory", _("Directory of participants")


class Channel(models.TextChoices):
    """How a consent reached us."""

    WEB = "web", _("On the site")
    DESK = "desk", _("At the desk")
    PAPER = "paper", _("On paper")


class GuestProblem(models.TextChoices):
    """Why somebody on a list is not invited."""

    NO_ADDRESS = "no_address", _("There is no mail address in this line.")
    UNCLEAR_ADDRESS = "unclear_address", _("This is no mail address. Please look for a typing error.")
    UNCLEAR_NAME = "unclear_name", _("Please write the name alone, with 120 characters at most.")
    TWICE = "twice", _("Stands in the list already; one mail is sent.")
    REGISTERED = "registered", _("Is registered already.")
    INVITED = "invited", _("Has an invitation already.")


TO_CORRECT = (GuestProblem.NO_ADDRESS, GuestProblem.UNCLEAR_ADDRESS, GuestProblem.UNCLEAR_NAME)
"""Problems that the next look at the list can do without."""
