"""The overview of those who make an edition, and the pages about the edition as a whole."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from politoscope.editions import services
from politoscope.editions.access import allow, lacks_second_factor
from politoscope.editions.enums import Phase
from politoscope.editions.errors import LastOrganiser
from politoscope.editions.forms import (
    BY_DATES,
    CreateEditionForm,
    EditionForm,
    GrantForm,
    PhaseStartsForm,
    PhaseSwitchForm,
)
from politoscope.editions.models import Edition, RoleGrant
from politoscope.editions.overview import overview_of
from politoscope.editions.phases import phase_of
from politoscope.editions.policies import is_crew, is_organiser, may_create_edition
from politoscope.people.viewers import person_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@allow(is_crew, staff=True)
def overview(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show where an edition stands and what is to be done."""
    page = overview_of(edition, person=person_of(request), now=timezone.now())
    return render(
        request, "editions/overview.html", {"page": page, "is_organiser": is_organiser(request.user, edition)}
    )


@FORM
@allow(is_organiser, staff=True)
def change(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Change what an edition says about itself."""
    form = EditionForm(request.POST or None, instance=copy.copy(edition))
    if request.method == "POST" and form.is_valid():
        services.change_edition(edition=edition, actor=person_of(request), values=form.cleaned_data, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("editions:overview", edition.slug)
    return render(request, "editions/change.html", {"form": form})


@FORM
@allow(is_organiser, staff=True)
def phases(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Switch the phase by hand, or set the dates by which it changes itself."""
    now = timezone.now()
    is_switch = request.POST.get("form") == "switch"
    switch = PhaseSwitchForm(request.POST if is_switch else None, initial={"phase": edition.phase_by_hand or BY_DATES})
    starts = PhaseStartsForm(request.POST if request.method == "POST" and not is_switch else None, edition=edition)
    if switch.is_bound and switch.is_valid():
        services.switch_phase(edition=edition, phase=switch.cleaned_data["phase"], actor=person_of(request), now=now)
    elif starts.is_bound and starts.is_valid():
        dates = {Phase(phase): at for phase, at in starts.cleaned_data.items()}
        services.set_phase_starts(edition=edition, starts=dates, actor=person_of(request), now=now)
    else:
        context = {"switch": switch, "starts": starts, "phase": phase_of(edition, now=now)}
        return render(request, "editions/phases.html", context)
    messages.success(request, _("Saved."))
    return redirect("editions:phases", edition.slug)


@FORM
@allow(is_organiser, staff=True)
def team(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List who works for an edition, and take somebody in."""
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.grant_role(edition=edition, actor=person_of(request), now=timezone.now(), **form.cleaned_data)
        messages.success(
            request, _("%(email)s is on the team and gets a mail.") % {"email": form.cleaned_data["email"]}
        )
        return redirect("editions:team", edition.slug)
    grants = edition.role_grants.select_related("person").order_by("person__name", "person__email", "role")
    return render(request, "editions/team.html", {"form": form, "grants": grants})


@require_POST
@allow(is_organiser, staff=True)
def revoke(request: HttpRequest, edition: Edition, grant: int) -> HttpResponse:
    """Take a role away."""
    try:
        services.revoke_role(
            grant=get_object_or_404(RoleGrant.objects.select_related("edition", "person"), edition=edition, pk=grant),
            actor=person_of(request),
            now=timezone.now(),
        )
    except LastOrganiser:
        messages.error(request, _("Somebody has to organise. Take in another organiser first."))
    else:
        messages.success(request, _("The role is taken away."))
    return redirect("editions:team", edition.slug)


@FORM
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Create an edition."""
    if not may_create_edition(request.user):
        raise PermissionDenied
    if lacks_second_factor(request):
        return redirect(f"{reverse('people:second_factor')}?next={request.path}")
    form = CreateEditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        edition = services.create_edition(actor=person_of(request), now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The edition is there. Only the team sees it until you publish it."))
        return redirect("editions:overview", edition.slug)
    return render(request, "editions/create.html", {"form": form})
