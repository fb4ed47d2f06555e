import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from politoscope.people.names import validate_name, validate_organisation
from politoscope.people.querysets import PersonManager


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who takes part or works for an edition: one row per mailbox, for all editions.

    ``mailbox`` is the mail address without case and alias differences (R-06); who came in at the desk may have
    neither. There are no passwords; the inherited column always holds an unusable one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("Mail address"), max_length=254, unique=True, null=True, blank=True)
    mailbox = models.CharField(max_length=254, unique=True, null=True, editable=False)
    name = models.CharField(_("Name"), max_length=120, blank=True, validators=[validate_name])
    organisation = models.CharField(_("Organisation"), max_length=160, blank=True, validators=[validate_organisation])
    language = models.CharField(_("Language of mails"), max_length=8, default="de")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("Operator of the server"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email or ""

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else ""
