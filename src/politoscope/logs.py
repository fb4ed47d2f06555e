"""Logs without traces of people: network and mail addresses are taken out of every line (P-12)."""

from __future__ import annotations

import logging
import re

MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
TIME = re.compile(r"\d{2}:\d{2}:\d{2}$")
SECRET_IN_ADDRESS = re.compile(r"([?&](?:token|code|key|signature|secret)=)[^&\s'\"]+", re.IGNORECASE)


def scrub(text: str) -> str:
    """Replace mail addresses, IPv4 and IPv6 addresses and secrets in web addresses by words."""
    text = MAIL.sub("[mail]", text)
    text = SECRET_IN_ADDRESS.sub(r"\1[secret]", text)
    text = IPV4.sub("[address]", text)
    return IPV6.sub(lambda found: found[0] if TIME.fullmatch(found[0]) else "[address]", text)


class ScrubbedFormatter(logging.Formatter):
    """Formats a record, traceback included, and scrubs the whole."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))
