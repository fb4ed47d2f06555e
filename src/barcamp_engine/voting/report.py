"""A tally as plain data: texts, whole numbers, lists and objects, fractions as texts."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from barcamp_engine.voting.tally import Tally


def as_data(tally: Tally) -> dict[str, Any]:
    """Return everything a tally says, ready for JSON."""
    return {
        "rule": tally.rule.value,
        "seats": tally.seats,
        "quorum": tally.quorum,
        "people": _plain(tally.people),
        "hands": tally.hands,
        "hands_only": tally.is_hands_only,
        "accepted": list(tally.accepted),
        "waiting": list(tally.waiting),
        "ranking": list(tally.ranking),
        "loads": None if tally.loads is None else [str(load) for load in tally.loads],
        "reasons": [_said(asdict(reason)) for reason in tally.reasons],
        "fairness": {
            "axiom": "EJR+",
            "holds": tally.fairness.holds,
            "claims": [_said(asdict(claim)) for claim in tally.fairness.claims],
        },
    }


def _said(entries: dict[str, Any]) -> dict[str, Any]:
    """Leave out what does not apply."""
    return {key: _plain(value) for key, value in entries.items() if value is not None and value != ()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Fraction):
        return str(value)
    return value
