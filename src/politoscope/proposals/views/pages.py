"""The list, one proposal, and what is mine."""

from __future__ import annotations

from datetime import datetime

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from politoscope.editions.access import allow
from politoscope.editions.enums import Feature, Phase
from politoscope.editions.models import Edition
from politoscope.editions.phases import is_proposing_open, phase_of
from politoscope.people.models import Person
from politoscope.proposals import policies, queries
from politoscope.proposals.actions import actions_for
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.forms import CohostForm, CommentForm, HideForm
from politoscope.proposals.models import Proposal


def proposals(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show everything that is offered and wished."""
    now = timezone.now()
    person = person_of(request)
    return render(
        request,
        "proposals/list.html",
        {
            "rows": queries.offered(edition, person=person, now=now),
            "wishes": queries.wished(edition, person=person, now=now),
            "is_open": is_proposing_open(edition, now=now),
            "can_quick_enter": policies.can_quick_enter(person, edition),
        },
    )


def proposal(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Show one proposal; a merged one leads to the one that stands for both."""
    found = find(request, edition, number)
    if found.merged_into is not None and not policies.is_host(person_of(request), found):
        return redirect("proposals:detail", edition=edition.slug, number=found.merged_into.number)
    return show(request, found)


def show(request: HttpRequest, proposal: Proposal, **forms: Form) -> HttpResponse:
    """Write the page of a proposal; ``forms`` are those that came back with errors."""
    person = person_of(request)
    labels = dict(Feature.choices)
    may_take_part = policies.can_propose(person, proposal.edition)
    may_edit, is_main_host = policies.can_edit_proposal(person, proposal), policies.is_main_host(person, proposal)
    return render(
        request,
        "proposals/detail.html",
        {
            "proposal": proposal,
            "hosts": queries.hosts_of(proposal),
            "needs": [labels[need] for need in proposal.needs if need in labels],
            "comments": proposal.comments.all(),
            "comment_form": CommentForm(),
            "hide_form": HideForm(),
            "cohost_form": CohostForm(),
            "may_edit": may_edit,
            "may_mark_held": may_edit and may_have_been_held(proposal, now=timezone.now()),
            "may_withdraw": policies.can_withdraw_proposal(person, proposal)
            and proposal.status != ProposalStatus.WITHDRAWN,
            "may_invite": is_main_host,
            "may_moderate": policies.can_moderate_comments(person, proposal),
            "may_take_part": may_take_part,
            "is_invited": policies.is_invited(person, proposal),
            "is_cohost": policies.is_host(person, proposal) and not is_main_host,
            "can_adopt": proposal.is_wish and may_take_part,
            "actions": actions_for(person, proposal),
            "similar": _similar(person, proposal),
            **forms,
        },
    )


def may_have_been_held(proposal: Proposal, *, now: datetime) -> bool:
    """Tell whether the session was chosen, and its day has come."""
    is_chosen = proposal.status in {ProposalStatus.ACCEPTED, ProposalStatus.PARKED}
    return is_chosen and phase_of(proposal.edition, now=now) in {Phase.LIVE, Phase.DOCUMENTATION}


def _similar(person: Person | None, proposal: Proposal) -> list[queries.Similar]:
    """Return what looks alike, for those who could do something about it."""
    if proposal.is_draft or not policies.can_edit_proposal(person, proposal):
        return []
    return queries.similar_to(proposal.edition, proposal.title, but=proposal.number)


@allow(policies.can_propose)
def mine(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show what somebody offers, with drafts and invitations."""
    person = request.user
    assert isinstance(person, Person)
    return render(request, "proposals/mine.html", {"rows": queries.own(edition, person=person, now=timezone.now())})


def person_of(request: HttpRequest) -> Person | None:
    """Return who is signed in."""
    return request.user if isinstance(request.user, Person) else None


def find(request: HttpRequest, edition: Edition, number: int) -> Proposal:
    """Return a proposal that this person may see; anything else is not found."""
    found = queries.proposal_page(edition, number, person=person_of(request))
    if found is None:
        raise Http404(f"no proposal {number}")
    return found
