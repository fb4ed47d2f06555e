"""What the organiser makes of a result: accept it, decide on top of it, show it, react to rooms lost and won."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import set_status
from politoscope.voting.enums import RoundStatus, Verdict
from politoscope.voting.errors import NotCounted, RoundRepeated
from politoscope.voting.models import Decision, Round
from politoscope.voting.services.rounds import note
from politoscope.voting.standings import places_of

OPEN_TO_DECISION = (ProposalStatus.PROPOSED, ProposalStatus.ACCEPTED, ProposalStatus.PARKED)
STATUS = {Verdict.ACCEPTED: ProposalStatus.ACCEPTED, Verdict.PARKED: ProposalStatus.PARKED}


@transaction.atomic
def accept_result(*, round: Round, actor: Person, now: datetime) -> Round:
    """Take over what the rule found: accepted ones accepted, everything else waiting. Twice is the same as once.

    A proposal the organiser has decided by hand keeps that decision. The record names who came in and who went out.
    """
    _require_the_last_word(round)
    by_hand = set(Decision.objects.filter(round=round, is_by_rule=False).values_list("proposal", flat=True))
    came_in, went_out = [], []
    for proposal, verdict in places_of(round):
        if proposal.pk in by_hand:
            continue
        before = proposal.status
        _apply(round, proposal, verdict, actor, is_by_rule=True, reason="", now=now)
        if verdict == Verdict.ACCEPTED and before != ProposalStatus.ACCEPTED:
            came_in.append(proposal.number)
        elif verdict == Verdict.PARKED and before == ProposalStatus.ACCEPTED:
            went_out.append(proposal.number)
    note(round, actor, "accept_result", now=now, after={"came_in": sorted(came_in), "went_out": sorted(went_out)})
    return round


@transaction.atomic
def decide(
    *, round: Round, proposal: Proposal, verdict: str, actor: Person, reason: str, now: datetime
) -> Decision | None:
    """Accept or park one proposal on top of the result; the record says who and why."""
    _require_the_last_word(round)
    return _apply(round, proposal, Verdict(verdict), actor, is_by_rule=False, reason=reason, now=now)


@transaction.atomic
def change_seats(*, round: Round, seats: int, actor: Person, now: datetime) -> Round:
    """React to a room won or lost: the next on the list comes in, the last one goes out. The vote is never re-run."""
    _require_the_last_word(round)
    before = round.seats
    Round.objects.filter(pk=round.pk).update(seats=seats)
    round.seats = seats
    note(round, actor, "change_seats", now=now, before={"seats": before}, after={"seats": seats})
    return accept_result(round=round, actor=actor, now=now)


@transaction.atomic
def release_result(*, round: Round, actor: Person, now: datetime) -> Round:
    """Show the result to everybody. Twice is the same as once."""
    _require_result(round)
    counted = Round.objects.filter(pk=round.pk, status=RoundStatus.COUNTED)
    if counted.update(status=RoundStatus.RELEASED, released_at=now):
        note(round, actor, "release_result", now=now)
    round.refresh_from_db()
    return round


def _require_result(round_: Round) -> None:
    if not Round.objects.counted().filter(pk=round_.pk).exists():
        raise NotCounted


def _require_the_last_word(round_: Round) -> None:
    """Let nobody decide by a result that is being voted on once more, or was."""
    _require_result(round_)
    if round_.repetitions.exists():
        raise RoundRepeated


def _apply(
    round_: Round,
    proposal: Proposal,
    verdict: Verdict,
    actor: Person,
    *,
    is_by_rule: bool,
    reason: str,
    now: datetime,
) -> Decision | None:
    """Move the proposal and write the decision down, when it changes anything."""
    status = STATUS[verdict]
    latest = Decision.objects.filter(round=round_, proposal=proposal).order_by("-pk").first()
    if proposal.status == status and latest is not None and latest.is_by_rule == is_by_rule:
        return None
    set_status(proposal=proposal, status=status, actor=actor, now=now, from_statuses=OPEN_TO_DECISION)
    decision = Decision.objects.create(
        round=round_,
        proposal=proposal,
        verdict=verdict,
        is_by_rule=is_by_rule,
        reason=reason,
        actor=actor,
        decided_at=now,
    )
    if not is_by_rule:
        note(round_, actor, "decide", now=now, after={"proposal": proposal.number, "verdict": verdict, "why": reason})
    return decision
