from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.searching import fold


class RegistrationQuerySet(models.QuerySet[Any]):
    """Reusable filters over registrations."""

    def confirmed(self) -> RegistrationQuerySet:
        """Keep those who hold a place."""
        return self.filter(status=RegistrationStatus.CONFIRMED)

    def waiting(self) -> RegistrationQuerySet:
        """Keep those who wait, in the order in which they move up."""
        return self.filter(status=RegistrationStatus.WAITING).order_by("waiting_number")

    def gone_from_a_place(self) -> RegistrationQuerySet:
        """Keep those who gave back a place that nobody has taken over yet."""
        return self.filter(place__isnull=False).exclude(status=RegistrationStatus.CONFIRMED)

    def standing(self) -> RegistrationQuerySet:
        """Keep what is not cancelled."""
        return self.exclude(status=RegistrationStatus.CANCELLED)

    def in_state(self, state: str) -> RegistrationQuerySet:
        """Keep a status, or ``arrived`` for who is checked in; an empty word keeps all."""
        if state == "arrived":
            return self.confirmed().filter(checked_in_at__isnull=False)
        return self.filter(status=state) if state else self

    def matching(self, words: str) -> RegistrationQuerySet:
        """Keep those whose name and organisation hold every one of the words, or whose ticket begins so."""
        found = self
        for word in words.split():
            found = found.filter(Q(search_key__contains=fold(word)) | Q(ticket__istartswith=word))
        return found


class InvitationQuerySet(models.QuerySet[Any]):
    """Reusable filters over invitations."""

    def valid(self) -> InvitationQuerySet:
        """Keep those one can still come on."""
        return self.filter(revoked_at=None, used__lt=F("places"))

    def of_lists(self) -> InvitationQuerySet:
        """Keep those made by lists: one person each."""
        return self.exclude(mailbox="")
