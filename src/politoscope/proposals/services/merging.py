"""Two proposals become one, and apart again. Who must agree is the business of the stage that asks (voting)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.errors import MergeImpossible
from politoscope.proposals.models import Proposal
from politoscope.realtime.publish import publish

MERGEABLE = (ProposalStatus.PROPOSED, ProposalStatus.ACCEPTED, ProposalStatus.PARKED)


@transaction.atomic
def merge_proposals(*, kept: Proposal, merged: Proposal, actor: Person | None, now: datetime) -> Proposal:
    """Let ``kept`` stand for both. Raises ``MergeImpossible`` unless both are offered at this moment.

    Both rows are touched in the order of their keys, so that two merges into each other meet at the same row and the
    second one finds the first one's work instead of a deadlock or a circle.
    """
    if kept.pk == merged.pk or kept.edition_id != merged.edition_id:
        raise MergeImpossible
    for proposal in sorted((kept, merged), key=lambda proposal: proposal.pk):
        offered = Proposal.objects.filter(pk=proposal.pk, status__in=MERGEABLE)
        changed = (
            offered.update(status=ProposalStatus.MERGED, merged_into=kept)
            if proposal.pk == merged.pk
            else offered.update(number=proposal.number)  # only takes the row, so that nobody merges it away meanwhile
        )
        if not changed:
            raise MergeImpossible
    _record(merged, actor, "merge", status=ProposalStatus.MERGED, other=kept, now=now)
    return kept


@transaction.atomic
def separate_proposals(
    *, merged: Proposal, actor: Person | None, now: datetime, status: str = ProposalStatus.PROPOSED
) -> Proposal:
    """Undo a merge: the proposal stands for itself again, in the status that a vote since then leaves it.

    Raises ``MergeImpossible`` when it was not merged.
    """
    kept = merged.merged_into
    separated = Proposal.objects.filter(pk=merged.pk, status=ProposalStatus.MERGED).update(
        status=status, merged_into=None
    )
    if not separated:
        raise MergeImpossible
    _record(merged, actor, "separate", status=status, other=kept, now=now)
    return merged


def _record(
    merged: Proposal, actor: Person | None, action: str, *, status: str, other: Proposal | None, now: datetime
) -> None:
    record_entry(
        edition=merged.edition,
        actor=actor,
        action=f"proposals.{action}",
        target=merged,
        after={"status": status, "other": other.number if other else None},
        now=now,
    )
    publish(merged.edition, "proposals")
    merged.refresh_from_db(fields=["status", "merged_into"])
