"""Who changed what, and the way back."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.planning.errors import PlanError
from politoscope.planning.models import SessionPlan
from politoscope.planning.policies import may_plan
from politoscope.planning.queries.history import history_of, steps_of
from politoscope.planning.services import restore_version
from politoscope.planning.views.board import done, failed, seen_version
from politoscope.planning.views.person import signed_in

STEPS_PER_PAGE = 30


@allow(may_plan, staff=True)
@require_safe
def history(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List the steps of the plan, newest first."""
    plan = SessionPlan.objects.filter(edition=edition).first() or SessionPlan(edition=edition)
    page = Paginator(steps_of(plan), STEPS_PER_PAGE).get_page(request.GET.get("page")) if plan.pk else None
    lines = history_of(plan, page) if page else []
    return render(
        request, "planning/history.html", {"plan": plan, "page": page, "lines": lines, "seen": {"seen": plan.version}}
    )


@allow(may_plan, staff=True)
@require_POST
def restore(request: HttpRequest, edition: Edition, version: int) -> HttpResponse:
    """Bring every session back to where it stood at a version."""
    try:
        restore_version(
            edition=edition,
            actor=signed_in(request),
            version=version,
            now=timezone.now(),
            seen=seen_version(request),
        )
    except PlanError as error:
        return failed(request, edition, error)
    return done(request, edition, _("The plan is as it was at version %(version)d.") % {"version": version})
