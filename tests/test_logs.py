"""P-12: no network address, no mail address, no secret in any log line."""

from __future__ import annotations

import io
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from politoscope.logs import ScrubbedFormatter, scrub


@pytest.mark.parametrize(
    ("line", "scrubbed"),
    [
        ("login of ada.amt+x@stm.bwl.de failed", "login of [mail] failed"),
        ("from 203.0.113.7:4711", "from [address]:4711"),
        ("from 2001:db8:1:1::17 and ::1", "from [address] and [address]"),
        ("Invalid HTTP_HOST header: '198.51.100.9'.", "Invalid HTTP_HOST header: '[address]'."),
        ("GET /account/sign-in/?code=123456&next=/", "GET /account/sign-in/?code=[secret]&next=/"),
        ("2026-10-15 09:41:07 WARNING", "2026-10-15 09:41:07 WARNING"),
        ("Not Found: /politoscope-2026/plan/", "Not Found: /politoscope-2026/plan/"),
        ("Django 5.2.19 on Python 3.11.7", "Django 5.2.19 on Python 3.11.7"),
    ],
)
def test_a_line_is_scrubbed(line: str, scrubbed: str) -> None:
    assert scrub(line) == scrubbed


@given(st.ip_addresses(v=4).map(str))
def test_every_address_of_version_4_goes(address: str) -> None:
    assert address not in scrub(f"from {address} again")


@given(st.ip_addresses(v=6).map(str))
def test_every_address_of_version_6_goes(address: str) -> None:
    assert address not in scrub(f"from {address} again")


@given(st.emails())
def test_most_mail_addresses_go(address: str) -> None:
    local, _, domain = address.partition("@")
    if local.isalnum() and local.isascii():
        assert f"{local}@{domain}" not in scrub(f"mail to {address} failed")


def test_a_traceback_is_scrubbed_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ScrubbedFormatter("{message}", style="{"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError("ada@example.org at 203.0.113.7")
    except ValueError:
        logger.exception("it failed for %s", "ben@example.org")
    written = stream.getvalue()
    assert "ValueError: [mail] at [address]" in written
    assert "it failed for [mail]" in written


def test_the_settings_use_it_for_every_line(settings: object) -> None:
    formatter = settings.LOGGING["formatters"]["line"]  # type: ignore[attr-defined]
    assert formatter["()"] == "politoscope.logs.ScrubbedFormatter"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}  # type: ignore[attr-defined]
