"""Where somebody is signed in, in words instead of a user agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Device:
    """One sign-in that is still open."""

    id: int
    name: str
    signed_in_at: datetime
    is_this: bool


def devices_of(request: HttpRequest) -> list[Device]:
    """Return the open sign-ins, this one first, then the newest; what has ended is forgotten."""
    devices = [
        Device(row.pk, device_name(row.user_agent), row.created_at, row.session_key == request.session.session_key)
        for row in UserSession.objects.purge_and_list(request.user)
    ]
    newest_first = sorted(devices, key=lambda device: device.signed_in_at, reverse=True)
    return sorted(newest_first, key=lambda device: not device.is_this)


def device_name(user_agent: str) -> str:
    """Return “Firefox on Windows” for what a browser says about itself."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), _("Browser"))
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
