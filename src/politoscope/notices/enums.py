from django.db import models
from django.utils.translation import gettext_lazy as _


class Conformity(models.TextChoices):
    """How far the pages meet the requirements."""

    FULL = "full", _("Fully: nothing is known that is missing")
    PARTIAL = "partial", _("Partly: with the gaps named below")
    NONE = "none", _("Not yet")


class Method(models.TextChoices):
    """How that was found out."""

    AUTOMATIC = "automatic", _("Automatic checks at every change, no complete test by people yet")
    SELF = "self", _("A test of our own")
    EXTERNAL = "external", _("A test by somebody independent")


class TextKind(models.TextChoices):
    """Texts of their own that the organisers put on a page that is there anyhow."""

    IMPRINT = "imprint", _("Imprint")
    PRIVACY = "privacy", _("Privacy")
