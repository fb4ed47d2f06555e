"""A round opens, is extended, and its close is announced."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.realtime.publish import publish
from politoscope.voting.enums import CodeMode, Electorate, Publication, RoundRule, RoundStatus
from politoscope.voting.errors import HandsShown, NothingToVoteOn, RoundAlreadyOpen, RoundClosed
from politoscope.voting.models import Round
from politoscope.voting.on_ballot import on_ballot

ANNOUNCEMENT = timedelta(minutes=2)
"""How long before the close it is announced (A-14)."""

TERMS = ("rule", "seats", "quorum", "electorate", "code_mode", "publication", "is_hands_only", "has_dice")
"""What is agreed when a round opens; a repetition keeps it."""


def open_round(
    *,
    edition: Edition,
    actor: Person,
    seats: int,
    now: datetime,
    rule: str = RoundRule.SEQUENTIAL_PHRAGMEN,
    quorum: int = 5,
    electorate: str = Electorate.CHECKED_IN,
    closes_at: datetime | None = None,
    code_mode: str = CodeMode.ACCOUNT,
    publication: str = Publication.LIST,
    is_hands_only: bool = False,
    has_dice: bool = False,
    repeats: Round | None = None,
) -> Round:
    """Start a vote. Raises ``RoundAlreadyOpen`` for a second one at the same time, ``NothingToVoteOn`` without one."""
    try:
        with transaction.atomic():
            latest = edition.rounds.aggregate(latest=Max("number"))["latest"] or 0
            opened = Round.objects.create(
                edition=edition,
                number=latest + 1,
                rule=RoundRule.APPROVAL if is_hands_only else rule,
                seats=seats,
                quorum=quorum,
                electorate=electorate,
                code_mode=code_mode,
                publication=publication,
                is_hands_only=is_hands_only,
                has_dice=has_dice,
                opened_at=now,
                closes_at=closes_at,
                repeats=repeats,
            )
            if not on_ballot(opened).exists():
                raise NothingToVoteOn
            note(opened, actor, "open", now=now, after=terms(opened))
    except IntegrityError as error:
        raise RoundAlreadyOpen from error
    return opened


@transaction.atomic
def extend_round(*, round: Round, actor: Person, minutes: int, now: datetime) -> Round:
    """Leave more time: from the closing time, or from now when it has passed or there is none."""
    base = max(round.closes_at or now, now)
    return _set_close(round, actor, "extend", closes_at=base + timedelta(minutes=minutes), now=now)


@transaction.atomic
def announce_close(*, round: Round, actor: Person, now: datetime) -> Round:
    """Tell everybody that two minutes are left. An earlier closing time stays."""
    closes_at = min(round.closes_at or now + ANNOUNCEMENT, now + ANNOUNCEMENT)
    return _set_close(round, actor, "announce_close", closes_at=max(closes_at, now), announced_at=now, now=now)


def _set_close(
    round_: Round,
    actor: Person,
    action: str,
    *,
    closes_at: datetime,
    now: datetime,
    announced_at: datetime | None = None,
) -> Round:
    changed = (
        Round.objects.extendable().filter(pk=round_.pk).update(closes_at=closes_at, close_announced_at=announced_at)
    )
    if not changed:
        is_open = Round.objects.filter(pk=round_.pk, status=RoundStatus.OPEN).exists()
        raise HandsShown if is_open else RoundClosed
    before = {"closes_at": round_.closes_at}
    round_.closes_at, round_.close_announced_at = closes_at, announced_at
    note(round_, actor, action, now=now, before=before, after={"closes_at": closes_at})
    return round_


def terms(round_: Round) -> dict[str, Any]:
    """Return what was agreed when the round opened, for the record."""
    return {field: getattr(round_, field) for field in ("number", *TERMS)}


def note(
    round_: Round,
    actor: Person | None,
    action: str,
    *,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write a step of the round down and tell the pages that follow it."""
    record_entry(
        edition=round_.edition,
        actor=actor,
        action=f"voting.{action}",
        target=round_,
        before=before,
        after=after,
        now=now,
    )
    publish(round_.edition, "rounds")
