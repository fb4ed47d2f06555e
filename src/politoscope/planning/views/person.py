"""Who asks."""

from __future__ import annotations

from django.http import HttpRequest

from politoscope.people.models import Person


def person_of(request: HttpRequest) -> Person | None:
    """Return who is signed in, or nobody."""
    return request.user if isinstance(request.user, Person) else None


def signed_in(request: HttpRequest) -> Person:
    """Return who is signed in; only for views behind a guard that lets nobody else in."""
    person = person_of(request)
    assert person is not None, "this view has to be guarded"
    return person
