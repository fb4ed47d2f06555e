"""The board: rooms × slots, and every move on it as a plain form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.planning import services
from politoscope.planning.bridge.advice import advise_cells
from politoscope.planning.errors import PlanConflict, PlanError
from politoscope.planning.forms import MoveForm
from politoscope.planning.policies import may_change_frozen, may_plan
from politoscope.planning.queries.board import board_of
from politoscope.planning.queries.state import plan_state
from politoscope.planning.solver import pool
from politoscope.planning.state import State
from politoscope.planning.views.person import signed_in
from politoscope.planning.words import advice_lines
from politoscope.proposals.models import Proposal


@allow(may_plan, staff=True)
@require_safe
@vary_on_headers("HX-Request")
def board(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the draft as it is now; scripts fetch the board without the page around it.

    The engine starts meanwhile, so that the first “Plan it” finds it warm.
    """
    template = "planning/board.html#board" if request.headers.get("HX-Request") else "planning/board.html"
    if template == "planning/board.html":
        pool.prepare()
    return render(request, template, {"board": board_of(edition, person=signed_in(request), now=timezone.now())})


@allow(may_plan, staff=True)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Move a session to a room and a slot by a form that needs no script; scripts get the answer as JSON."""
    now = timezone.now()
    proposal, number = find_session(edition, code)
    state = _state_for(request, edition, now)
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
            where = form.where()
            return done(request, edition, _("“%(title)s”: %(where)s.") % {"title": proposal.title, "where": where})
    if request.method == "POST" and request.headers.get("HX-Request"):
        message = " ".join(str(one) for errors in form.errors.values() for one in errors)
        return JsonResponse({"message": message, "is_error": True}, status=409 if is_conflict(form) else 422)
    status = 200 if request.method != "POST" else 409 if is_conflict(form) else 422
    context = {"form": form, "card": card, "choices": form.choices(), "is_frozen": state.holds(card)}
    return render(request, "planning/move.html", context, status=status)


@allow(may_plan, staff=True)
@require_safe
def cell_advice(request: HttpRequest, edition: Edition, code: str) -> JsonResponse:
    """Say for every cell what placing the session there would do: shown while its card is held."""
    proposal, number = find_session(edition, code)
    state = _state_for(request, edition, timezone.now())
    if state.card((proposal.pk, number)) is None:
        raise Http404(f"{code} is not on the board")
    seats = {room.pk: room.capacity for room in state.frame.rooms}
    cells = [
        {
            "slot": one.slot,
            "room": one.room,
            "lines": [{"kind": kind, "text": text} for kind, text in advice_lines(one, seats[one.room])],
            "level": "impossible" if one.is_impossible else "warned" if one.objections else "good",
            "is_best": one.is_best,
            "is_swap": bool(one.swaps_with),
        }
        for one in advise_cells(state, (proposal.pk, number))
    ]
    return JsonResponse({"version": state.version, "cells": cells})


def _state_for(request: HttpRequest, edition: Edition, now: datetime) -> State:
    """Return the draft as somebody may change it: the moderator also what starts within minutes."""
    state = plan_state(edition, now=now)
    return state.thawed() if may_change_frozen(signed_in(request), edition) else state


def done(request: HttpRequest, edition: Edition, message: str) -> HttpResponse:
    """Answer a command: back to the board with a message, or the message alone for a script."""
    if request.headers.get("HX-Request"):
        return JsonResponse({"message": message, "is_error": False})
    messages.success(request, message)
    return redirect("planning:board", edition.slug)


def failed(request: HttpRequest, edition: Edition, error: PlanError) -> HttpResponse:
    """Answer a command that was not carried out."""
    if request.headers.get("HX-Request"):
        status = 409 if isinstance(error, PlanConflict) else 422
        return JsonResponse({"message": error.message, "is_error": True}, status=status)
    messages.error(request, error.message)
    return redirect("planning:board", edition.slug)


def _place(
    edition: Edition, request: HttpRequest, proposal: Proposal, number: int, form: MoveForm, now: datetime
) -> None:
    values = form.cleaned_data
    other = form.card_there()
    common = {"edition": edition, "actor": signed_in(request), "now": now, "seen": values["seen"]}
    common |= {"slot": values["slot"], "room": values["room"]}
    if other is not None and values["is_swap"]:
        taker = Proposal.objects.get(pk=other.key[0])
        services.swap_sessions(one=(proposal, number), other=(taker, other.key[1]), **common)
    else:
        services.place_session(proposal=proposal, occurrence=number, **common)


def is_conflict(form: MoveForm) -> bool:
    """Tell whether the form failed because somebody else was faster."""
    return any(isinstance(error, PlanConflict) for error in form.plan_errors)


def seen_version(request: HttpRequest) -> int | None:
    """Return the version of the plan that somebody looked at when pressing a button; None where a page did not say."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def find_session(edition: Edition, code: str) -> tuple[Proposal, int]:
    """Return the proposal and the occurrence that a short code names: ``17``, or ``17-2`` for the second time."""
    number, _dash, occurrence = code.partition("-")
    if not number.isdecimal() or (occurrence and not occurrence.isdecimal()) or len(code) > 12:
        raise Http404(f"no session {code}")
    proposal = Proposal.objects.filter(edition=edition, number=int(number)).first()
    if proposal is None:
        raise Http404(f"no session {code}")
    return proposal, int(occurrence or 1)


def _session_command(service: Callable[..., Any], said: Callable[[], str]) -> Callable[..., HttpResponseBase]:
    """Make the view of a one-button command on one session."""

    @allow(may_plan, staff=True)
    @require_POST
    @wraps(service, assigned=("__doc__", "__name__"))
    def view(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
        proposal, number = find_session(edition, code)
        common = {"edition": edition, "actor": signed_in(request), "now": timezone.now()}
        try:
            service(proposal=proposal, occurrence=number, seen=seen_version(request), **common)
        except PlanError as error:
            return failed(request, edition, error)
        return done(request, edition, said() % {"title": proposal.title})

    return view


def _plan_command(service: Callable[..., Any], said: Callable[[], str]) -> Callable[..., HttpResponseBase]:
    """Make the view of a one-button command on the whole plan."""

    @allow(may_plan, staff=True)
    @require_POST
    @wraps(service, assigned=("__doc__", "__name__"))
    def view(request: HttpRequest, edition: Edition) -> HttpResponse:
        try:
            service(edition=edition, actor=signed_in(request), now=timezone.now())
        except PlanError as error:
            return failed(request, edition, error)
        return done(request, edition, said())

    return view


park = _session_command(services.park_session, lambda: _("“%(title)s” is in the parking lot."))
unpark = _session_command(services.unpark_session, lambda: _("“%(title)s” waits for a place."))
pin = _session_command(services.pin_session, lambda: _("“%(title)s” is pinned."))
unpin = _session_command(services.unpin_session, lambda: _("Planning runs may move “%(title)s” again."))
undo = _plan_command(services.undo_step, lambda: _("The last step is undone."))
redo = _plan_command(services.redo_step, lambda: _("The step is done again."))
