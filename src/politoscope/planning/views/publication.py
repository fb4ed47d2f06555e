"""Publishing the draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.planning.forms import PublishForm
from politoscope.planning.models import SessionPlan
from politoscope.planning.policies import may_plan
from politoscope.planning.queries.spots import unpublished_differences
from politoscope.planning.services import publish_plan
from politoscope.planning.views.person import signed_in


@allow(may_plan, staff=True)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Publish the whole draft, or chosen slots of it."""
    form = PublishForm(request.POST if request.method == "POST" else None, slots=edition.slots.order_by("starts_at"))
    if request.method == "POST" and form.is_valid():
        publication = publish_plan(
            edition=edition,
            actor=signed_in(request),
            now=timezone.now(),
            slots=list(form.cleaned_data["slots"]) or None,
            note=form.cleaned_data["note"],
        )
        messages.success(request, _("Revision %(number)d is published.") % {"number": publication.number})
        return redirect("planning:board", edition.slug)
    plan = SessionPlan.objects.filter(edition=edition).first()
    context = {
        "form": form,
        "latest": plan.publications.order_by("-number").first() if plan else None,
        "changes": unpublished_differences(plan) if plan else [],
    }
    return render(request, "planning/publish.html", context, status=422 if form.is_bound else 200)
