"""One way to write a value down, so that everybody gets the same fingerprint.

Canonical JSON: keys sorted, no spaces, UTF-8 without escapes for what needs none, whole numbers only.
Source: RFC 8785 (JSON Canonicalization Scheme), restricted to texts, whole numbers, lists, objects, true, false, null.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from barcamp_engine.voting.profile import Profile


def canonical_json(value: Any) -> bytes:
    """Return the canonical form. Raises ``TypeError`` for a number that is not whole or another type."""
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def fingerprint(value: Any) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def profile_fingerprint(profile: Profile) -> str:
    """Return a fingerprint of a profile that does not depend on the order of the ballots."""
    hands = profile.hands
    as_cast = Counter((ballot.choices, ballot.weight) for ballot in profile.ballots)
    ballots: Counter[tuple[tuple[str, ...], str]] = Counter()
    for (choices, weight), number in as_cast.items():
        ballots[tuple(sorted(choices)), str(weight)] += number
    return fingerprint(
        {
            "proposals": list(profile.proposals),
            "ballots": [[choices, weight, number] for (choices, weight), number in sorted(ballots.items())],
            "costs": {name: str(cost) for name, cost in profile.costs.items()},
            "hosts": dict(profile.hosts),
            "hands": {"people": hands.people, "counts": dict(hands.counts)} if hands else None,
        }
    )


def _plain(value: Any) -> Any:
    """Refuse what has no single canonical form."""
    if isinstance(value, float):
        raise TypeError(f"{value} is not a whole number")
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
