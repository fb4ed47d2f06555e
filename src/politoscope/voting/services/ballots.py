"""A ballot arrives, is changed, arrives again."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import F

from politoscope.proposals.enums import ProposalStatus
from politoscope.realtime.publish import publish
from politoscope.voting import bridge
from politoscope.voting.codes import ballot_key
from politoscope.voting.errors import BallotChanged, MarkUnknown, RoundClosed, VoteError
from politoscope.voting.models import Ballot, Participation, Round
from politoscope.voting.services.together import Together
from politoscope.voting.voters import Voter

NEVER_ON_A_BALLOT = (ProposalStatus.DRAFT, ProposalStatus.WISH)


@dataclass(frozen=True, slots=True)
class CastBallot:
    """What the server holds now, and the receipt that commits to it."""

    choices: list[int]
    nonce: str
    receipt: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A ballot on its way into the database; ``key`` finds the one that it replaces."""

    round: Round
    key: str
    code_hash: str
    choices: list[int]
    nonce: str
    receipt: str
    seen: str | None
    now: datetime


def cast_ballot(
    *,
    round: Round,
    voter: Voter,
    marks: Collection[int],
    now: datetime,
    nonce: str | None = None,
    seen: str | None = None,
) -> CastBallot:
    """Take the numbers of the proposals somebody would attend; a ballot that was there is replaced.

    ``nonce`` is drawn afresh by the phone for every change: the same one again is the same delivery, whatever happened
    to the answer (R-08). ``seen`` is the receipt of the state the change started from; when the ballot has another one
    by now, ``BallotChanged`` brings the state that is there instead of losing a mark made elsewhere.
    Marks of withdrawn or merged proposals stay on the ballot: the count knows what became of them.
    Raises ``RoundClosed``, ``MarkUnknown``, ``NonceUnclear``, ``BallotChanged``.
    """
    choices = sorted(set(marks))
    nonce = nonce or secrets.token_hex(16)
    if not round.ballot_secret:
        raise RoundClosed
    if not _on_the_ballot(round, choices):
        raise MarkUnknown
    delivery = Delivery(
        round=round,
        key=ballot_key(round, voter.code),
        code_hash=bridge.code_hash(round, voter.code),
        choices=choices,
        nonce=nonce,
        receipt=bridge.receipt(round, nonce, choices),
        seen=seen,
        now=now,
    )
    return arrivals.do(delivery)


def hold_open(round_: Round, *, now: datetime) -> None:
    """Take the round's own row while it is open, so that no ballot slips in behind a close (R-02).

    A close takes the same row: it waits for this transaction, or this one finds the round closed.
    Raises ``RoundClosed``.
    """
    if not Round.objects.accepting(now=now).filter(pk=round_.pk).update(writes=F("writes") + 1):
        raise RoundClosed


def take_ballots(deliveries: Sequence[Delivery]) -> list[CastBallot | Exception]:
    """Write ballots that arrived together, in one transaction; the answer of each is its receipt or its refusal."""
    answers: dict[int, CastBallot | Exception] = {}
    numbered = sorted(enumerate(deliveries), key=lambda pair: str(pair[1].round.pk))
    with transaction.atomic():
        for _, group in groupby(numbered, key=lambda pair: pair[1].round.pk):
            places, of_round = zip(*group, strict=True)
            answers.update(zip(places, _take_of_round(of_round), strict=True))
    return [answers[place] for place in range(len(deliveries))]


def _take_of_round(deliveries: Sequence[Delivery]) -> list[CastBallot | Exception]:
    """Write the ballots of one round: one look, two inserts, however many there are. The caller holds a transaction."""
    round_ = deliveries[0].round
    try:
        hold_open(round_, now=max(delivery.now for delivery in deliveries))
    except RoundClosed as closed:
        if len(deliveries) > 1:
            raise  # one of them may still be in time: they are tried one by one
        return [closed]
    keys = {delivery.key for delivery in deliveries}
    held = {ballot.key: ballot for ballot in Ballot.objects.filter(round=round_, key__in=keys)}
    known = set(held)
    written: dict[str, Ballot] = {}
    answers: list[CastBallot | Exception] = [_take(delivery, held, written) for delivery in deliveries]
    newcomers = {delivery.key: delivery.code_hash for delivery in deliveries if delivery.key in set(written) - known}
    Participation.objects.bulk_create(Participation(round=round_, code_hash=used) for used in newcomers.values())
    Ballot.objects.bulk_create(written[key] for key in newcomers)
    for key in set(written) & known:
        ballot = written[key]
        Ballot.objects.filter(round=round_, key=key).update(choices=ballot.choices, nonce=ballot.nonce)
    if newcomers:
        publish(round_.edition, "ballots")
    return answers


def _take(delivery: Delivery, held: dict[str, Ballot], written: dict[str, Ballot]) -> CastBallot | VoteError:
    """Put one delivery upon what the voter has so far."""
    ballot = held.get(delivery.key)
    if ballot is not None and ballot.nonce == delivery.nonce:
        receipt = bridge.receipt(delivery.round, ballot.nonce, ballot.choices)
        return CastBallot(ballot.choices, ballot.nonce, receipt, is_first=False)
    if ballot is not None and delivery.seen is not None:
        receipt = bridge.receipt(delivery.round, ballot.nonce, ballot.choices)
        if delivery.seen != receipt:
            return BallotChanged(choices=ballot.choices, receipt=receipt)
    is_first = ballot is None
    ballot = ballot or Ballot(round=delivery.round, key=delivery.key)
    ballot.choices, ballot.nonce = delivery.choices, delivery.nonce
    held[delivery.key] = written[delivery.key] = ballot
    return CastBallot(delivery.choices, delivery.nonce, delivery.receipt, is_first=is_first)


def _on_the_ballot(round_: Round, choices: list[int]) -> bool:
    found = round_.edition.proposals.filter(number__in=choices).exclude(status__in=NEVER_ON_A_BALLOT)
    return found.count() == len(choices)


arrivals: Together[Delivery, CastBallot] = Together(take_ballots)
"""The ballots that reach this process."""
