"""Something went wrong: one form per mishap, a preview of the smallest change, and the change itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.planning.errors import PlanError
from politoscope.planning.models import Publication
from politoscope.planning.policies import may_plan
from politoscope.planning.queries.frame import frame_of
from politoscope.planning.repair_forms import PLAN_REPAIRS, SESSION_REPAIRS, RepairForm
from politoscope.planning.services import publish_plan
from politoscope.planning.services.preview import PlanMovedOn, carry_out, preview
from politoscope.planning.views.board import find_session, seen_version
from politoscope.planning.views.person import signed_in
from politoscope.proposals.errors import ProposalError


@allow(may_plan, staff=True)
@require_safe
def repairs(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Offer every repair of the whole plan."""
    values: dict[str, Any] = {"edition": edition, "frame": frame_of(edition), "now": timezone.now()}
    forms = [form(auto_id=f"id_{code}_%s", **values) for code, form in PLAN_REPAIRS.items()]
    return render(request, "planning/repairs.html", {"forms": forms})


@allow(may_plan, staff=True)
@require_safe
def session_repairs(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Offer every repair of one session."""
    proposal, number = find_session(edition, code)
    values: dict[str, Any] = {
        "edition": edition,
        "frame": frame_of(edition),
        "now": timezone.now(),
        "proposal": proposal,
        "occurrence": number,
    }
    forms = [form(auto_id=f"id_{name}_%s", **values) for name, form in SESSION_REPAIRS.items()]
    return render(request, "planning/repairs.html", {"forms": forms, "proposal": proposal, "code": code})


@allow(may_plan, staff=True)
@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: HttpRequest, edition: Edition, repair: str, code: str = "") -> HttpResponse:
    """Show what a repair would change; do it once that is confirmed."""
    form = _form(request, edition, repair, code)
    context = {"form": form, "code": code, "has_readers": Publication.objects.filter(plan__edition=edition).exists()}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "planning/repair.html", context, status=status)
    command = form.command(signed_in(request))
    try:
        if "is_confirmed" in request.POST:
            try:
                carry_out(edition, command, seen=seen_version(request))
                return _repaired(request, edition, form)
            except PlanMovedOn:
                context["is_again"] = True
        context["preview"] = preview(edition, command)
    except (PlanError, ProposalError) as error:
        form.add_error(None, getattr(error, "message", str(error)))
        return render(request, "planning/repair.html", context, status=422)
    context["values"] = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    return render(request, "planning/repair_preview.html", context, status=409 if "is_again" in context else 200)


def _repaired(request: HttpRequest, edition: Edition, form: RepairForm) -> HttpResponse:
    if "is_published" in request.POST:
        note = str(form.title)
        publication = publish_plan(edition=edition, actor=signed_in(request), now=form.now, note=note)
        text = _("Done, and published as revision %(number)d.") % {"number": publication.number}
    else:
        text = _("Done. Readers see it with the next revision; “Undo” takes it back.")
    messages.success(request, text)
    return redirect("planning:board", edition.slug)


def _form(request: HttpRequest, edition: Edition, repair: str, code: str) -> RepairForm:
    known = SESSION_REPAIRS if code else PLAN_REPAIRS
    if repair not in known:
        raise Http404(f"no repair {repair}")
    values: dict[str, Any] = {"edition": edition, "frame": frame_of(edition), "now": timezone.now()}
    if code:
        values["proposal"], values["occurrence"] = find_session(edition, code)
    return known[repair](request.POST if request.method == "POST" else None, **values)
