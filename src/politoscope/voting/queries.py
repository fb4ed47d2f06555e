"""What pages and later stages ask about votes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from politoscope.editions.models import Edition
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.queries import hosts_of
from politoscope.voting import bridge
from politoscope.voting.codes import ballot_key
from politoscope.voting.models import Ballot, Round
from politoscope.voting.on_ballot import on_ballot
from politoscope.voting.voters import Voter

BALLOTS_TO_TELL_NUMBERS = bridge.DISCLOSED_FROM
"""Numbers of a round, also of any part of it, are shown from so many ballots on (REQUIREMENTS 1)."""


@dataclass(frozen=True)
class Card:
    """A proposal as it stands on a ballot."""

    proposal: Proposal
    hosts: str
    is_new: bool
    is_marked: bool
    merged: list[str] = field(default_factory=list)
    """Titles of proposals that this one stands for too."""


@dataclass(frozen=True)
class HeldBallot:
    """What the server holds for a voter until the close."""

    choices: frozenset[int]
    receipt: str


def current_round(edition: Edition) -> Round | None:
    """Return the newest round of an edition. One query."""
    return edition.rounds.latest_first().first()


def count_ballots(round_: Round) -> int:
    """Return how many ballots have arrived: the one number anybody may see before the close (R-04)."""
    return Ballot.objects.filter(round=round_).count()


def held_ballot(round_: Round, voter: Voter) -> HeldBallot:
    """Return the voter's ballot as it is now, empty when there is none. One query; nothing once the round is closed."""
    if not round_.ballot_secret:
        return HeldBallot(frozenset(), "")
    key = ballot_key(round_, voter.code)
    row = Ballot.objects.filter(round=round_, key=key).values_list("nonce", "choices").first()
    if row is None:
        return HeldBallot(frozenset(), "")
    return HeldBallot(frozenset(row[1]), bridge.receipt(round_, row[0], row[1]))


def ballot_cards(round_: Round, *, marks: Collection[int], shuffle: str) -> list[Card]:
    """Return what can be voted on: what came in during the round first, the rest in an order of its own per device.

    ``shuffle`` is that device's word: position 1 is worth votes, so nobody gets it for all. Three queries.
    """
    merged = round_.edition.proposals.filter(status=ProposalStatus.MERGED)
    proposals = list((on_ballot(round_) | merged).with_hosts())
    standing = {proposal.pk: proposal for proposal in proposals if proposal.status != ProposalStatus.MERGED}
    absorbed: dict[UUID, list[Proposal]] = {}
    into = {proposal.pk: proposal.merged_into_id for proposal in proposals}
    for proposal in proposals:
        target = proposal.pk
        while into.get(target) is not None:
            target = into[target]
        if target != proposal.pk and target in standing:
            absorbed.setdefault(target, []).append(proposal)
    cards = [
        Card(
            proposal=proposal,
            hosts=", ".join(hosts_of(proposal).agreed),
            is_new=proposal.submitted_at > round_.opened_at,
            is_marked=any(other.number in marks for other in (proposal, *absorbed.get(proposal.pk, []))),
            merged=[other.title for other in absorbed.get(proposal.pk, [])],
        )
        for proposal in standing.values()
    ]
    return sorted(cards, key=lambda card: (not card.is_new, place_of(card.proposal.number, shuffle)))


def news_since(edition: Edition, instant: datetime) -> dict[str, int]:
    """Return how many proposals came in and how many were merged since somebody got the ballot. Two queries."""
    proposed = edition.proposals.filter(status=ProposalStatus.PROPOSED, submitted_at__gt=instant)
    merges = edition.merge_requests.filter(done_at__gt=instant, ended_at=None)
    return {"newcomers": proposed.count(), "merges": merges.count()}


def place_of(number: int, shuffle: str) -> bytes:
    """Return where a proposal stands for a device: stable, and different for every word."""
    return hashlib.sha256(f"{shuffle}|{number}".encode()).digest()


def planning_marks(edition: Edition) -> list[frozenset[UUID]]:
    """Return the anonymous marks of the last counted round: who would attend what, as sets of proposal ids.

    Marks of a merged proposal count for the one that stands for both. Three queries.
    """
    round_ = edition.rounds.counted().latest_first().first()
    if round_ is None:
        return []
    stands_for = _stands_for(edition)
    ballots = Ballot.objects.filter(round=round_).values_list("choices", flat=True)
    return [frozenset(stands_for[number] for number in choices if number in stands_for) for choices in ballots]


def _stands_for(edition: Edition) -> dict[int, UUID]:
    rows = list(edition.proposals.values_list("number", "pk", "merged_into"))
    into = {pk: target for _, pk, target in rows}

    def last(pk: UUID) -> UUID:
        while (target := into.get(pk)) is not None:
            pk = target
        return pk

    return {number: last(pk) for number, pk, _ in rows}
