"""P-12: after people came, signed in, registered and were refused, no network address and no user agent is left."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from politoscope.logs import ScrubbedFormatter
from politoscope.people.devices import device_name, signs_of
from politoscope.people.models import Person

pytestmark = pytest.mark.django_db
V4, V6 = "203.0.113.77", "2001:db8:7:7::77"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0 Nightly-Q7"
ANY_V4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
ANY_V6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f:]*[0-9a-f](?![\w:])", re.IGNORECASE)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return what all loggers write, as the settings format it, down to the smallest remark."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(ScrubbedFormatter("{asctime} {levelname} {name}: {message}", style="{"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("address", [V4, V6])
def test_scripted_visit_leaves_no_address(edition, ben: Person, newest_code, log: io.StringIO, address: str):
    visit(Client(REMOTE_ADDR=address, headers={"user-agent": AGENT}), newest_code)
    kept = "\n".join([*texts_of_the_database(), repr(cache._cache), log.getvalue()])  # type: ignore[attr-defined]
    assert "django.request" in log.getvalue()  # something was logged
    assert UserSession.objects.count() == 1
    assert ANY_V4.findall(kept) == []
    assert ANY_V6.findall(kept) == []
    assert "Nightly-Q7" not in kept
    assert "Gecko" not in kept


def test_scan_would_find_an_address(edition, ben: Person):
    UserSession.objects.create(user=ben, ip=V6, user_agent=AGENT, session_key="x")
    kept = "\n".join(texts_of_the_database())
    assert ANY_V6.findall(kept) == [V6]
    assert "Nightly-Q7" in kept
    assert ANY_V4.findall(f"from {V4}") == [V4]


@pytest.mark.parametrize(
    "user_agent",
    [
        AGENT,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/143.0 Safari/537.36 Edg/143.0",
        "curl/8.5",
    ],
)
def test_what_is_kept_of_a_device_still_names_it(user_agent: str):
    assert device_name(signs_of(user_agent)) == device_name(user_agent)


def visit(client: Client, newest_code) -> None:
    """Read, sign in with a wrong and the right code, register, and knock where one may not enter."""
    client.get("/politoscope-2026/")
    client.post("/account/sign-in/", {"email": "ben@example.org"})
    client.post("/account/code/", {"code": "000000"})
    client.post("/account/code/", {"code": newest_code()})
    assert client.get("/account/devices/").context["devices"][0].name == "Firefox auf Linux"
    client.post("/politoscope-2026/register/", {"name": "Ben Behörde"})
    assert client.get("/politoscope-2026/organise/").status_code == 403
    assert client.get("/gibt-es-nicht/").status_code == 404


def texts_of_the_database() -> Iterator[str]:
    """Yield every value of every row as text, and what sessions hold."""
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            yield repr(row)
    for row in Session.objects.all():
        yield repr(row.get_decoded())
