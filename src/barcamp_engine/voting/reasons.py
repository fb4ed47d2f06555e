"""Why a proposal was accepted or not: codes and numbers, computed from the run; words are added elsewhere.

Source: VOTING.md section 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil

from barcamp_engine.voting.ballot import Number
from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.run import Step

DISCLOSED_FROM = 5
"""How the interested overlap with others is told only from so many interested on: fewer could be recognised."""


class ReasonCode(StrEnum):
    """What became of a proposal."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    NOT_RANKED = "not-ranked"
    BELOW_QUORUM = "below-quorum"
    NOBODY_YET = "nobody-yet"


@dataclass(frozen=True, slots=True)
class Reason:
    """Everything a sentence about one proposal can say. What does not apply is None.

    ``position`` in the ranking and ``waiting`` in the waiting list (both from 1); ``interested`` people, ``hands`` of
    them by show of hands; accepted: ``without_before`` of them had nothing accepted before, ``value`` is the closing
    value of the rule, ``tied`` lists the proposals that were exactly equal and came after; not accepted: ``served``
    of them have accepted proposals, ``served_proposals`` in sum; ``missing`` people would have been enough. Below the
    quorum ``counted`` people of ``quorum`` (without the own hosts) are there and ``missing`` is the difference.
    """

    proposal: str
    code: ReasonCode
    interested: Number
    hands: int
    position: int | None = None
    waiting: int | None = None
    without_before: Number | None = None
    value: Fraction | None = None
    tied: tuple[str, ...] = ()
    served: Number | None = None
    served_proposals: Number | None = None
    missing: int | None = None
    counted: Number | None = None
    quorum: int | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """How the approvers of a proposal stand, in people."""

    without: Number
    served: Number
    served_proposals: Number


def overlaps(electorate: Electorate, accepted: Sequence[int]) -> dict[int, Overlap]:
    """Return how the approvers of every supported proposal stand: before its turn, or else at the end."""
    count = [0] * len(electorate.ballots)
    found = {}
    for proposal in accepted:
        found[proposal] = _overlap(electorate, count, proposal)
        for ballot in electorate.approver_ids(proposal):
            count[ballot] += 1
    for proposal in electorate.supported():
        if proposal not in found:
            found[proposal] = _overlap(electorate, count, proposal)
    return found


def _overlap(electorate: Electorate, count: Sequence[int], proposal: int) -> Overlap:
    served, total = 0, 0
    for weight, ballots in electorate.approvers[proposal]:
        counts = [count[ballot] for ballot in ballots]
        served += weight * (len(counts) - counts.count(0))
        total += weight * sum(counts)
    return Overlap(
        without=electorate.headcount(electorate.support[proposal] - served),
        served=electorate.headcount(served),
        served_proposals=electorate.headcount(total),
    )


@dataclass(frozen=True, slots=True)
class Findings:
    """What a count has found out, for all proposals: the material of the reasons.

    ``electorate`` holds all approvals, ``contest`` those of the proposals in the running; ``values`` are real loads,
    gains or prices per step, where the rule has one; ``accepted`` of the steps got a place.
    """

    electorate: Electorate
    contest: Electorate
    steps: Sequence[Step]
    values: Sequence[Fraction | None]
    accepted: int
    missing: Mapping[int, int | None]
    hands: Mapping[str, int]
    shortfalls: Mapping[int, Shortfall]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How far a proposal is below the quorum: people counted without its own hosts."""

    counted: Number
    quorum: int


def explain(findings: Findings) -> tuple[Reason, ...]:
    """Return one reason per proposal, in the order of the profile."""
    order = [step.proposal for step in findings.steps]
    overlap = overlaps(findings.contest, order[: findings.accepted])
    position = {proposal: place for place, proposal in enumerate(order)}
    return tuple(
        _reason(findings, proposal, position.get(proposal), overlap.get(proposal))
        for proposal in range(len(findings.electorate.proposals))
    )


def _reason(findings: Findings, proposal: int, place: int | None, overlap: Overlap | None) -> Reason:
    name = findings.electorate.proposals[proposal]
    interested = findings.electorate.headcount(findings.electorate.support[proposal])
    base = Reason(name, ReasonCode.NOBODY_YET, interested, hands=findings.hands.get(name, 0))
    if proposal in findings.shortfalls:
        short = findings.shortfalls[proposal]
        return replace(
            base,
            code=ReasonCode.BELOW_QUORUM,
            counted=short.counted,
            quorum=short.quorum,
            missing=ceil(short.quorum - short.counted),
        )
    if interested < DISCLOSED_FROM:
        overlap = None
    if place is not None and place < findings.accepted:
        step = findings.steps[place]
        return replace(
            base,
            code=ReasonCode.ACCEPTED,
            position=place + 1,
            value=findings.values[place],
            without_before=overlap.without if overlap else None,
            tied=tuple(findings.electorate.proposals[other] for other in step.tied),
        )
    if interested:
        base = replace(
            base,
            code=ReasonCode.NOT_RANKED if place is None else ReasonCode.WAITING,
            position=None if place is None else place + 1,
            waiting=None if place is None else place + 1 - findings.accepted,
            served=overlap.served if overlap else None,
            served_proposals=overlap.served_proposals if overlap else None,
        )
    return replace(base, missing=findings.missing.get(proposal))
