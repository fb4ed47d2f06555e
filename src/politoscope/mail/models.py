"""The outbox: every mail is a row before it leaves, and nothing leaves that is no row (R-13)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from politoscope.mail.enums import MailState
from politoscope.mail.querysets import OutboxMailQuerySet


class OutboxMail(models.Model):
    """One mail to one recipient, as it will be sent or was sent.

    ``key`` names the occasion: the same key twice is the same mail. ``edition_id`` is no relation: the ground knows no
    editions. ``is_secret`` mails carry a code or a link to sign in; their text goes once they are sent or out of date.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    edition_id = models.UUIDField(null=True, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    to_address = models.EmailField(max_length=254)
    template = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, blank=True)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    is_secret = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=12, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="outbox_state_known"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=MailState.WAITING), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.template or 'mail'} {self.state}"


class OutboxAttachment(models.Model):
    """A file that goes with a mail."""

    mail = models.ForeignKey(OutboxMail, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=80)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
