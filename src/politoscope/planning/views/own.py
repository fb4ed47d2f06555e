"""My plan: stars on the device or with an account, clashes, notices, and a calendar of one's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from politoscope.editions.models import Edition
from politoscope.planning.memory import kept_plan
from politoscope.planning.models import CalendarKey, ChangeNotice, Star
from politoscope.planning.queries.stars import hosted_by, starred_by, unread_notices
from politoscope.planning.reading import own_plan
from politoscope.planning.services.stars import end_calendar_key, renew_calendar_key, star_sessions, unstar_session
from politoscope.planning.views.person import person_of, signed_in
from politoscope.proposals.models import Proposal
from politoscope.realtime.offline import may_be_kept

MOST_NUMBERS = 200


@require_safe
def mine(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show what somebody chose. Without an account the device knows it, and names the sessions in the address."""
    published = kept_plan(edition)
    numbers = _numbers(request.GET.get("sessions", ""))
    named = {entry.proposal.pk for entry in published.entries if entry.proposal.number in numbers}
    starred = starred_by(person_of(request), edition) | named
    hosted = hosted_by(person_of(request), edition)
    template = "planning/mine.html#mine" if request.headers.get("HX-Request") else "planning/mine.html"
    key = None
    if request.user.is_authenticated:
        key = CalendarKey.objects.filter(edition=edition, person=signed_in(request)).first()
    context = {
        "plan": published,
        "moments": own_plan(published, starred, hosted),
        "starred": starred,
        "has_account": person_of(request) is not None,
        "has_choice": bool(starred or hosted),
        "notices": unread_notices(person_of(request), edition),
        "calendar_key": key,
        "now": timezone.now(),
    }
    return may_be_kept(render(request, template, context))


@login_required
@require_POST
def star(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Star a session or take the star away; ``sessions`` takes over those of a device."""
    known = Proposal.objects.filter(edition=edition).public()
    wanted = _numbers(request.POST.get("sessions", ""))
    if wanted:
        star_sessions(person=signed_in(request), proposals=known.filter(number__in=wanted), now=timezone.now())
    proposal = known.filter(number__in=_numbers(request.POST.get("session", ""))).first()
    is_starred = False
    if proposal is not None:
        is_starred = not Star.objects.filter(person=signed_in(request), proposal=proposal).exists()
        if is_starred:
            star_sessions(person=signed_in(request), proposals=[proposal], now=timezone.now())
        else:
            unstar_session(person=signed_in(request), proposal=proposal)
    if request.headers.get("HX-Request"):
        return JsonResponse({"is_starred": is_starred})
    return redirect(_back(request, edition))


@login_required
@require_POST
def read_notices(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Put the change notices away."""
    own = ChangeNotice.objects.filter(
        person=signed_in(request), publication__plan__edition=edition, read_at__isnull=True
    )
    own.update(read_at=timezone.now())
    return redirect(_back(request, edition))


@login_required
@require_POST
def calendar_key(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Make a new secret address for the own calendar, or end it."""
    if "end" in request.POST:
        end_calendar_key(edition=edition, person=signed_in(request))
        messages.success(request, _("The address of your calendar no longer works."))
    else:
        renew_calendar_key(edition=edition, person=signed_in(request), now=timezone.now())
        messages.success(request, _("Your calendar has a new address. An older one no longer works."))
    return redirect("planning:mine", edition.slug)


def _back(request: HttpRequest, edition: Edition) -> str:
    there = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return there
    return reverse("planning:mine", args=[edition.slug])


def _numbers(text: str) -> list[int]:
    parts = text.split(",")[:MOST_NUMBERS]
    return [int(part) for part in parts if part.isdecimal() and len(part) < 8]
