"""The board: rooms × slots, and every move on it as a plain form."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.planning import services
from politoscope.planning.errors import PlanConflict, PlanError
from politoscope.planning.forms import MoveForm
from politoscope.planning.policies import may_plan
from politoscope.planning.queries.board import board_of
from politoscope.planning.queries.state import plan_state
from politoscope.proposals.models import Proposal


@allow(may_plan, staff=True)
@require_safe
def board(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the draft as it is now."""
    return render(request, "planning/board.html", {"board": board_of(edition, now=timezone.now())})


@allow(may_plan, staff=True)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Move a session to a room and a slot by a form that needs no script."""
    now = timezone.now()
    proposal, number = find_session(edition, code)
    state = plan_state(edition, now=now)
    card = state.card((proposal.pk, number))
    if card is None:
        raise Http404(f"{code} is not on the board")
    form = MoveForm(request.POST or None, state=state, card=card)
    if request.method == "POST" and form.is_valid():
        try:
            _place(edition, request, proposal, number, form, now)
        except PlanError as error:
            form.add_plan_error(error)
        else:
            messages.success(request, _("“%(title)s” is in its new place.") % {"title": proposal.title})
            return redirect("planning:board", edition.slug)
    status = 200 if request.method != "POST" else 409 if is_conflict(form) else 422
    return render(request, "planning/move.html", {"form": form, "card": card, "code": code}, status=status)


def _place(edition: Edition, request: HttpRequest, proposal: Proposal, number: int, form: MoveForm, now: Any) -> None:
    values = form.cleaned_data
    other = form.card_there()
    common = {"edition": edition, "actor": request.user, "now": now, "seen": values["seen"]}
    if other is not None and values["is_swap"]:
        taker = Proposal.objects.get(pk=other.key[0])
        services.swap_sessions(one=(proposal, number), other=(taker, other.key[1]), **common)
    else:
        services.place_session(proposal=proposal, occurrence=number, slot=values["slot"], room=values["room"], **common)


def is_conflict(form: MoveForm) -> bool:
    """Tell whether the form failed because somebody else was faster."""
    return any(isinstance(error, PlanConflict) for error in form.plan_errors)


def find_session(edition: Edition, code: str) -> tuple[Proposal, int]:
    """Return the proposal and the occurrence that a short code names: ``17``, or ``17-2`` for the second time."""
    number, _dash, occurrence = code.partition("-")
    if not number.isdecimal() or (occurrence and not occurrence.isdecimal()) or len(code) > 12:
        raise Http404(f"no session {code}")
    proposal = Proposal.objects.filter(edition=edition, number=int(number)).first()
    if proposal is None:
        raise Http404(f"no session {code}")
    return proposal, int(occurrence or 1)


def _command(service: Callable[..., Any], said: Callable[[], str]) -> Callable[..., HttpResponse]:
    """Make the view of a one-button command on one session."""

    @allow(may_plan, staff=True)
    @require_POST
    @wraps(service, assigned=("__doc__", "__name__"))
    def view(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
        proposal, number = find_session(edition, code)
        try:
            service(edition=edition, actor=request.user, proposal=proposal, occurrence=number, now=timezone.now())
        except PlanError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, said() % {"title": proposal.title})
        return redirect("planning:board", edition.slug)

    return view


park = _command(services.park_session, lambda: _("“%(title)s” is in the parking lot."))
unpark = _command(services.unpark_session, lambda: _("“%(title)s” waits for a place."))
pin = _command(services.pin_session, lambda: _("“%(title)s” is pinned."))
unpin = _command(services.unpin_session, lambda: _("“%(title)s” can be moved by planning runs again."))


@allow(may_plan, staff=True)
@require_POST
def draft(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Place every session that waits."""
    try:
        step = services.draft_plan(edition=edition, actor=request.user, now=timezone.now())
    except PlanError as error:
        messages.error(request, error.message)
    else:
        placed = step.changes.count() if step else 0
        messages.info(request, _("Sessions placed: %(count)d.") % {"count": placed})
    return redirect("planning:board", edition.slug)
