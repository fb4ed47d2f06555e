"""Propose, edit, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from politoscope.editions.access import allow, refuse
from politoscope.editions.models import Edition
from politoscope.editions.phases import is_proposing_open
from politoscope.people.models import Person
from politoscope.proposals import policies
from politoscope.proposals.forms import ProposalForm, QuickForm, WishForm, contents_of
from politoscope.proposals.queries import label_of, people_of
from politoscope.proposals.services import (
    adopt_wish,
    edit_proposal,
    mark_held,
    propose_session,
    submit_draft,
    wish_topic,
    withdraw_proposal,
)
from politoscope.proposals.views.answers import back_to, told
from politoscope.proposals.views.pages import find, person_of
from politoscope.registration.models import Registration


@allow(policies.can_propose)
def new(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Offer a session."""
    now = timezone.now()
    person = request.user
    assert isinstance(person, Person)
    if not is_proposing_open(edition, now=now) and not policies.can_quick_enter(person, edition):
        return render(request, "proposals/closed.html", status=403)
    form = ProposalForm(request.POST or None, edition=edition)
    if form.is_valid():
        is_draft = "draft" in request.POST
        made = propose_session(edition=edition, person=person, is_draft=is_draft, now=now, **form.cleaned_data)
        messages.success(request, _("Your draft is saved.") if is_draft else _("Your session is proposed."))
        return redirect("proposals:detail", edition=edition.slug, number=made.number)
    return render(request, "proposals/new.html", {"form": form})


def edit(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Change a proposal."""
    proposal = find(request, edition, number)
    person = person_of(request)
    if person is None or not policies.can_edit_proposal(person, proposal):
        return refuse(request)
    form = ProposalForm(request.POST or None, initial=contents_of(proposal), edition=edition)
    if form.is_valid():
        edit_proposal(proposal=proposal, actor=person, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your changes are saved."))
        return redirect("proposals:detail", edition=edition.slug, number=number)
    return render(request, "proposals/edit.html", {"form": form, "proposal": proposal})


@require_POST
def submit(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Show a draft to everybody."""
    return _change(request, edition, number, submit_draft, _("Your session is proposed."))


@require_POST
def held(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Note that a session took place."""
    return _change(request, edition, number, mark_held, _("Noted: this session took place."))


def _change(
    request: HttpRequest, edition: Edition, number: int, change: Callable[..., object], success: str
) -> HttpResponse:
    """Let somebody who may edit a proposal take it one step on, and return to its page."""
    proposal = find(request, edition, number)
    person = person_of(request)
    if person is None or not policies.can_edit_proposal(person, proposal):
        return refuse(request)
    with told(request, success):
        change(proposal=proposal, actor=person, now=timezone.now())
    return back_to(proposal)


def withdraw(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Ask, then take a proposal back."""
    proposal = find(request, edition, number)
    person = person_of(request)
    if person is None or not policies.can_withdraw_proposal(person, proposal):
        return refuse(request)
    if request.method != "POST":
        return render(request, "proposals/withdraw.html", {"proposal": proposal})
    with told(request, _("The proposal is withdrawn. Thank you for letting us know.")):
        withdraw_proposal(proposal=proposal, actor=person, now=timezone.now())
    return back_to(proposal)


@allow(policies.can_propose)
def wish(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say what one would like to hear about."""
    person = request.user
    assert isinstance(person, Person)
    form = WishForm(request.POST or None)
    if form.is_valid():
        made = wish_topic(edition=edition, person=person, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your wish is on the list. Perhaps somebody adopts it."))
        return redirect("proposals:detail", edition=edition.slug, number=made.number)
    return render(request, "proposals/wish.html", {"form": form})


@require_POST
@allow(policies.can_propose)
def adopt(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Become the host of a wished topic."""
    person = request.user
    assert isinstance(person, Person)
    found = find(request, edition, number)
    with told(request, _("The topic is yours now. You can change title and text.")):
        adopt_wish(wish=found, person=person, now=timezone.now())
    return back_to(found)


@allow(policies.can_quick_enter, staff=True)
def quick(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Enter a proposal for somebody who stands in front of the crew."""
    people = people_of(edition)
    form = QuickForm(request.POST or None)
    if form.is_valid():
        actor = request.user
        assert isinstance(actor, Person)
        host = form.cleaned_data["host"].strip()
        known = _the_only_one(host, people)
        made = propose_session(
            edition=edition,
            person=known.person if known else None,
            title=form.cleaned_data["title"],
            host_name="" if known else host,
            entered_by=actor,
            now=timezone.now(),
        )
        messages.success(request, _("Number %(number)s: “%(title)s”") % {"number": made.number, "title": made.title})
        return redirect("proposals:quick", edition=edition.slug)
    return render(request, "proposals/quick.html", {"form": form, "people": people})


def _the_only_one(name: str, people: Sequence[Registration]) -> Registration | None:
    """Return the registration with this name when there is exactly one; two of a name stay a name."""
    found = [registration for registration in people if label_of(registration) == name or registration.name == name]
    return found[0] if len(found) == 1 else None
