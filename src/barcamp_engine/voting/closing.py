"""A round at its close: everything the closing fingerprint covers, and how its ballots become a profile."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from barcamp_engine.voting.ballot import Ballot, HandCount
from barcamp_engine.voting.canonical import fingerprint
from barcamp_engine.voting.errors import (
    DamagedResult,
    DuplicateProposal,
    InvalidCost,
    InvalidReceipt,
    UnknownProposal,
)
from barcamp_engine.voting.profile import Profile
from barcamp_engine.voting.receipts import POLL, receipt
from barcamp_engine.voting.rules import Rule

RULES_VERSION = 1
"""Goes up when the same ballots would give another result."""

RECOUNTED = (Rule.SEQUENTIAL_PHRAGMEN, Rule.APPROVAL)
"""The rules that ``verify.py`` and ``verify.html`` can recount."""

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Topic:
    """A proposal as it stood on the ballot; ``hosts`` of it may vote in this round."""

    id: str
    title: str = ""
    cost: int = 1
    hosts: int = 0

    def __post_init__(self) -> None:
        if type(self.cost) is not int or self.cost < 1 or type(self.hosts) is not int or self.hosts < 0:
            raise InvalidCost(
                f"'{self.id}' has cost {self.cost} and {self.hosts} hosts.", "Give whole numbers, at least 1 and 0."
            )

    def as_data(self) -> dict[str, Any]:
        """Return plain data."""
        return {"id": self.id, "title": self.title, "cost": self.cost, "hosts": self.hosts}


@dataclass(frozen=True, slots=True)
class Opening:
    """A ballot with the nonce that opens its receipt. No person, no time, no order."""

    nonce: str
    choices: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", tuple(sorted(set(self.choices))))


@dataclass(frozen=True, slots=True)
class Closing:
    """What is fixed at the close and covered by the fingerprint; all lists are sorted, so order tells nothing.

    ``merges`` are pairs (topic, the topic it was merged into); ``withdrawn`` topics are not counted; ``used_codes``
    are the hashes of the codes that voted, as many as receipts, or none where there were no codes.
    """

    poll: str
    rule: Rule
    seats: int
    quorum: int
    topics: tuple[Topic, ...]
    receipts: tuple[str, ...]
    merges: tuple[tuple[str, str], ...] = ()
    withdrawn: tuple[str, ...] = ()
    hands: HandCount | None = None
    used_codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("receipts", "merges", "withdrawn", "used_codes"):
            object.__setattr__(self, name, tuple(sorted(getattr(self, name))))
        object.__setattr__(self, "topics", tuple(sorted(self.topics, key=lambda topic: topic.id)))
        object.__setattr__(self, "rule", Rule(self.rule))
        self._check()

    def _check(self) -> None:
        if self.rule not in RECOUNTED:
            raise DamagedResult(f"A round by '{self.rule}' cannot be recounted.", f"Use {' or '.join(RECOUNTED)}.")
        if not POLL.fullmatch(self.poll):
            raise InvalidReceipt("The poll has no usable id.", "Use up to 200 characters without a bar.")
        ids = {topic.id for topic in self.topics}
        if len(ids) != len(self.topics):
            raise DuplicateProposal("An id stands for two topics.", "Give each its own id.")
        hands = self.hands.counts if self.hands else {}
        for where, names in (
            ("A merge", [name for pair in self.merges for name in pair]),
            ("A withdrawal", self.withdrawn),
            ("A hand count", hands),
        ):
            for name in names:
                if name not in ids:
                    raise UnknownProposal(name, where=where)
        _check_hashes(self.receipts, "receipt")
        _check_hashes(self.used_codes, "code")
        if self.used_codes and len(self.used_codes) != len(self.receipts):
            raise DamagedResult(
                f"{len(self.used_codes)} codes were used for {len(self.receipts)} ballots.",
                "There must be one code per ballot; do not trust this result.",
            )
        merged_into(self.merges)

    def as_data(self) -> dict[str, Any]:
        """Return plain data: what the fingerprint is taken of."""
        hands = self.hands
        return {
            "rules_version": RULES_VERSION,
            "poll": self.poll,
            "rule": self.rule.value,
            "seats": self.seats,
            "quorum": self.quorum,
            "topics": [topic.as_data() for topic in self.topics],
            "merges": [list(pair) for pair in self.merges],
            "withdrawn": list(self.withdrawn),
            "hands": {"people": hands.people, "counts": sorted(map(list, hands.counts.items()))} if hands else None,
            "receipts": list(self.receipts),
            "used_codes": list(self.used_codes),
        }

    def fingerprint(self) -> str:
        """Return the closing fingerprint: SHA-256 of the canonical JSON of all this."""
        return fingerprint(self.as_data())


def close_round(
    *,
    poll: str,
    rule: Rule,
    seats: int,
    quorum: int,
    topics: Collection[Topic],
    openings: Collection[Opening],
    merges: Collection[tuple[str, str]] = (),
    withdrawn: Collection[str] = (),
    hands: HandCount | None = None,
    used_codes: Collection[str] = (),
) -> Closing:
    """Return the closing of a round with the receipts of all its ballots."""
    return Closing(
        poll=poll,
        rule=rule,
        seats=seats,
        quorum=quorum,
        topics=tuple(topics),
        receipts=tuple(receipt(poll, opening.nonce, opening.choices) for opening in openings),
        merges=tuple(merges),
        withdrawn=tuple(withdrawn),
        hands=hands,
        used_codes=tuple(used_codes),
    )


def profile_of(closing: Closing, openings: Collection[Opening]) -> Profile:
    """Return the profile of a round: merged topics as one, each person once; withdrawn ones left out.

    The hosts of merged topics add up; hands for a merged topic count for the one it went into, the larger number of
    the two, because the same people may have raised a hand for both. Raises ``UnknownProposal`` for a ballot with a
    topic that never was on the list.
    """
    into = merged_into(closing.merges)
    gone = set(closing.withdrawn)
    ids = {topic.id for topic in closing.topics}
    hosts: dict[str, int] = {}
    for topic in closing.topics:
        target = into.get(topic.id, topic.id)
        hosts[target] = hosts.get(target, 0) + topic.hosts
    left = [topic for topic in closing.topics if topic.id not in into and topic.id not in gone]
    kept = {topic.id for topic in left}
    ballots = []
    for number, opening in enumerate(openings, 1):
        for choice in opening.choices:
            if choice not in ids:
                raise UnknownProposal(choice, where=f"Ballot {number}")
        choices = {into.get(choice, choice) for choice in opening.choices}
        ballots.append(Ballot(tuple(sorted(choices & kept))))
    return Profile(
        proposals=tuple(topic.id for topic in left),
        ballots=tuple(ballots),
        costs={topic.id: topic.cost for topic in left},
        hands=_merged_hands(closing.hands, into, kept),
        hosts={topic.id: hosts[topic.id] for topic in left},
    )


def merged_into(merges: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return for every merged topic where it ended up. Raises ``DamagedResult`` for a circle or two targets."""
    direct = dict(merges)
    if len(direct) != len(merges):
        raise DamagedResult("A topic was merged into two others.", "Merge it into one.")
    final = {}
    for source in direct:
        target = direct[source]
        for _ in direct:
            target = direct.get(target, target)
        if target in direct:
            raise DamagedResult(f"The merges of '{source}' run in a circle.", "Undo one of them.")
        final[source] = target
    return final


def _merged_hands(hands: HandCount | None, into: dict[str, str], kept: set[str]) -> HandCount | None:
    if hands is None:
        return None
    counts: dict[str, int] = {}
    for topic, number in hands.counts.items():
        target = into.get(topic, topic)
        if target in kept:
            counts[target] = max(number, counts.get(target, 0))
    return HandCount(hands.people, counts)


def _check_hashes(hashes: Sequence[str], name: str) -> None:
    for value in hashes:
        if not HASH.fullmatch(value):
            raise DamagedResult(f"'{value[:70]}' is no {name}.", "It must be 64 hexadecimal digits.")
    if len(set(hashes)) != len(hashes):
        raise DamagedResult(f"The same {name} stands there twice.", "Do not trust this result; ask for a recount.")
