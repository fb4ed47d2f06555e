"""Closed rounds to publish and recount."""

from __future__ import annotations

import hashlib
import random

from barcamp_engine.voting import HandCount, Rule
from barcamp_engine.voting.closing import Closing, Opening, Topic, close_round

POLL = "politoscope-2026/1"


def nonce(number: int) -> str:
    """Return 32 hexadecimal digits; real ones are drawn by the phones."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def closed_round(
    seed: int = 1,
    *,
    topics: int = 12,
    people: int = 30,
    seats: int = 4,
    rule: Rule = Rule.SEQUENTIAL_PHRAGMEN,
    quorum: int = 2,
    approvals: int = 4,
) -> tuple[Closing, tuple[Opening, ...]]:
    """Return a round with hosts, double sessions, hands, a merge and a withdrawal, where there is room for them."""
    chance = random.Random(seed)
    ids = [f"t{number:03}" for number in range(topics)]
    listed = [Topic(name, f"Thema „{name}“ – ß|\n", chance.choice([1, 1, 1, 2]), chance.randint(0, 2)) for name in ids]
    openings = tuple(
        Opening(nonce(number), tuple(chance.sample(ids, min(topics, chance.randint(0, 2 * approvals)))))
        for number in range(people)
    )
    most = people // 5
    hands = HandCount(most, {name: chance.randint(0, most) for name in ids[::2]}) if seed % 2 else None
    closing = close_round(
        poll=POLL,
        rule=rule,
        seats=seats,
        quorum=quorum,
        topics=listed,
        openings=openings,
        merges=[(ids[0], ids[1]), (ids[1], ids[2])] if topics > 5 else [],
        withdrawn=ids[4:5] if topics > 5 else [],
        hands=hands,
        used_codes=[hashlib.sha256(f"code {number}".encode()).hexdigest() for number in range(people)],
    )
    return closing, openings
