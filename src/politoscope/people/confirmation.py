"""That somebody reads the mail to their address, as django-allauth keeps it."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from politoscope.people.models import Person


def confirm_address(person: Person) -> None:
    """Note that the address is the person's own: a code came back from it, or their provider vouches for it."""
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
