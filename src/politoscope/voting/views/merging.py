"""Asking for a merge, agreeing, declining, undoing."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from politoscope.editions.access import allow, refuse
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.policies import can_propose
from politoscope.proposals.queries import similar_to
from politoscope.voting.consent import can_ask, sides_of
from politoscope.voting.errors import VoteError
from politoscope.voting.forms import MergeForm
from politoscope.voting.models import MergeRequest
from politoscope.voting.services import agree_merge, ask_merge, end_merge
from politoscope.voting.views.rounds import person_of


@allow(can_propose)
def merge(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Show what is asked about a proposal, and let its hosts ask for another merge."""
    person = person_of(request)
    proposal = get_object_or_404(edition.proposals.visible_to(person).with_hosts(), number=number)
    if not can_ask(person, proposal):
        return refuse(request)
    others = edition.proposals.standing().exclude(pk=proposal.pk).order_by("number")
    similar = [match.proposal.number for match in similar_to(edition, proposal.title, but=number)]
    form = MergeForm(request.POST or None, proposal=proposal, others=others, similar=similar)
    if form.is_valid():
        other = form.cleaned_data["other"]
        kept, merged = (other, proposal) if form.cleaned_data["keep"] == "other" else (proposal, other)
        try:
            asked = ask_merge(kept=kept, merged=merged, actor=person, now=timezone.now())
        except VoteError as error:
            form.add_error(None, str(error))
        else:
            done = _("The two are one proposal now.") if asked.done_at else _("The hosts of both are asked.")
            messages.success(request, done)
            return redirect("voting:merge", edition=edition.slug, number=asked.kept.number)
    asked_about = (
        MergeRequest.objects.filter(Q(kept=proposal) | Q(merged=proposal), ended_at=None)
        .select_related("kept__edition", "merged__edition", "asked_by")
        .prefetch_related("kept__hosts", "merged__hosts")
        .order_by("asked_at")
    )
    rows = [{"merge": row, "mine": sides_of(person, row), "waits": _waits_for(person, row)} for row in asked_about]
    return render(request, "voting/merge.html", {"proposal": proposal, "form": form, "rows": rows})


def _waits_for(person: Person, row: MergeRequest) -> bool:
    return row.done_at is None and any(getattr(row, f"{side}_agreed_at") is None for side in sides_of(person, row))


@require_POST
@allow(can_propose)
def agree(request: HttpRequest, edition: Edition, merge: uuid.UUID) -> HttpResponse:
    """Agree for the own side."""
    asked = get_object_or_404(edition.merge_requests.select_related("kept__edition", "merged__edition"), pk=merge)
    try:
        agree_merge(request=asked, actor=person_of(request), now=timezone.now())
    except VoteError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The two are one proposal now.") if asked.done_at else _("You have agreed."))
    return redirect("proposals:detail", edition=edition.slug, number=asked.kept.number)


@require_POST
@allow(can_propose)
def end(request: HttpRequest, edition: Edition, merge: uuid.UUID) -> HttpResponse:
    """Decline, or undo."""
    asked = get_object_or_404(edition.merge_requests.select_related("kept__edition", "merged__edition"), pk=merge)
    was_done = asked.done_at is not None
    try:
        end_merge(request=asked, actor=person_of(request), now=timezone.now())
    except VoteError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Both stand for themselves again.") if was_done else _("They stay apart."))
    return redirect("proposals:detail", edition=edition.slug, number=asked.kept.number)
