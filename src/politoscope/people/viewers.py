"""Who looks at a page. Django says "a person or nobody in particular"; pages need one or the other."""

from __future__ import annotations

from django.http import HttpRequest

from politoscope.people.models import Person


def viewer_of(request: HttpRequest) -> Person | None:
    """Return who is signed in, or nobody."""
    return request.user if isinstance(request.user, Person) else None


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in. The door in front of the view (``allow``, ``login_required``) let nobody else in."""
    assert isinstance(request.user, Person)
    return request.user
