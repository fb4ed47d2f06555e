"""The close of a round: once, whole, and without a way back from a ballot to a person."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.voting import bridge
from politoscope.voting.enums import Publication, RoundStatus
from politoscope.voting.errors import HandsDisagree, LateProposal, NotClosed
from politoscope.voting.hand_counts import agreed_hands, both_counts, disagreements
from politoscope.voting.models import Ballot, HandTotal, Participation, Round, Snapshot, new_id
from politoscope.voting.on_ballot import DECIDED, on_ballot
from politoscope.voting.querysets import RoundQuerySet
from politoscope.voting.scrubbing import scrub_after_commit
from politoscope.voting.services.ballots import NEVER_ON_A_BALLOT
from politoscope.voting.services.rounds import note
from politoscope.voting.voters import count_entitled, count_left

DECIDED_FOR_GOOD = (*DECIDED, ProposalStatus.HELD)
LATE = timedelta(minutes=3)
"""A round closes no earlier than this after the last proposal that came in during the round (VOTING.md 5)."""


def close_round(*, round: Round, actor: Person | None, now: datetime) -> Round:
    """Take no more ballots, freeze what is there, and count it unless dice come first.

    Idempotent: whoever closes second, or at the same moment, gets the round that the first one closed.
    Raises ``LateProposal``, ``HandsDisagree``.
    """
    _check_late(round, now)
    return _close(Round.objects.filter(status=RoundStatus.OPEN), round, actor, now)


def close_when_due(*, round: Round, now: datetime) -> Round:
    """Close a round whose time is over. The row decides at this moment: when somebody has given more time, has begun
    to count hands or has closed the round meanwhile, nothing happens."""
    return _close(Round.objects.due(now=now), round, None, now)


def late_until(round_: Round, *, until: datetime) -> datetime | None:
    """Return when three minutes are over for the last proposal that came in up to this instant, if any came in."""
    offered = Proposal.objects.filter(edition=round_.edition_id, status=ProposalStatus.PROPOSED)
    during = offered.filter(submitted_at__gt=round_.opened_at, submitted_at__lte=until)
    latest: datetime | None = during.aggregate(at=Max("submitted_at"))["at"]
    return None if latest is None else latest + LATE


def _close(candidates: RoundQuerySet, round_: Round, actor: Person | None, now: datetime) -> Round:
    with transaction.atomic():
        closing = candidates.filter(pk=round_.pk)
        if closing.update(status=RoundStatus.CLOSED, closed_at=now, ballot_secret=""):
            round_.refresh_from_db()
            totals = list(HandTotal.objects.filter(round=round_).select_related("proposal"))
            if disagreements(totals):
                raise HandsDisagree
            _freeze(round_, agreed_hands(totals))
            after = {"fingerprint": round_.fingerprint, "hands": both_counts(totals)}
            note(round_, actor, "close", now=now, after=after)
            if not round_.has_dice:
                _count(round_, actor, dice="", now=now)
            scrub_after_commit()
    round_.refresh_from_db()
    return round_


def count_round(*, round: Round, actor: Person | None, now: datetime, dice: str = "") -> Round:
    """Count a closed round, with the dice somebody rolled after the fingerprint was shown. Once: later dice change
    nothing. Raises ``NotClosed``, ``DiceUnclear``."""
    with transaction.atomic():
        round.refresh_from_db()
        if round.is_open:
            raise NotClosed
        if not round.is_counted:
            _count(round, actor, dice="".join(dice.split()), now=now)
    return round


def _count(round_: Round, actor: Person | None, *, dice: str, now: datetime) -> None:
    counting = Round.objects.filter(pk=round_.pk, status=RoundStatus.CLOSED)
    if not counting.update(status=RoundStatus.COUNTED, counted_at=now, dice=dice):
        return
    snapshot = round_.snapshot
    ballots = list(Ballot.objects.filter(round=round_).values_list("nonce", "choices"))
    counted = bridge.count(snapshot.closing, ballots, dice=dice, with_ballots=round_.publication == Publication.LIST)
    snapshot.outcome, snapshot.file = counted.outcome, counted.file
    snapshot.save(update_fields=["outcome", "file"])
    accepted = len(counted.outcome["accepted"]) if counted.outcome else 0
    note(round_, actor, "count", now=now, after={"dice": dice, "accepted": accepted})
    round_.refresh_from_db()


def _check_late(round_: Round, now: datetime) -> None:
    closable_at = late_until(round_, until=min(now, round_.closes_at or now))
    if closable_at is None or now >= closable_at:
        return
    if Round.objects.filter(pk=round_.pk, status=RoundStatus.OPEN).exists():
        raise LateProposal(closable_at=closable_at)


def _freeze(round_: Round, hands: dict[int, int]) -> None:
    """Write ballots and markers anew in random order under new ids, and the result file from them.

    Random ids alone do not hide the order: SQLite keeps an implicit row number, PostgreSQL the place of the row and
    the transaction that wrote marker and ballot together. Rows written anew carry this transaction and a random place.
    """
    ballots = list(Ballot.objects.filter(round=round_).values_list("nonce", "choices"))
    hashes = list(Participation.objects.filter(round=round_).values_list("code_hash", flat=True))
    shuffle = secrets.SystemRandom().shuffle
    shuffle(ballots)
    shuffle(hashes)
    Ballot.objects.filter(round=round_).delete()
    Participation.objects.filter(round=round_).delete()
    Ballot.objects.bulk_create(
        Ballot(id=new_id(), round=round_, key=new_id().hex, choices=choices, nonce=nonce) for nonce, choices in ballots
    )
    Participation.objects.bulk_create(Participation(id=new_id(), round=round_, code_hash=used) for used in hashes)
    marked = set(hands).union(*(choices for _, choices in ballots))
    closing, fingerprint = bridge.freeze(
        round_, proposals=_topics(round_, marked), ballots=ballots, code_hashes=hashes, hands=hands
    )
    Round.objects.filter(pk=round_.pk).update(fingerprint=fingerprint)
    round_.fingerprint = fingerprint
    Snapshot.objects.create(
        round=round_,
        entitled=count_entitled(round_) + count_left(round_, hashes),
        voted=len(hashes),
        valid=sum(1 for _, choices in ballots if choices),
        closing=closing,
    )


def _topics(round_: Round, marked: Collection[int]) -> list[bridge.OnBallot]:
    """Return what the fingerprint says of the proposals.

    What is merged or withdrawn is named, so that everybody can follow a mark for it. What an earlier round decided
    has its place already: it is named where a mark or a merge leads to it, and competes for none.
    """
    proposals = (
        Proposal.objects.filter(edition=round_.edition_id)
        .exclude(status__in=NEVER_ON_A_BALLOT)
        .select_related("merged_into")
        .prefetch_related("hosts")
        .order_by("number")
    )
    competing = set(on_ballot(round_).values_list("number", flat=True))
    reached = set(marked) | {proposal.merged_into.number for proposal in proposals if proposal.merged_into}
    return [
        bridge.OnBallot(
            number=proposal.number,
            title=proposal.title,
            slots=proposal.length_slots,
            hosts=0 if proposal.merged_into else sum(1 for host in proposal.hosts.all() if host.agreed_at),
            into=proposal.merged_into.number if proposal.merged_into else None,
            is_withdrawn=proposal.merged_into is None and proposal.number not in competing,
        )
        for proposal in proposals
        if proposal.status not in DECIDED_FOR_GOOD or proposal.number in competing | reached
    ]
