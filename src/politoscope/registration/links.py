"""Addresses that work without sign-in: the ticket and the invitation by their code, cancelling by a signature."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from politoscope.editions.models import Edition
from politoscope.registration.models import Invitation, Registration

CANCEL_SALT = "registration.cancel"


def ticket_url(registration: Registration) -> str:
    """Return the address behind the QR code of a ticket."""
    path = reverse("registration:ticket", args=[registration.edition.slug, registration.ticket])
    return settings.SITE_ORIGIN + path


def invitation_url(invitation: Invitation) -> str:
    """Return the address with which the invited register."""
    return settings.SITE_ORIGIN + reverse("registration:invitation", args=[invitation.edition.slug, invitation.token])


def cancel_url(registration: Registration) -> str:
    """Return the address that cancels with one click; it is in mails to the holder and nowhere else.

    It differs from the ticket's: who photographs a ticket must not be able to cancel it.
    """
    token = signing.dumps(registration.pk.hex, salt=CANCEL_SALT)
    return settings.SITE_ORIGIN + reverse("registration:cancel", args=[registration.edition.slug, token])


def find_by_cancel_token(edition: Edition, token: str) -> Registration | None:
    """Return the registration a signed address speaks of; nobody when the signature is wrong."""
    try:
        key = signing.loads(token, salt=CANCEL_SALT)
    except signing.BadSignature:
        return None
    return Registration.objects.select_related("edition", "person").filter(edition=edition, pk=key).first()
