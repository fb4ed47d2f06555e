"""How long an edition remembers what was proposed and said about it. Sessions that took place are its archive."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from politoscope.audit.forgetting import Action, Due, Rule, register
from politoscope.people.retention import keep_name
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Comment, DigestOptOut, Proposal, ProposalHost
from politoscope.proposals.querysets import ProposalQuerySet
from politoscope.realtime.publish import publish

if TYPE_CHECKING:
    from politoscope.editions.models import Edition

IN_THE_ARCHIVE = (ProposalStatus.ACCEPTED, ProposalStatus.HELD)
Finder = Callable[["Edition"], Collection[UUID]]
STAYS_WHOLE: list[Finder] = []
"""Later stages find here what took place although its status does not say so."""
STAYS_BY_TITLE: list[Finder] = []
"""Later stages find here what they show by number and title for good, such as a result that anybody may recount."""
BLANK: dict[str, Any] = {
    "abstract": "",
    "tags": [],
    "needs": [],
    "time_wish": "",
    "host_name": "",
    "present_from_at": None,
    "present_until_at": None,
    "entered_by": None,
}
"""What a proposal is without its number, its title and what became of it."""

keep_name(ProposalHost)


def without_a_place(edition: Edition) -> ProposalQuerySet:
    """Return what did not take place: drafts, wishes, and proposals that got no place."""
    whole = {pk for find in STAYS_WHOLE for pk in find(edition)}
    found: ProposalQuerySet = Proposal.objects.filter(edition=edition).exclude(
        Q(status__in=IN_THE_ARCHIVE) | Q(pk__in=whole)
    )
    return found


def shown_by_title(edition: Edition) -> set[UUID]:
    """Return what stays by number and title, and what that was merged into."""
    shown = {pk for find in STAYS_BY_TITLE for pk in find(edition)}
    into: dict[UUID, Any] = dict(
        Proposal.objects.filter(edition=edition, merged_into__isnull=False).values_list("pk", "merged_into")
    )
    while targets := {into[pk] for pk in shown & into.keys()} - shown:
        shown |= targets
    return shown


def forget_not_held(due: Due) -> int:
    """Delete what led nowhere. Whatever was merged is parted first: a merger needs both."""
    going = without_a_place(due.edition).exclude(pk__in=shown_by_title(due.edition))
    keys = set(going.values_list("pk", flat=True))
    Proposal.objects.filter(pk__in=keys).update(status=ProposalStatus.WITHDRAWN, merged_into=None)
    Proposal.objects.filter(pk__in=keys).delete()
    return told(due, len(keys))


def forget_text(due: Due) -> int:
    """Reduce to number and title what stood on a ballot or in a plan and did not take place."""
    hosted = Exists(ProposalHost.objects.filter(proposal=OuterRef("pk")))
    staying = without_a_place(due.edition).filter(pk__in=shown_by_title(due.edition))
    keys = set(staying.filter(hosted | ~Q(**BLANK)).values_list("pk", flat=True))
    ProposalHost.objects.filter(proposal__in=keys).delete()
    Proposal.objects.filter(pk__in=keys).update(**BLANK)
    return told(due, len(keys))


def forget_particulars(due: Due) -> int:
    """Forget when hosts could be there and who was asked to host and never answered."""
    of_edition = Proposal.objects.filter(edition=due.edition)
    unanswered, _by_model = ProposalHost.objects.filter(proposal__edition=due.edition, agreed_at=None).delete()
    nothing = {"time_wish": "", "present_from_at": None, "present_until_at": None}
    return unanswered + of_edition.exclude(**nothing).update(**nothing)


def forget_opt_outs(due: Due) -> int:
    """Delete who did not want the summary."""
    return DigestOptOut.objects.filter(edition=due.edition).delete()[0]


def forget_comments(due: Due) -> int:
    """Delete all comments, hidden ones too."""
    return told(due, Comment.objects.filter(proposal__edition=due.edition).delete()[0])


def told(due: Due, rows: int) -> int:
    """Have pages read anew when something went; returns how many rows that were."""
    if rows:
        publish(due.edition, "proposals")
    return rows


register(
    Rule(
        "proposals.particulars",
        _("When hosts can be there, their wishes for a time, and who was asked to host and never answered"),
        covers=("proposals.Proposal.time_wish", "proposals.Proposal.present_from_at", "proposals.ProposalHost"),
        days=30,
        action=Action.REDUCE,
        forget=forget_particulars,
        shown_on="proposals:detail",
    ),
    Rule(
        "proposals.opt_outs",
        _("Who does not want the summary of new proposals"),
        covers=("proposals.DigestOptOut",),
        days=30,
        forget=forget_opt_outs,
    ),
    Rule(
        "proposals.comments",
        _("Comments and offers to help"),
        covers=("proposals.Comment",),
        days=180,
        forget=forget_comments,
        shown_on="proposals:detail",
    ),
    Rule(
        "proposals.not_held",
        _("Drafts, topic wishes and proposals that got no place"),
        covers=("proposals.Proposal", "proposals.ProposalHost"),
        days=180,
        forget=forget_not_held,
        shown_on="proposals:list",
    ),
    Rule(
        "proposals.on_ballot",
        _("Text and hosts of proposals that stood on a ballot and got no place; number and title stay in the result"),
        covers=("proposals.Proposal.abstract", "proposals.ProposalHost"),
        days=180,
        action=Action.REDUCE,
        forget=forget_text,
        shown_on="proposals:detail",
    ),
    Rule(
        "proposals.archive",
        _("Sessions that took place: title, text and names of the hosts as published"),
        covers=("proposals.Proposal", "proposals.ProposalHost"),
        action=Action.KEEP,
        shown_on="planning:session",
    ),
)
