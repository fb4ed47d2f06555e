"""Co-hosts and comments."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from politoscope.editions.access import allow, refuse
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals import policies
from politoscope.proposals.forms import CohostForm, CommentForm, HideForm
from politoscope.proposals.services import (
    accept_invitation,
    hide_comment,
    invite_cohost,
    leave_proposal,
    write_comment,
)
from politoscope.proposals.views.answers import back_to, told
from politoscope.proposals.views.pages import find, person_of, show
from politoscope.registration.queries import confirmed


@require_POST
@allow(policies.can_propose)
def invite(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Invite a co-host by mail address. The answer is the same whether or not somebody is registered (S-03)."""
    proposal = find(request, edition, number)
    person = person_of(request)
    if person is None or not policies.is_main_host(person, proposal):
        return refuse(request)
    form = CohostForm(request.POST)
    if not form.is_valid():
        return show(request, proposal, cohost_form=form)
    address = form.cleaned_data["email"]
    invited = confirmed(edition).filter(person__email__iexact=address).select_related("person").first()
    if invited is not None:
        invite_cohost(proposal=proposal, person=invited.person, actor=person, now=timezone.now())
    messages.success(
        request,
        _("If %(address)s is registered here, they now find your invitation in their mail.") % {"address": address},
    )
    return back_to(proposal)


@require_POST
@allow(policies.can_propose)
def accept(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Agree to be a co-host."""
    proposal = find(request, edition, number)
    person = request.user
    assert isinstance(person, Person)
    with told(request, _("You offer this session together now.")):
        accept_invitation(proposal=proposal, person=person, now=timezone.now())
    return back_to(proposal)


@require_POST
@allow(policies.can_propose)
def leave(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Decline an invitation, or stop being a co-host."""
    proposal = find(request, edition, number)
    person = request.user
    assert isinstance(person, Person)
    with told(request, _("You are not a host of this session.")):
        leave_proposal(proposal=proposal, person=person, now=timezone.now())
    return back_to(proposal)


@require_POST
@allow(policies.can_propose)
def comment(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Write a comment, or offer to help."""
    proposal = find(request, edition, number)
    author = request.user
    assert isinstance(author, Person)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return show(request, proposal, comment_form=form)
    write_comment(proposal=proposal, author=author, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Your comment is on the page."))
    return back_to(proposal)


@require_POST
def hide(request: HttpRequest, edition: Edition, number: int, comment: uuid.UUID) -> HttpResponse:
    """Take a comment off the page."""
    proposal = find(request, edition, number)
    person = person_of(request)
    if person is None or not policies.can_moderate_comments(person, proposal):
        return refuse(request)
    found = get_object_or_404(proposal.comments, pk=comment)
    form = HideForm(request.POST)
    if not form.is_valid():
        return show(request, proposal, hide_form=form)
    hide_comment(comment=found, actor=person, reason=form.cleaned_data["reason"], now=timezone.now())
    messages.success(request, _("The comment is off the page."))
    return back_to(proposal)
