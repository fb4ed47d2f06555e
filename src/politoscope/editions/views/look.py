"""How an edition looks: its colours, and the logos in its header."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from politoscope.editions import services
from politoscope.editions.access import allow, frameless
from politoscope.editions.errors import LogosTaken
from politoscope.editions.look_forms import AccentForm, LogoForm
from politoscope.editions.models import Edition, LogoPicture
from politoscope.editions.policies import is_organiser
from politoscope.editions.services.look import MOST_LOGOS
from politoscope.people.viewers import person_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@allow(is_organiser, staff=True)
def look(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Choose the colours, and see which logos there are."""
    form = AccentForm(request.POST or None, instance=copy.copy(edition))
    if request.method == "POST" and form.is_valid():
        values = {"accent": form.cleaned_data["accent"]}
        services.change_edition(edition=edition, actor=person_of(request), values=values, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("editions:look", edition.slug)
    return render(request, "editions/look.html", {"form": form, "has_room": len(edition.logos) < MOST_LOGOS})


@FORM
@allow(is_organiser, staff=True)
def add_logo(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Upload a logo."""
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, picture = form.cleaned_data["name"], form.cleaned_data["picture"]
        try:
            services.add_logo(edition=edition, name=name, logo=picture, actor=person_of(request), now=timezone.now())
        except LogosTaken:
            messages.error(request, _("There is room for two logos. Take one away first."))
        else:
            messages.success(request, _("The logo stands in the header."))
        return redirect("editions:look", edition.slug)
    return render(request, "editions/logo.html", {"form": form})


@require_POST
@allow(is_organiser, staff=True)
def remove_logo(request: HttpRequest, edition: Edition, digest: str) -> HttpResponse:
    """Take a logo away."""
    if digest not in {logo["digest"] for logo in edition.logos}:
        raise Http404("no such logo")
    services.remove_logo(edition=edition, digest=digest, actor=person_of(request), now=timezone.now())
    messages.success(request, _("Removed."))
    return redirect("editions:look", edition.slug)


@require_safe
@frameless
def logo(request: HttpRequest, edition: Edition, digest: str) -> HttpResponse:
    """Send the picture of a logo. Its address changes with its content, so browsers keep it."""
    png = LogoPicture.objects.filter(edition=edition, digest=digest).values_list("png", flat=True).first()
    if png is None:
        raise Http404("no such logo")
    headers = {"Content-Disposition": 'inline; filename="logo.png"'}
    if edition.is_published:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return HttpResponse(bytes(png), content_type="image/png", headers=headers)
