"""Where organisers write what the law wants an edition to say, and answer reports of barriers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.editions.policies import is_organiser
from politoscope.notices import holds, services
from politoscope.notices.enums import TextKind
from politoscope.notices.forgetting import lines_of
from politoscope.notices.forms import HoldForm, OwnTextForm, StatementForm
from politoscope.notices.models import BarrierReport, OwnText
from politoscope.notices.queries import open_reports, own_text, reports_of, statement_of
from politoscope.people.viewers import person_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@allow(is_organiser, staff=True)
def office(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show which of these pages are written, and how many reports wait."""
    context = {"statement": statement_of(edition), "kinds": TextKind, "open_reports": open_reports(edition)}
    return render(request, "notices/organise/office.html", context)


@FORM
@allow(is_organiser, staff=True)
def statement(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Write the accessibility statement."""
    form = StatementForm(request.POST or None, instance=statement_of(edition))
    if request.method == "POST" and form.is_valid():
        services.write_statement(
            edition=edition, values=form.cleaned_data, actor=person_of(request), now=timezone.now()
        )
        messages.success(request, _("Saved."))
        return redirect("notices:office", edition.slug)
    return render(request, "notices/organise/statement.html", {"form": form})


@FORM
@allow(is_organiser, staff=True)
def text(request: HttpRequest, edition: Edition, kind: str) -> HttpResponse:
    """Write the own text of the imprint or of the privacy page."""
    if kind not in TextKind.values:
        raise Http404(f"no page called {kind}")
    page = TextKind(kind)
    form = OwnTextForm(request.POST or None, instance=own_text(edition, page) or OwnText(edition=edition, kind=page))
    if request.method == "POST" and form.is_valid():
        services.write_text(
            edition=edition, kind=page, values=form.cleaned_data, actor=person_of(request), now=timezone.now()
        )
        messages.success(request, _("Saved."))
        return redirect("notices:office", edition.slug)
    return render(request, "notices/organise/text.html", {"form": form, "kind": page})


@require_safe
@allow(is_organiser, staff=True)
def reports(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List the reports of barriers."""
    context = {"reports": reports_of(edition), "today": timezone.localdate()}
    return render(request, "notices/organise/reports.html", context)


@require_POST
@allow(is_organiser, staff=True)
def answer(request: HttpRequest, edition: Edition, report: UUID) -> HttpResponse:
    """Note that a report was answered."""
    row = get_object_or_404(BarrierReport.objects.select_related("edition"), edition=edition, pk=report)
    services.answer_report(report=row, actor=person_of(request), now=timezone.now())
    messages.success(request, _("Noted as answered."))
    return redirect("notices:reports", edition.slug)


@FORM
@allow(is_organiser, staff=True)
def retention(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show what goes when, and stop it, with a reason."""
    hold = holds.hold_of(edition)
    form = HoldForm(request.POST or None, instance=hold)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        holds.place_hold(edition=edition, reason=reason, actor=person_of(request), now=timezone.now())
        messages.success(request, _("Nothing goes by itself until you let it go on."))
        return redirect("notices:retention", edition.slug)
    context = {"form": form, "hold": hold, "retention": lines_of(edition, hold)}
    return render(request, "notices/organise/retention.html", context)


@require_POST
@allow(is_organiser, staff=True)
def lift_hold(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Let deletion go on."""
    holds.lift_hold(edition=edition, actor=person_of(request), now=timezone.now())
    messages.success(request, _("Deletion goes on in the coming night."))
    return redirect("notices:retention", edition.slug)
