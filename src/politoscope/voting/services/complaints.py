"""Complaints about a published round, and the repetition that three of them call for (VOTING.md 6.5).

A check number cannot prove that a ballot is missing: an older one, of a ballot that was changed later, looks the same.
Hence a rule that is announced beforehand: from three complaints on the vote is repeated, it only takes ten minutes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from politoscope.people.models import Person
from politoscope.voting import bridge
from politoscope.voting.enums import ComplaintKind
from politoscope.voting.errors import ComplaintUnfounded, NotCounted, RepeatNotDue
from politoscope.voting.models import Complaint, Round
from politoscope.voting.services.rounds import TERMS, note, open_round

TO_REPEAT = 3
"""So many complaints repeat a vote."""

TELLING = 16
"""Characters of a check number that stand for all of it: the page shows so many to those who write it down."""


def report_missing(*, round: Round, number: str, now: datetime) -> Complaint:
    """Take a complaint about a check number that is not in the list; the same number again is the same complaint.

    Raises ``ComplaintUnfounded`` for a number that is in the list, or too short to tell.
    """
    if len(number) < TELLING or bridge.receipts_starting(round.snapshot.closing, number):
        raise ComplaintUnfounded
    return _take(round, ComplaintKind.MISSING, number[:TELLING], now)


def report_used(*, round: Round, code_hash: str, now: datetime) -> Complaint:
    """Take a complaint of somebody who did not vote and whose code is among the used ones.

    Raises ``ComplaintUnfounded`` when nobody used it.
    """
    if code_hash not in bridge.used_codes(round.snapshot.closing):
        raise ComplaintUnfounded
    return _take(round, ComplaintKind.USED, code_hash, now)


@transaction.atomic
def repeat_round(*, round: Round, actor: Person, now: datetime) -> Round:
    """Open a new round on the same terms and proposals; the old one stays in the record with its result.

    What the old result decided is on the ballot again and keeps its status until the new result is accepted: nothing
    leaves a plan because people vote once more. Raises ``RepeatNotDue`` below three complaints or after a later round.
    """
    if not round.is_counted:
        raise NotCounted
    latest = round.edition.rounds.latest_first().first()
    if latest != round or round.complaints.count() < TO_REPEAT:
        raise RepeatNotDue
    terms = {name: getattr(round, name) for name in TERMS}
    again = open_round(edition=round.edition, actor=actor, repeats=round, now=now, **terms)
    note(round, actor, "repeat", now=now, after={"round": again.number, "complaints": round.complaints.count()})
    return again


def _take(round_: Round, kind: ComplaintKind, about: str, now: datetime) -> Complaint:
    proof = hashlib.sha256(f"complaint|{round_.pk}|{kind}|{about}".encode()).hexdigest()
    with transaction.atomic():
        complaint, is_new = Complaint.objects.get_or_create(round=round_, proof=proof, defaults={"kind": kind})
        if is_new:
            so_far = round_.complaints.count()
            note(round_, None, "complain", now=now, after={"kind": kind.value, "complaints": so_far})
    return complaint
