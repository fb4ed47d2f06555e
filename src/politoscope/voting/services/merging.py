"""Two proposals become one, when the hosts of both want it (VOTING.md 5)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from politoscope.audit.services import record_entry
from politoscope.mail.services import queue_mail
from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.errors import MergeImpossible
from politoscope.proposals.models import Proposal, ProposalHost
from politoscope.proposals.querysets import STANDING
from politoscope.proposals.services import merge_proposals, separate_proposals
from politoscope.realtime.publish import publish
from politoscope.voting.consent import sides_of
from politoscope.voting.enums import RoundStatus
from politoscope.voting.errors import MergeNotAllowed
from politoscope.voting.models import Decision, MergeRequest, Round
from politoscope.voting.services.ballots import hold_open


def ask_merge(*, kept: Proposal, merged: Proposal, actor: Person, now: datetime) -> MergeRequest:
    """Ask the hosts of both to merge; whoever asks for an own proposal has agreed for that side.

    The same question again is the same one. Raises ``MergeNotAllowed`` when one of the two is not offered.
    """
    if kept.edition_id != merged.edition_id or {kept.status, merged.status} - set(STANDING) or kept.pk == merged.pk:
        raise MergeNotAllowed
    try:
        with transaction.atomic():
            asked = MergeRequest.objects.create(
                edition=kept.edition, kept=kept, merged=merged, asked_by=actor, asked_at=now
            )
            record_entry(
                edition=kept.edition,
                actor=actor,
                action="voting.ask_merge",
                target=kept,
                after={"other": merged.number},
                now=now,
            )
            _tell_hosts(asked, actor, now)
            agree_merge(request=asked, actor=actor, now=now, must_have_a_side=False)
    except IntegrityError:
        asked = MergeRequest.objects.get(kept=kept, merged=merged, ended_at=None)
    return asked


@transaction.atomic
def agree_merge(*, request: MergeRequest, actor: Person, now: datetime, must_have_a_side: bool = True) -> MergeRequest:
    """Agree for the side (or sides) that the person speaks for; the second consent merges.

    Raises ``MergeNotAllowed`` for somebody who speaks for neither, and while a closed round waits for its count.
    """
    open_requests = MergeRequest.objects.filter(pk=request.pk, ended_at=None, done_at=None)
    sides = sides_of(actor, request)
    if must_have_a_side and not sides:
        raise MergeNotAllowed
    if sides and not open_requests.update(**{f"{side}_agreed_at": now for side in sides}):
        raise MergeNotAllowed
    request.refresh_from_db()
    if request.kept_agreed_at and request.merged_agreed_at and request.done_at is None:
        _merge(request, actor, now)
    return request


@transaction.atomic
def end_merge(*, request: MergeRequest, actor: Person, now: datetime) -> MergeRequest:
    """Decline a merge, or undo one; undoing is possible until a round closes with it.

    A session that had been decided about waits for a place afterwards: its own went to the next one, if it had any
    (VOTING.md 5). Raises ``MergeNotAllowed``.
    """
    is_fixed = request.done_at is not None and _is_in_a_result(request)
    if not sides_of(actor, request) or is_fixed:
        raise MergeNotAllowed
    if not MergeRequest.objects.filter(pk=request.pk, ended_at=None).update(ended_at=now):
        raise MergeNotAllowed
    if request.done_at is not None:
        _take_round(request, now)
        try:
            separate_proposals(merged=request.merged, actor=actor, now=now, status=_status_alone(request.merged))
        except MergeImpossible as error:
            raise MergeNotAllowed from error
        ProposalHost.objects.filter(proposal=request.kept, person__in=request.joined, is_lead=False).delete()
    publish(request.edition, "proposals")
    request.refresh_from_db()
    return request


def _merge(request: MergeRequest, actor: Person, now: datetime) -> None:
    kept, merged = _in_order_of_the_result(request)
    _take_round(request, now)
    try:
        merge_proposals(kept=kept, merged=merged, actor=actor, now=now)
    except MergeImpossible as error:
        raise MergeNotAllowed from error
    there = set(kept.hosts.values_list("person", flat=True))
    joining = [host.person_id for host in merged.hosts.filter(agreed_at__isnull=False) if host.person_id not in there]
    ProposalHost.objects.bulk_create(ProposalHost(proposal=kept, person_id=pk, agreed_at=now) for pk in joining)
    request.kept, request.merged = kept, merged
    request.done_at, request.joined = now, [str(pk) for pk in joining]
    request.save(update_fields=["kept", "merged", "done_at", "joined"])


def _in_order_of_the_result(request: MergeRequest) -> tuple[Proposal, Proposal]:
    """After a count the better-placed one keeps its place, whatever was asked for."""
    latest = request.edition.rounds.latest_first().first()
    if latest is not None and latest.status == RoundStatus.CLOSED:
        raise MergeNotAllowed
    ranking = (latest.snapshot.outcome or {}).get("ranking", []) if latest is not None and latest.is_counted else []
    both = [request.kept, request.merged]
    places = {number: place for place, number in enumerate(ranking)}
    both.sort(key=lambda proposal: places.get(str(proposal.number), len(places)))
    return both[0], both[1]


def _take_round(request: MergeRequest, now: datetime) -> None:
    """Queue up with the close of an open round: it counts with this merge, or comes before it."""
    if open_round := Round.objects.filter(edition=request.edition_id, status=RoundStatus.OPEN).first():
        hold_open(open_round, now=min(now, open_round.opened_at))


def _status_alone(proposal: Proposal) -> ProposalStatus:
    is_decided = Decision.objects.filter(proposal=proposal).exists()
    return ProposalStatus.PARKED if is_decided else ProposalStatus.PROPOSED


def _is_in_a_result(request: MergeRequest) -> bool:
    return request.edition.rounds.filter(closed_at__gte=request.done_at).exists()


def _tell_hosts(request: MergeRequest, actor: Person, now: datetime) -> None:
    hosts = ProposalHost.objects.filter(
        proposal__in=[request.kept_id, request.merged_id], agreed_at__isnull=False
    ).select_related("person")
    for person in {host.person for host in hosts} - {actor}:
        queue_mail(
            template="voting/mail/merge",
            to=person,
            edition=request.edition,
            context={
                "who": actor.name,
                "kept": request.kept.title,
                "merged": request.merged.title,
                "path": f"/{request.edition.slug}/proposals/{request.kept.number}/merge/",
            },
            key=f"merge:{request.pk}:{person.pk}",
            now=now,
        )
