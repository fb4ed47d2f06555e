"""Where somebody is signed in, in words instead of a user agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from politoscope.people.models import Person
from politoscope.people.viewers import person_of

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
NO_ADDRESS = "::"
"""The unspecified address: allauth's list of sign-ins has a column for one."""


@dataclass(frozen=True)
class Device:
    """One sign-in that is still open."""

    id: int
    name: str
    signed_in_at: datetime | None
    is_this: bool


def devices_of(request: HttpRequest) -> list[Device]:
    """Return the open sign-ins, this one first, then the newest; what has ended is forgotten."""
    here = request.session.session_key
    rows = _open_sign_ins(person_of(request), now=timezone.now())
    devices = [Device(row.pk, device_name(row.user_agent), row.created_at, row.session_key == here) for row in rows]
    this = [device for device in devices if device.is_this] or [_unlisted(request)]
    return [*this, *(device for device in devices if not device.is_this)]


def _open_sign_ins(person: Person, *, now: datetime) -> list[UserSession]:
    """Return the sign-ins that last, the newest first, in two queries; forget the others."""
    listed = list(UserSession.objects.filter(user=person).order_by("-created_at"))
    keys = [row.session_key for row in listed]
    lasting = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list("session_key", flat=True)
    )
    if ended := [row.pk for row in listed if row.session_key not in lasting]:
        UserSession.objects.filter(pk__in=ended).delete()
    return [row for row in listed if row.session_key in lasting]


def _unlisted(request: HttpRequest) -> Device:
    """Return this device for a sign-in that allauth did not list, such as a role of the demo."""
    return Device(0, device_name(request.META.get("HTTP_USER_AGENT", "")), person_of(request).last_login, True)


def forget_sender(request: HttpRequest) -> None:
    """Keep of a sign-in only what its owner needs to recognise the device: no address, no user agent (P-12)."""
    row = UserSession.objects.filter(session_key=request.session.session_key)
    row.update(ip=NO_ADDRESS, user_agent=signs_of(request.META.get("HTTP_USER_AGENT", "")))


def signs_of(user_agent: str) -> str:
    """Return the two words of a user agent that ``device_name`` reads, and nothing else of it."""
    found = [next((sign for sign, _name in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS)]
    return " ".join(filter(None, found))


def device_name(user_agent: str) -> str:
    """Return “Firefox on Windows” for what a browser says about itself."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), _("Browser"))
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
