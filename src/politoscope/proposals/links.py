"""Addresses that work without sign-in: no more digests, by a signature."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from politoscope.editions.models import Edition
from politoscope.people.models import Person

OPT_OUT_SALT = "proposals.digest"


def opt_out_url(edition: Edition, person: Person) -> str:
    """Return the address that ends the digests for a person; it is in mails to that person and nowhere else."""
    token = signing.dumps(person.pk.hex, salt=OPT_OUT_SALT)
    return settings.SITE_ORIGIN + reverse("proposals:digest_off", args=[edition.slug, token])


def person_of_token(token: str) -> Person | None:
    """Return the person a signed address speaks of; nobody when the signature is wrong."""
    try:
        key = signing.loads(token, salt=OPT_OUT_SALT)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=key).first()
