"""Voting codes: what a voter holds, and what is made from it.

A code is 128 random bits. On a slip it is printed; with account and badge it is worked out from the registration and
the key of the server, so that no table holds it and a copy of the database alone links nobody (VOTING.md 6, mode B:
the server itself must be trusted until the close).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from uuid import UUID

    from politoscope.registration.models import Registration
    from politoscope.voting.models import Round

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters that nobody confuses: five bits each."""

LENGTH = 26
"""Characters of a code: 130 bits, written in groups of four and a last one of two."""


def new_code() -> str:
    """Return a code for a slip."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_form(text: str) -> str:
    """Return a code as it was printed: people type small letters, blanks and hyphens; scanners type whole addresses."""
    last = re.split(r"[/#?=]", text.strip().rstrip("/"))[-1]
    return re.sub(r"[\s-]", "", last.upper())


def in_groups(text: str) -> str:
    """Return a code or fingerprint in groups of four, to be read aloud."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def account_code(round_: Round, registration: Registration) -> str:
    """Return the code that stands for a registration in one round: the ballot is found with it until the close."""
    return _code_of(round_, registration.pk)


def place_code(round_: Round, registration: Registration) -> str:
    """Return the code that stands for a place in one round, whoever holds it: the first ballot uses it up."""
    return _code_of(round_, registration.place)


def _code_of(round_: Round, what: UUID | None) -> str:
    """Return a code of one round; another round has another one.

    It can be worked out as long as it may be told who took part: then the round's part of it is erased.
    """
    words = f"{round_.pk}|{round_.code_secret}|{what}"
    mac = salted_hmac("politoscope.voting.code", words, algorithm="sha256")
    return mac.hexdigest()[:32]


def slip_hash(code: str) -> str:
    """Return what is stored of a printed code."""
    return hashlib.sha256(f"slip|{code}".encode()).hexdigest()


def ballot_key(round_: Round, code: str) -> str:
    """Return the key under which the holder of the code finds the ballot again until the close."""
    return hmac.new(bytes.fromhex(round_.ballot_secret), code.encode(), hashlib.sha256).hexdigest()
