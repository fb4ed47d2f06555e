"""The plan as everybody reads it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from politoscope.editions.models import Edition
from politoscope.planning.queries import published_plan
from politoscope.planning.queries.sessions import session_by_number


@require_safe
def plan(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the published plan: a grid on wide screens, a list by time on phones, now and next on top."""
    now = timezone.now()
    published = published_plan(edition)
    running, coming = published.now_and_next(now)
    context = {"plan": published, "running": running, "coming": coming, "now": now}
    return render(request, "planning/plan.html", context)


@require_safe
def session_page(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Show a session: what, who, when and where. Its address never changes."""
    proposal = session_by_number(edition, number, request.user)
    if proposal is None:
        raise Http404(f"no session {number}")
    published = published_plan(edition)
    entries = [entry for entry in published.entries if entry.proposal.pk == proposal.pk]
    context = {"proposal": proposal, "entries": entries, "plan": published, "now": timezone.now()}
    return render(request, "planning/session.html", context)
