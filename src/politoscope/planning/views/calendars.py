"""Calendar feeds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from politoscope.editions.models import Edition
from politoscope.planning.exports.calendar import plan_calendar
from politoscope.planning.queries.calendar import calendar_events


@require_safe
def everything(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Serve the whole published plan as a calendar that can be subscribed to."""
    body = plan_calendar(edition, calendar_events(edition), path=request.path)
    return calendar_response(body, f"{edition.slug}.ics")


def calendar_response(body: bytes, filename: str) -> HttpResponse:
    """Wrap a calendar for subscription and download."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
