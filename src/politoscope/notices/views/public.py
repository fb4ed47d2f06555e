"""What everybody may read about an edition, and the form to report a barrier."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from politoscope.audit.limits import limited
from politoscope.editions.models import Edition
from politoscope.notices.enums import TextKind
from politoscope.notices.forgetting import lines_of
from politoscope.notices.forms import ReportForm
from politoscope.notices.holds import hold_of
from politoscope.notices.presets import answer_days, presets_of
from politoscope.notices.queries import own_text, statement_of
from politoscope.notices.services import report_barrier


@require_safe
def accessibility(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the accessibility statement."""
    statement = statement_of(edition)
    codes = statement.presets if statement else []
    context = {"statement": statement, "presets": presets_of(codes), "answer_days": answer_days(codes)}
    return render(request, "notices/accessibility.html", context)


@require_safe
def privacy(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say what happens with personal data, and who answers for it."""
    controllers = edition.controllers.order_by("position", "pk")
    hold = hold_of(edition)
    context = {
        "controllers": controllers,
        "own": own_text(edition, TextKind.PRIVACY),
        "hold": hold,
        "retention": lines_of(edition, hold),
    }
    return render(request, "notices/privacy.html", context)


@require_safe
def imprint(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say who answers for the site."""
    return render(request, "notices/imprint.html", {"own": own_text(edition, TextKind.IMPRINT)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("barrier", per_minute=5)
def report(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Take a report of a barrier. A robot gets the same answer, and nothing is kept."""
    form = ReportForm(request.POST or None, initial={"page": request.GET.get("page", "")[:300]})
    if request.method == "POST" and form.is_valid():
        if not form.is_robot:
            report_barrier(edition=edition, values=form.report, now=timezone.now())
        messages.success(request, _("Thank you. The organisers have your report."))
        return redirect("notices:accessibility", edition.slug)
    return render(request, "notices/report.html", {"form": form})
