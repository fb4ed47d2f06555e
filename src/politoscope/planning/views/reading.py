"""The plan as everybody reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from politoscope.editions.models import Edition
from politoscope.planning.exports.structured import plan_data, session_data
from politoscope.planning.forms import FilterForm
from politoscope.planning.memory import remembered
from politoscope.planning.queries import published_plan
from politoscope.planning.queries.published import PublishedPlan
from politoscope.planning.queries.sessions import session_by_number
from politoscope.planning.queries.stars import starred_by, unread_notices
from politoscope.planning.reading import filtered, room_plan, tags_of
from politoscope.planning.rooms import find_room
from politoscope.planning.views.person import person_of


@require_safe
@remembered
def plan(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the published plan: a grid on wide screens, a list by time on phones, now and next on top."""
    now = timezone.now()
    published = published_plan(edition)
    form = FilterForm(request.GET, rooms=published.rooms, tags=tags_of(published.entries))
    wanted = form.wanted()
    shown = filtered(published, wanted)
    template = "planning/plan.html#plan" if request.headers.get("HX-Request") else "planning/plan.html"
    context = _reading(request, edition, published, now) | {
        "plan": shown,
        "filter": form,
        "is_filtered": not wanted.is_empty,
        "found": len(shown.entries),
        "notices": unread_notices(person_of(request), edition),
        "data": plan_data(edition, published),
        "about": edition.description_en if get_language() == "en" else edition.description_de,
    }
    return render(request, template, context)


@require_safe
@remembered
def session_page(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Show a session: what, who, when and where. Its address never changes."""
    proposal = session_by_number(edition, number, person_of(request))
    if proposal is None:
        raise Http404(f"no session {number}")
    published = published_plan(edition)
    entries = [entry for entry in published.entries if entry.proposal.pk == proposal.pk]
    context = _reading(request, edition, published, timezone.now()) | {
        "proposal": proposal,
        "entries": entries,
        "data": [session_data(edition, entry) for entry in entries],
    }
    return render(request, "planning/session.html", context)


@require_safe
@remembered
def room(request: HttpRequest, edition: Edition, room: str) -> HttpResponse:
    """Show one room, large: for a tablet at its door."""
    now = timezone.now()
    found = find_room(edition, room)
    published = published_plan(edition)
    template = "planning/room.html#room" if request.headers.get("HX-Request") else "planning/room.html"
    context = _reading(request, edition, published, now) | {"room": room_plan(published, found, now=now)}
    return render(request, template, context)


def _reading(request: HttpRequest, edition: Edition, published: PublishedPlan, now: datetime) -> dict[str, Any]:
    running, coming = published.now_and_next(now)
    return {
        "plan": published,
        "running": running,
        "coming": coming,
        "now": now,
        "starred": starred_by(person_of(request), edition),
    }
