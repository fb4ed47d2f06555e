"""“Plan it”: ask, watch, look at the difference, take over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.planning.differences import Difference, differences
from politoscope.planning.enums import RunStatus
from politoscope.planning.errors import PlanError
from politoscope.planning.forms import SolveForm
from politoscope.planning.models import SolverRun
from politoscope.planning.policies import may_plan
from politoscope.planning.queries.spots import spots_of_cards
from politoscope.planning.queries.state import plan_state
from politoscope.planning.services import solving
from politoscope.planning.solver import pool
from politoscope.planning.views.board import done, failed
from politoscope.planning.views.person import signed_in

WAIT_SECONDS = 2.5
"""A page waits so long for the engine before it shows progress instead: one second, and the time to load it."""


@allow(may_plan, staff=True)
@require_http_methods(["GET", "HEAD", "POST"])
def solve(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Ask the engine for a plan."""
    form = SolveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        run = solving.start_run(edition=edition, actor=signed_in(request), now=timezone.now(), **form.cleaned_data)
        solving.run_in_background(run)
        solving.wait_for(run, seconds=WAIT_SECONDS)
        return redirect("planning:run", edition.slug, run.pk)
    pool.prepare()
    state = plan_state(edition, now=timezone.now())
    context = {"form": form, "state": state, "people": len(state.marks)}
    return render(request, "planning/solve.html", context, status=422 if form.is_bound else 200)


@allow(may_plan, staff=True)
@require_safe
def run(request: HttpRequest, edition: Edition, run: UUID) -> HttpResponse:
    """Show how far a run is; at its end what it found and what that would change."""
    now = timezone.now()
    found = solving.settle(_run(edition, run), now=now)
    context = {
        "run": found,
        "result": found.result,
        "is_running": found.status == RunStatus.RUNNING,
        "again": {"mode": found.mode, "seconds": found.seconds},
    }
    if not context["is_running"] and found.result.get("positions"):
        context["changes"] = _changes(edition, found)
        is_fresh = now - found.heard_at < timedelta(seconds=10)
        context["awaits_reasons"] = found.status == RunStatus.DONE and "reasons" not in found.result and is_fresh
    template = "planning/run.html#run" if request.headers.get("HX-Request") else "planning/run.html"
    return render(request, template, context)


@allow(may_plan, staff=True)
@require_POST
def cancel(request: HttpRequest, edition: Edition, run: UUID) -> HttpResponse:
    """Stop a run and keep the best plan it had."""
    found = _run(edition, run)
    solving.cancel_run(run=found)
    solving.wait_for(found, seconds=1.5)
    return redirect("planning:run", edition.slug, run)


@allow(may_plan, staff=True)
@require_POST
def apply(request: HttpRequest, edition: Edition, run: UUID) -> HttpResponse:
    """Take a drafted plan over."""
    try:
        solving.apply_run(edition=edition, actor=signed_in(request), run=_run(edition, run), now=timezone.now())
    except PlanError as error:
        return failed(request, edition, error)
    return done(request, edition, _("The drafted plan is on the board. “Undo” takes it back as one step."))


def _run(edition: Edition, run: UUID) -> SolverRun:
    return get_object_or_404(SolverRun.objects.select_related("plan"), pk=run, plan__edition=edition)


def _changes(edition: Edition, run: SolverRun) -> list[Difference]:
    """Compare a drafted plan with the board as it is now."""
    state = plan_state(edition, now=timezone.now())
    return differences(spots_of_cards(state), spots_of_cards(state.moved(solving.run_positions(run))))
