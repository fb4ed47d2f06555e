from django.db import models
from django.utils.translation import gettext_lazy as _

OUTBOX = _("Outbox")
"""What the page is called."""


class MailState(models.TextChoices):
    """Where a mail is on its way out."""

    WAITING = "waiting", _("waiting")
    CLAIMED = "claimed", _("about to be sent")
    HANDED_OVER = "handed_over", _("being handed over")
    SENT = "sent", _("sent")
    UNCERTAIN = "uncertain", _("perhaps sent")
    FAILED = "failed", _("not sent")
    EXPIRED = "expired", _("out of date")
