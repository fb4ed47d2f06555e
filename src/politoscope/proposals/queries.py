"""What pages show of proposals, each in a known number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals import bridge
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Comment, DigestOptOut, Proposal
from politoscope.proposals.querysets import PUBLIC_STATUSES, STANDING
from politoscope.registration.models import Registration
from politoscope.registration.queries import confirmed

FRESH = timedelta(hours=24)
"""How long a proposal is marked as new."""


@dataclass(frozen=True)
class HostNames:
    """Who offers a proposal, as the page writes it."""

    agreed: list[str]
    invited: list[str]


@dataclass(frozen=True)
class Row:
    """A proposal in a list."""

    proposal: Proposal
    hosts: str
    is_new: bool
    is_mine: bool


def offered(edition: Edition, *, person: Person | None, now: datetime) -> list[Row]:
    """Return what is offered at the edition, newest first. Three queries."""
    proposals = edition.proposals.standing().with_hosts().order_by("-submitted_at", "-number")
    return rows_of(proposals, person=person, now=now)


def wished(edition: Edition, *, person: Person | None, now: datetime) -> list[Row]:
    """Return the topics that look for a host, oldest first. Three queries."""
    wishes = edition.proposals.wishes().with_hosts().order_by("submitted_at")
    return rows_of(wishes, person=person, now=now)


def own(edition: Edition, *, person: Person, now: datetime) -> list[Row]:
    """Return what the person offers or is invited to, in every status. Three queries."""
    proposals = edition.proposals.hosted_by(person).with_hosts().order_by("-submitted_at")
    return rows_of(proposals, person=person, now=now)


def rows_of(proposals: Iterable[Proposal], *, person: Person | None, now: datetime) -> list[Row]:
    """Turn proposals loaded ``with_hosts()`` into rows, without a further query."""
    return [
        Row(
            proposal=proposal,
            hosts=", ".join(hosts_of(proposal).agreed),
            is_new=now - proposal.submitted_at < FRESH,
            is_mine=person is not None and any(host.person_id == person.pk for host in proposal.hosts.all()),
        )
        for proposal in proposals
    ]


def hosts_of(proposal: Proposal) -> HostNames:
    """Return the hosts' names, the main host first. Reads ``proposal.hosts``."""
    hosts = sorted(proposal.hosts.all(), key=lambda host: (not host.is_lead, host.pk))
    agreed = [name_of(host.person) for host in hosts if host.agreed_at is not None]
    if proposal.host_name:
        agreed.insert(0, proposal.host_name)
    return HostNames(agreed=agreed, invited=[name_of(host.person) for host in hosts if host.agreed_at is None])


def name_of(person: Person) -> str:
    """Return somebody's name without ever showing a mail address."""
    return person.name or "…"


def proposal_page(edition: Edition, number: int, *, person: Person | None) -> Proposal | None:
    """Return one proposal with hosts and comments, or None for what this person may not see. Five queries at most."""
    comments = Comment.objects.select_related("author").order_by("written_at")
    return (
        edition.proposals.visible_to(person)
        .select_related("merged_into", "edition")
        .with_hosts()
        .prefetch_related(Prefetch("comments", queryset=comments))
        .filter(number=number)
        .first()
        or edition.proposals.filter(number=number, status=ProposalStatus.MERGED)
        .select_related("merged_into", "edition")
        .with_hosts()
        .first()
    )


@dataclass(frozen=True)
class Similar:
    """A proposal that may be the same topic."""

    proposal: Proposal
    is_strong: bool


def similar_to(edition: Edition, title: str, *, but: int | None = None) -> list[Similar]:
    """Return up to three proposals or wishes whose titles look alike, best first. Two queries."""
    if len(title.strip()) < 3:
        return []
    public = {proposal.number: proposal for proposal in edition.proposals.public() if proposal.number != but}
    titles = {number: proposal.title for number, proposal in public.items()}
    found = bridge.lookalikes(title, titles, synonyms_of(edition))
    return [Similar(public[match.number], match.is_strong) for match in found]


def synonyms_of(edition: Edition) -> list[list[str]]:
    """Return the edition's list of words that mean the same; the usual ones until it has its own. One query."""
    return list(edition.synonym_groups.order_by("pk").values_list("words", flat=True)) or bridge.default_synonyms()


def overview_counts(edition: Edition) -> dict[str, int]:
    """Return how many sessions are offered, how many topics look for a host, and what no digest has told yet.

    Two queries.
    """
    told_at = edition.digests.order_by("-number").values_list("sent_at", flat=True).first()
    public = Q(status__in=PUBLIC_STATUSES)
    counts: dict[str, int] = edition.proposals.aggregate(
        offered=Count("pk", filter=Q(status__in=STANDING)),
        wishes=Count("pk", filter=Q(status=ProposalStatus.WISH)),
        untold=Count("pk", filter=public & Q(submitted_at__gt=told_at) if told_at else public),
    )
    return counts


@dataclass(frozen=True)
class DigestPlan:
    """What the next digest would hold, and who would get it."""

    number: int
    proposals: list[Proposal]
    recipients: int


def next_digest(edition: Edition) -> DigestPlan:
    """Return what came in since the last digest. Three queries."""
    last = edition.digests.order_by("-number").first()
    proposals = edition.proposals.public().order_by("submitted_at")
    if last is not None:
        proposals = proposals.filter(submitted_at__gt=last.sent_at)
    return DigestPlan(
        number=last.number + 1 if last else 1,
        proposals=list(proposals),
        recipients=digest_recipients(edition).count(),
    )


def digest_recipients(edition: Edition) -> QuerySet[Registration]:
    """Return the registrations of those who get the digest."""
    opted_out = DigestOptOut.objects.filter(edition=edition).values("person")
    return confirmed(edition).exclude(person__in=opted_out).exclude(person__email="")


def people_of(edition: Edition) -> Sequence[Registration]:
    """Return everybody registered, for the crew's quick entry. Two queries."""
    return list(confirmed(edition).select_related("person").order_by("name"))


def label_of(registration: Registration) -> str:
    """Return what the quick entry offers: two people of one name differ by their organisation."""
    return f"{registration.name} ({registration.organisation})" if registration.organisation else registration.name
