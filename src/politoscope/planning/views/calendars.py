"""Calendar feeds: everything, a room, a session, and somebody's own plan behind a secret that can be ended."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from politoscope.editions.models import Edition
from politoscope.planning.exports.calendar import plan_calendar
from politoscope.planning.memory import remembered
from politoscope.planning.models import CalendarKey
from politoscope.planning.queries.calendar import calendar_events
from politoscope.planning.queries.stars import hosted_by, starred_by
from politoscope.planning.rooms import find_room


@require_safe
@remembered
def everything(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Serve the whole published plan."""
    body = plan_calendar(edition, calendar_events(edition), path=request.path)
    return calendar_response(body, f"{edition.slug}.ics")


@require_safe
@remembered
def room(request: HttpRequest, edition: Edition, room: str) -> HttpResponse:
    """Serve what takes place in one room."""
    found = find_room(edition, room)
    events = [event for event in calendar_events(edition) if event.room == found.pk]
    body = plan_calendar(edition, events, path=request.path, name=f"{edition.title}, {found.name}")
    return calendar_response(body, f"{edition.slug}-{room}.ics")


@require_safe
@remembered
def session(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Serve one session, for a single import."""
    events = [event for event in calendar_events(edition) if event.number == number]
    if not events:
        raise Http404(f"session {number} was never published")
    return calendar_response(plan_calendar(edition, events, path=request.path), f"{edition.slug}-{number}.ics")


@require_safe
def own(request: HttpRequest, edition: Edition, secret: str) -> HttpResponse:
    """Serve somebody's own plan: what they starred and host, and what everybody attends."""
    key = CalendarKey.objects.filter(edition=edition, secret=secret).select_related("person").first()
    if key is None or not key.person.is_active:
        raise Http404("no such calendar")
    chosen = starred_by(key.person, edition) | hosted_by(key.person, edition)
    events = [event for event in calendar_events(edition) if event.proposal is None or event.proposal in chosen]
    response = calendar_response(
        plan_calendar(edition, events, path=request.path, name=edition.title), f"{edition.slug}-own.ics"
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def calendar_response(body: bytes, filename: str) -> HttpResponse:
    """Wrap a calendar for subscription and download."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
