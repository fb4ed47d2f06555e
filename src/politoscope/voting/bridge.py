"""The only place that knows both rounds and the voting engine. Topics are the numbers of proposals, as texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from barcamp_engine.voting import Ballot, HandCount, Profile, Rule, Ties, receipts
from barcamp_engine.voting import tally as run_tally
from barcamp_engine.voting.canonical import canonical_json
from barcamp_engine.voting.canonical import fingerprint as fingerprint_of
from barcamp_engine.voting.errors import EmptyProfile, InvalidDice
from barcamp_engine.voting.report import as_data
from politoscope.voting.errors import DiceUnclear


@dataclass(frozen=True, slots=True)
class Topic:
    """A proposal as the count sees it: what it costs, how many hosts it has, where its marks go after a merge."""

    number: int
    title: str
    slots: int = 1
    hosts: int = 0
    into: int | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ClosedRound:
    """Everything that a count needs, as it was at the close."""

    poll: str
    rule: str
    seats: int
    quorum: int
    topics: Sequence[Topic]
    ballots: Sequence[tuple[str, Sequence[int]]]
    """Nonce and choices, in any order."""
    code_hashes: Sequence[str]
    hands_people: int = 0
    hands: Mapping[int, int] = field(default_factory=dict)


def receipt(poll: str, nonce: str, choices: Iterable[int]) -> str:
    """Return what the phone keeps of a ballot."""
    return receipts.receipt(poll, nonce, map(str, choices))


def code_hash(poll: str, code: str) -> str:
    """Return what is stored of a voting code, once it was used."""
    return receipts.code_hash(poll, code)


def groups(fingerprint: str) -> tuple[str, ...]:
    """Return a fingerprint as it is read out."""
    return receipts.fingerprint_groups(fingerprint)


def freeze(closed: ClosedRound) -> tuple[str, str]:
    """Write the closed round down, ballots sorted by receipt, and return text and fingerprint."""
    ballots = {
        receipt(closed.poll, nonce, choices): {"choices": sorted(map(str, choices)), "nonce": nonce}
        for nonce, choices in closed.ballots
    }
    record = {
        "poll": closed.poll,
        "rule": closed.rule,
        "seats": closed.seats,
        "quorum": closed.quorum,
        "topics": [
            {"id": str(topic.number), "title": topic.title, "cost": topic.slots, "hosts": topic.hosts}
            for topic in closed.topics
            if topic.into is None and not topic.is_withdrawn
        ],
        "merges": {str(topic.number): str(topic.into) for topic in closed.topics if topic.into is not None},
        "withdrawn": sorted(str(topic.number) for topic in closed.topics if topic.is_withdrawn),
        "hands": {"people": closed.hands_people, "counts": {str(n): hands for n, hands in closed.hands.items()}},
        "codes": sorted(closed.code_hashes),
        "ballots": [{"receipt": sealed, **ballots[sealed]} for sealed in sorted(ballots)],
    }
    return canonical_json(record).decode(), fingerprint_of(record)


def count(record: str, fingerprint: str, dice: str = "") -> dict[str, Any]:
    """Count a frozen round and return the result as plain data. Raises ``DiceUnclear``."""
    try:
        seed = receipts.seed_from_dice(fingerprint, dice)
    except InvalidDice as error:
        raise DiceUnclear from error
    frozen = json.loads(record)
    try:
        profile = _profile_of(frozen)
    except EmptyProfile:
        return _nothing(frozen)
    most = sum(int(topic["cost"]) for topic in frozen["topics"])
    result = run_tally(
        profile,
        seats=min(frozen["seats"], most),
        rule=Rule(frozen["rule"]),
        quorum=frozen["quorum"],
        ties=Ties.fingerprint(seed),
    )
    return as_data(result)


def _profile_of(frozen: dict[str, Any]) -> Profile:
    known = {topic["id"] for topic in frozen["topics"]}
    merges: dict[str, str] = frozen["merges"]

    def standing(choice: str) -> str:
        while choice in merges:
            choice = merges[choice]
        return choice

    ballots = tuple(
        Ballot(tuple(sorted({standing(choice) for choice in ballot["choices"]} & known)))
        for ballot in frozen["ballots"]
    )
    hands = frozen["hands"]
    return Profile(
        proposals=tuple(topic["id"] for topic in frozen["topics"]),
        ballots=ballots,
        costs={topic["id"]: topic["cost"] for topic in frozen["topics"]},
        hosts={topic["id"]: topic["hosts"] for topic in frozen["topics"]},
        hands=HandCount(hands["people"], {n: c for n, c in hands["counts"].items() if n in known})
        if hands["people"]
        else None,
    )


def _nothing(frozen: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a round in which nobody marked anything: nothing is ranked."""
    return {
        "rule": frozen["rule"],
        "seats": frozen["seats"],
        "quorum": frozen["quorum"],
        "people": 0,
        "hands": frozen["hands"]["people"],
        "hands_only": False,
        "accepted": [],
        "waiting": [],
        "ranking": [],
        "loads": None,
        "reasons": [],
        "fairness": {"axiom": "EJR+", "holds": True, "claims": []},
    }
