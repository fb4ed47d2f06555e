from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager

from politoscope.people.mailboxes import clean_address, mailbox_of

if TYPE_CHECKING:
    from politoscope.people.models import Person


class PersonManager(BaseUserManager["Person"]):
    """Looks people up by mailbox: without regard to case and alias of their mail address."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(mailbox=mailbox_of(username or ""))

    def with_mailbox(self, address: str) -> Person | None:
        """Return who reads the mailbox behind an address, or nobody."""
        return self.filter(mailbox=mailbox_of(address)).first()

    def create_user(self, email: str | None, **fields: Any) -> Person:
        """Create somebody without a password; at the desk also without a mail address."""
        person = self.model(
            email=clean_address(email) if email else None, mailbox=mailbox_of(email) if email else None, **fields
        )
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, **fields: Any) -> Person:
        """Create an operator of the server."""
        fields.pop("password", None)
        return self.create_user(email, is_staff=True, is_superuser=True, **fields)
