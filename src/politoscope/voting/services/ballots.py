"""A ballot arrives, is changed, arrives again."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from politoscope.proposals.enums import ProposalStatus
from politoscope.realtime.publish import publish
from politoscope.voting import bridge
from politoscope.voting.codes import ballot_key
from politoscope.voting.errors import BallotChanged, MarkUnknown, RoundClosed
from politoscope.voting.models import Ballot, Participation, Round
from politoscope.voting.voters import Voter

NEVER_ON_A_BALLOT = (ProposalStatus.DRAFT, ProposalStatus.WISH)


@dataclass(frozen=True, slots=True)
class CastBallot:
    """What the server holds now, and the receipt that commits to it."""

    choices: list[int]
    nonce: str
    receipt: str
    is_first: bool


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
    Raises ``RoundClosed``, ``MarkUnknown``, ``BallotChanged``.
    """
    choices = sorted(set(marks))
    nonce = nonce or secrets.token_hex(16)
    if not _on_the_ballot(round, choices):
        raise MarkUnknown
    with transaction.atomic():
        hold_open(round, now=now)
        return _store(round, voter, choices, nonce, seen)


def hold_open(round_: Round, *, now: datetime) -> None:
    """Take the round's own row while it is open, so that no ballot slips in behind a close (R-02).

    A close takes the same row: it waits for this transaction, or this one finds the round closed.
    Raises ``RoundClosed``.
    """
    if not Round.objects.accepting(now=now).filter(pk=round_.pk).update(writes=F("writes") + 1):
        raise RoundClosed


def _store(round_: Round, voter: Voter, choices: list[int], nonce: str, seen: str | None) -> CastBallot:
    key = ballot_key(round_, voter.code)
    held = Ballot.objects.filter(round=round_, key=key).values_list("choices", "nonce").first()
    if held is None:
        Participation.objects.create(round=round_, code_hash=bridge.code_hash(round_, voter.code))
        Ballot.objects.create(round=round_, key=key, choices=choices, nonce=nonce)
        publish(round_.edition, "ballots")
    elif held[1] != nonce:
        receipt = bridge.receipt(round_, held[1], held[0])
        if seen is not None and seen != receipt:
            raise BallotChanged(choices=held[0], receipt=receipt)
        Ballot.objects.filter(round=round_, key=key).update(choices=choices, nonce=nonce)
    else:
        choices = held[0]
    return CastBallot(choices, nonce, bridge.receipt(round_, nonce, choices), is_first=held is None)


def _on_the_ballot(round_: Round, choices: list[int]) -> bool:
    found = round_.edition.proposals.filter(number__in=choices).exclude(status__in=NEVER_ON_A_BALLOT)
    return found.count() == len(choices)
