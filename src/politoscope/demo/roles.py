"""The roles a visitor of the demo can step into, and where each begins."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from politoscope.demo.crowd import cast_members
from politoscope.people.models import Person


@dataclass(frozen=True)
class DemoRole:
    """One role: who plays it, and the page on which it begins."""

    key: str
    label: Promise
    url_name: str
    email: str


def _role(key: str, label: Promise, url_name: str) -> DemoRole:
    return DemoRole(key, label, url_name, cast_members()[key]["email"])


ROLES = {
    role.key: role
    for role in (
        _role("participant", _("Participant"), "home:edition"),
        _role("host", _("Host"), "proposals:list"),
        _role("organiser", _("Organiser"), "editions:overview"),
        _role("moderator", _("Moderator"), "voting:rounds"),
        _role("planner", _("Planner"), "planning:board"),
        _role("desk", _("Desk"), "registration:registrations"),
    )
}


def role_of(person: Person) -> DemoRole | None:
    """Return the role this person plays in the demo."""
    return next((role for role in ROLES.values() if role.email == getattr(person, "email", None)), None)
