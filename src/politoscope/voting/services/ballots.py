"""A ballot arrives, is changed, arrives again."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import F

from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.realtime.publish import publish
from politoscope.voting import bridge
from politoscope.voting.codes import ballot_key
from politoscope.voting.errors import BallotChanged, MarkUnknown, NotEntitled, PlaceHasVoted, RoundClosed, VoteError
from politoscope.voting.models import Ballot, Participation, Round
from politoscope.voting.services.together import Together
from politoscope.voting.voters import Voter, voters_of_people

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
    """A ballot on its way into the database. Who casts it is a voter already, or somebody signed in."""

    slug: str
    """Of the edition."""
    number: int
    """Of the round."""
    voter: Voter | Person
    choices: list[int]
    nonce: str
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
    Raises ``RoundClosed``, ``MarkUnknown``, ``NonceUnclear``, ``BallotChanged``, ``PlaceHasVoted``.
    """
    if not round.ballot_secret:
        raise RoundClosed
    return arrivals.do(_delivery(round.edition.slug, round.number, voter, marks, nonce, seen, now))


def cast_own_ballot(
    *,
    slug: str,
    number: int,
    person: Person,
    marks: Collection[int],
    now: datetime,
    nonce: str | None = None,
    seen: str | None = None,
) -> CastBallot:
    """Take the ballot of somebody signed in: like ``cast_ballot``, but edition, round and the right to vote are looked
    up where the ballot is written, once for all that arrive together.

    Raises ``Round.DoesNotExist`` (also while the edition is not public), ``NotEntitled``, and what ``cast_ballot``
    raises.
    """
    return arrivals.do(_delivery(slug, number, person, marks, nonce, seen, now))


def _delivery(
    slug: str,
    number: int,
    voter: Voter | Person,
    marks: Collection[int],
    nonce: str | None,
    seen: str | None,
    now: datetime,
) -> Delivery:
    return Delivery(slug, number, voter, sorted(set(marks)), nonce or secrets.token_hex(16), seen, now)


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
    numbered = sorted(enumerate(deliveries), key=lambda pair: _round_of(pair[1]))
    with transaction.atomic():
        for _, group in groupby(numbered, key=lambda pair: _round_of(pair[1])):
            places, of_round = zip(*group, strict=True)
            answers.update(zip(places, _take_of_round(of_round), strict=True))
    return [answers[place] for place in range(len(deliveries))]


def _round_of(delivery: Delivery) -> tuple[str, int]:
    return delivery.slug, delivery.number


def _take_of_round(deliveries: Sequence[Delivery]) -> list[CastBallot | Exception]:
    """Write the ballots of one round: each look and each insert once, however many there are.

    The caller holds a transaction.
    """
    slug, number = _round_of(deliveries[0])
    round_ = Round.objects.select_related("edition").get(edition__slug=slug, number=number)
    if not round_.edition.is_published and any(isinstance(delivery.voter, Person) for delivery in deliveries):
        raise Round.DoesNotExist  # nobody has looked yet who may see the edition
    try:
        hold_open(round_, now=max(delivery.now for delivery in deliveries))
    except RoundClosed as closed:
        if len(deliveries) > 1:
            raise  # one of them may still be in time: they are tried one by one
        return [closed]
    box = _open_box(round_, deliveries)
    answers: list[CastBallot | Exception] = [_answer(box, delivery) for delivery in deliveries]
    _write(box)
    return answers


@dataclass
class Box:
    """What is read once for the ballots that arrive together, and what they leave behind."""

    round: Round
    places: dict[UUID, Voter | NotEntitled]
    """The voters behind people who are signed in, or why they are none; strangers are not in it."""
    on_the_ballot: set[int]
    held: dict[str, Ballot]
    """Ballots by their keys, those of this transaction included."""
    used: set[str]
    """Hashes of the codes whose right is used up, those of this transaction included."""
    newcomers: dict[str, str] = field(default_factory=dict)
    """Keys of ballots that are new, and the hashes of the codes they were cast with."""
    changed: set[str] = field(default_factory=set)

    def voter_of(self, delivery: Delivery) -> Voter:
        """Return who casts a ballot. Raises ``NotEntitled``."""
        if isinstance(delivery.voter, Voter):
            return delivery.voter
        voter = self.places.get(delivery.voter.pk) or NotEntitled()
        if isinstance(voter, NotEntitled):
            raise voter
        return voter


def _open_box(round_: Round, deliveries: Sequence[Delivery]) -> Box:
    """Read what the deliveries need: four queries."""
    people = {delivery.voter.pk for delivery in deliveries if not isinstance(delivery.voter, Voter)}
    places = voters_of_people(round_, people) if people else {}
    numbers = round_.edition.proposals.exclude(status__in=NEVER_ON_A_BALLOT)
    candidates = [*places.values(), *(delivery.voter for delivery in deliveries)]
    voters = [voter for voter in candidates if isinstance(voter, Voter)]
    keys = {ballot_key(round_, voter.code) for voter in voters}
    rights = {bridge.code_hash(round_, voter.right) for voter in voters}
    used = Participation.objects.filter(round=round_, code_hash__in=rights)
    return Box(
        round=round_,
        places=places,
        on_the_ballot=set(numbers.values_list("number", flat=True)),
        held={ballot.key: ballot for ballot in Ballot.objects.filter(round=round_, key__in=keys)},
        used=set(used.values_list("code_hash", flat=True)),
    )


def _answer(box: Box, delivery: Delivery) -> CastBallot | VoteError:
    """Return the receipt of one delivery, or why it is not taken."""
    try:
        return _take(box, delivery)
    except VoteError as refusal:
        return refusal


def _take(box: Box, delivery: Delivery) -> CastBallot:
    """Put one delivery upon what the voter has so far."""
    voter = box.voter_of(delivery)
    if not box.on_the_ballot.issuperset(delivery.choices):
        raise MarkUnknown
    receipt = bridge.receipt(box.round, delivery.nonce, delivery.choices)
    key = ballot_key(box.round, voter.code)
    ballot = box.held.get(key)
    if ballot is None:
        right = bridge.code_hash(box.round, voter.right)
        if right in box.used:
            raise PlaceHasVoted
        box.used.add(right)
        box.held[key] = Ballot(round=box.round, key=key, choices=delivery.choices, nonce=delivery.nonce)
        box.newcomers[key] = right
        return CastBallot(delivery.choices, delivery.nonce, receipt, is_first=True)
    held_receipt = bridge.receipt(box.round, ballot.nonce, ballot.choices)
    if ballot.nonce == delivery.nonce:
        return CastBallot(ballot.choices, ballot.nonce, held_receipt, is_first=False)
    if delivery.seen is not None and delivery.seen != held_receipt:
        raise BallotChanged(choices=ballot.choices, receipt=held_receipt)
    ballot.choices, ballot.nonce = delivery.choices, delivery.nonce
    box.changed.add(key)
    return CastBallot(delivery.choices, delivery.nonce, receipt, is_first=False)


def _write(box: Box) -> None:
    """Write what the deliveries left in the box."""
    if box.newcomers:
        Participation.objects.bulk_create(
            Participation(round=box.round, code_hash=used) for used in box.newcomers.values()
        )
        Ballot.objects.bulk_create(box.held[key] for key in box.newcomers)
    for key in box.changed - set(box.newcomers):
        ballot = box.held[key]
        Ballot.objects.filter(round=box.round, key=key).update(choices=ballot.choices, nonce=ballot.nonce)
    if box.newcomers:
        publish(box.round.edition, "ballots")


arrivals: Together[Delivery, CastBallot] = Together(take_ballots)
"""The ballots that reach this process."""
