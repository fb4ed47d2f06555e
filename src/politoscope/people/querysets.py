from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager

if TYPE_CHECKING:
    from politoscope.people.models import Person


class PersonManager(BaseUserManager["Person"]):
    """Looks people up without regard to the case of their mail address."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)

    def create_user(self, email: str, **fields: Any) -> Person:
        """Create somebody without a password."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, **fields: Any) -> Person:
        """Create an operator of the server."""
        fields.pop("password", None)
        return self.create_user(email, is_staff=True, is_superuser=True, **fields)
