"""Secret ballots that everybody can check: receipts, codes, fingerprints and dice.

A receipt commits to a ballot without showing it. Source: VOTING.md section 6; the public list that voters find their
own entry in follows Blanchard et al., arXiv 2103.07180; that the phone draws the nonce answers the clash attack of
Küsters, Truderung and Vogt, 2012. ``|`` stands for a real bar between the parts, all texts are UTF-8.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from barcamp_engine.voting.canonical import canonical_json
from barcamp_engine.voting.errors import InvalidDice, InvalidReceipt

VERSION = "v1"
NONCE = re.compile(r"[0-9a-f]{32}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
DICE = re.compile(r"[1-6]{6,100}")
POLL = re.compile(r"[^|\x00-\x1f]{1,200}")


def canonical_choices(choices: Iterable[str]) -> str:
    """Return the choices of a ballot as a canonical JSON list, each once, sorted by code point."""
    return canonical_json(sorted(set(choices))).decode()


def receipt(poll: str, nonce: str, choices: Iterable[str]) -> str:
    """Return SHA-256 of ``v1|poll|nonce|choices``: what the voter keeps.

    ``nonce`` are 128 random bits from the voter's own device as 32 lower-case hexadecimal digits.
    Raises ``InvalidReceipt`` for a poll or a nonce of another form.
    """
    if not POLL.fullmatch(poll):
        raise InvalidReceipt("The poll has no usable id.", "Use up to 200 characters without a bar.")
    if not NONCE.fullmatch(nonce):
        raise InvalidReceipt("The nonce is not 32 hexadecimal digits.", "Draw 128 random bits.")
    return _sha256(f"{VERSION}|{poll}|{nonce}|{canonical_choices(choices)}")


def code_hash(poll: str, code: str) -> str:
    """Return SHA-256 of ``code|poll|code``: all that is stored of a ballot code."""
    return _sha256(f"code|{poll}|{code}")


def fingerprint_groups(fingerprint: str) -> tuple[str, ...]:
    """Return the first 32 digits of a fingerprint as 8 groups of 4, to be read out and compared."""
    return tuple(fingerprint[start : start + 4] for start in range(0, 32, 4))


def seed_from_dice(fingerprint: str, dice: str = "") -> str:
    """Return the seed of the tie order: SHA-256 of ``fingerprint|dice``.

    The fingerprint is on the screen before somebody rolls, so neither the operator nor the last voter can choose it.
    Without dice the fingerprint stands alone. Raises ``InvalidDice`` for fewer than 6 or other than digits 1 to 6.
    """
    if dice and not DICE.fullmatch(dice):
        raise InvalidDice(f"'{dice[:20]}' are not dice.", "Roll at least six times and write the digits 1 to 6.")
    return _sha256(f"{fingerprint}|{dice}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
