"""The plan in the formats of others, at addresses that stay."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from politoscope.editions.models import Edition
from politoscope.planning.exports.atom import change_feed
from politoscope.planning.exports.schedule import MEDIA_TYPE, schedule_json, schedule_xml
from politoscope.planning.exports.tables import plan_csv, plan_xlsx
from politoscope.planning.memory import remembered
from politoscope.planning.models import Publication
from politoscope.planning.queries import published_plan
from politoscope.planning.queries.published import PublishedPlan
from politoscope.planning.queries.spots import differences_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_REVISIONS = 30


@require_safe
@remembered
def formats(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List every format of the plan with a word about what it is good for."""
    rooms = list(edition.rooms.order_by("position", "name"))
    return render(request, "planning/formats.html", {"plan": published_plan(edition), "rooms": rooms})


@require_safe
@remembered
def xml(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Serve schedule.xml for conference apps."""
    plan = _plan(edition)
    response = HttpResponse(schedule_xml(edition, plan, path=request.path), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    if plan.published_at is not None:
        response["Last-Modified"] = http_date(plan.published_at.timestamp())
    return response


@require_safe
@remembered
def json(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Serve the JSON form of the same."""
    response = JsonResponse(schedule_json(edition, _plan(edition)), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@remembered
def csv(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Serve the plan as CSV."""
    return _file(plan_csv(edition, _plan(edition)), "text/csv; charset=utf-8", f"{edition.slug}.csv")


@require_safe
@remembered
def xlsx(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Serve the plan as XLSX."""
    return _file(plan_xlsx(edition, _plan(edition)), XLSX, f"{edition.slug}.xlsx")


@require_safe
@remembered
def atom(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Serve the changes of the plan as a feed."""
    rows = list(Publication.objects.filter(plan__edition=edition).order_by("-number")[: MOST_REVISIONS + 1])
    changes = differences_of(rows[::-1])
    shown = rows[:MOST_REVISIONS]
    return HttpResponse(
        change_feed(edition, shown, changes, path=request.path), content_type="application/atom+xml; charset=utf-8"
    )


def _plan(edition: Edition) -> PublishedPlan:
    plan = published_plan(edition)
    if not plan.days:
        raise Http404("the edition has no days")
    return plan


def _file(body: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
