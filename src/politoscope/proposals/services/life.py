"""A proposal from the first word to the end of its life."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.errors import StatusChanged
from politoscope.proposals.models import Proposal, ProposalCounter, ProposalHost
from politoscope.realtime.publish import publish

WITHDRAWABLE = (
    ProposalStatus.DRAFT,
    ProposalStatus.WISH,
    ProposalStatus.PROPOSED,
    ProposalStatus.ACCEPTED,
    ProposalStatus.PARKED,
)
EDITABLE = frozenset(
    {
        "title",
        "abstract",
        "format",
        "needs",
        "length_slots",
        "language",
        "tags",
        "is_confidential",
        "present_from_at",
        "present_until_at",
        "time_wish",
    }
)
PRIVATE = frozenset({"abstract", "time_wish"})
"""Fields in which people write about themselves: the audit names them and does not copy them."""
SAME_CLICK = timedelta(seconds=30)
"""How long a connection may take to deliver both halves of a double click."""


@transaction.atomic
def propose_session(
    *,
    edition: Edition,
    person: Person | None,
    title: str,
    now: datetime,
    host_name: str = "",
    entered_by: Person | None = None,
    is_draft: bool = False,
    **details: Any,
) -> Proposal:
    """Offer a session. A title is enough; ``details`` are the other fields of a proposal.

    ``person`` is the main host; nobody, with a ``host_name``, for somebody without an account whom the crew enters.
    What the same people have sent word for word a moment ago is the same proposal (a double click).
    """
    _lock_numbers(edition)
    sent = {"title": title, "host_name": host_name, "entered_by": entered_by, **_only_editable(details)}
    twin = _just_sent(edition, person, sent, is_draft=is_draft, now=now)
    if twin is not None:
        return twin
    proposal = Proposal.objects.create(
        edition=edition,
        number=next_number(edition),
        title=title,
        host_name=host_name,
        entered_by=entered_by,
        status=ProposalStatus.DRAFT if is_draft else ProposalStatus.PROPOSED,
        submitted_at=now,
        **_only_editable(details),
    )
    if person is not None:
        ProposalHost.objects.create(proposal=proposal, person=person, is_lead=True, agreed_at=now)
    _record(proposal, entered_by or person, "propose", after={"title": title, "status": proposal.status}, now=now)
    return proposal


@transaction.atomic
def edit_proposal(*, proposal: Proposal, actor: Person, now: datetime, **changes: Any) -> Proposal:
    """Change what a proposal says; its number, address and status stay."""
    changes = {field: value for field, value in _only_editable(changes).items() if getattr(proposal, field) != value}
    if not changes:
        return proposal
    before = {field: getattr(proposal, field) for field in changes}
    for field, value in changes.items():
        setattr(proposal, field, value)
    proposal.save(update_fields=list(changes))
    _record(proposal, actor, "edit", before=_without_private(before), after=_without_private(changes), now=now)
    return proposal


@transaction.atomic
def submit_draft(*, proposal: Proposal, actor: Person, now: datetime) -> Proposal:
    """Show a draft to everybody. Raises ``StatusChanged`` when it is no draft."""
    _move(proposal, to=ProposalStatus.PROPOSED, from_statuses=[ProposalStatus.DRAFT], submitted_at=now)
    _record(proposal, actor, "submit", after={"status": proposal.status}, now=now)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, actor: Person, now: datetime) -> Proposal:
    """Take a proposal back. Twice is the same as once; raises ``StatusChanged`` when it was merged or held."""
    if proposal.status == ProposalStatus.WITHDRAWN:
        return proposal
    before = proposal.status
    _move(proposal, to=ProposalStatus.WITHDRAWN, from_statuses=WITHDRAWABLE)
    _record(proposal, actor, "withdraw", before={"status": before}, after={"status": proposal.status}, now=now)
    return proposal


@transaction.atomic
def mark_held(*, proposal: Proposal, actor: Person, now: datetime) -> Proposal:
    """Note that a session took place. Twice is the same as once; raises ``StatusChanged`` when it was never chosen."""
    from_statuses = [ProposalStatus.ACCEPTED, ProposalStatus.PARKED]
    return set_status(proposal=proposal, status=ProposalStatus.HELD, actor=actor, now=now, from_statuses=from_statuses)


@transaction.atomic
def set_status(
    *,
    proposal: Proposal,
    status: str,
    actor: Person | None,
    now: datetime,
    from_statuses: Collection[str] | None = None,
) -> Proposal:
    """Move a proposal on (accepted, parked, held, proposed again). Raises ``StatusChanged`` when somebody was faster.

    Without ``from_statuses`` it starts from the status that the caller saw.
    """
    before = proposal.status
    if before == status:
        return proposal
    _move(proposal, to=status, from_statuses=from_statuses or [before])
    _record(proposal, actor, "set_status", before={"status": before}, after={"status": status}, now=now)
    return proposal


def _just_sent(
    edition: Edition, person: Person | None, sent: dict[str, Any], *, is_draft: bool, now: datetime
) -> Proposal | None:
    """Return what came a moment ago from the same people with the same content."""
    since = now - SAME_CLICK
    recent = edition.proposals.filter(title=sent["title"], submitted_at__gte=since, submitted_at__lte=now)
    recent = recent.filter(hosts__person=person) if person else recent.filter(hosts=None)
    recent = recent.filter(status=ProposalStatus.DRAFT if is_draft else ProposalStatus.PROPOSED)
    return next((one for one in recent if all(getattr(one, name) == value for name, value in sent.items())), None)


def _lock_numbers(edition: Edition) -> None:
    """Let nobody else number a proposal of the edition before this transaction ends."""
    ProposalCounter.objects.get_or_create(edition=edition)
    ProposalCounter.objects.filter(edition=edition).update(last_number=F("last_number"))


def next_number(edition: Edition) -> int:
    """Give the next number of an edition. Call inside the transaction that uses it: the raised row is the lock."""
    ProposalCounter.objects.get_or_create(edition=edition)
    ProposalCounter.objects.filter(edition=edition).update(last_number=F("last_number") + 1)
    return ProposalCounter.objects.values_list("last_number", flat=True).get(edition=edition)


def _move(proposal: Proposal, *, to: str, from_statuses: Collection[str], **fields: Any) -> None:
    moved = Proposal.objects.filter(pk=proposal.pk, status__in=from_statuses).update(status=to, **fields)
    if not moved:
        raise StatusChanged
    proposal.status = to
    for field, value in fields.items():
        setattr(proposal, field, value)


def _record(
    proposal: Proposal,
    actor: Person | None,
    action: str,
    *,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_entry(
        edition=proposal.edition,
        actor=actor,
        action=f"proposals.{action}",
        target=proposal,
        before=before,
        after=after,
        now=now,
    )
    publish(proposal.edition, "proposals")


def _only_editable(fields: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(fields) - EDITABLE:
        raise TypeError(f"a proposal has no editable {', '.join(sorted(unknown))}")
    return {name: list(value) if name in {"needs", "tags"} else value for name, value in fields.items()}


def _without_private(values: dict[str, Any]) -> dict[str, Any]:
    return {name: "…" if name in PRIVATE else value for name, value in values.items()}
