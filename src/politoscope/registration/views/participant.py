"""Registering, the own ticket, cancelling."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from politoscope.audit.limits import limited
from politoscope.editions.models import Edition
from politoscope.editions.phases import is_registration_open
from politoscope.people.forms import SignInForm
from politoscope.people.viewers import person_of, viewer_of
from politoscope.registration.consents import ConsentChoice, record_choice, valid_purposes
from politoscope.registration.enums import Channel
from politoscope.registration.errors import RegistrationClosed
from politoscope.registration.forms import ConsentForm, RegistrationForm, initial_details
from politoscope.registration.links import find_by_cancel_token, ticket_url
from politoscope.registration.models import Registration
from politoscope.registration.policies import may_check_in
from politoscope.registration.queries import places_left, registration_of, waiting_position
from politoscope.registration.services import cancel_registration
from politoscope.registration.services import register as register_person
from politoscope.registration.tickets import ticket_svg

DRAFT_KEY = "registration_draft"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("register", per_minute=20)
def register(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Take somebody in: first the mail address, then the details. What was entered survives the sign-in."""
    if not is_registration_open(edition, now=timezone.now()):
        return render(request, "registration/closed.html")
    if not request.user.is_authenticated:
        return _ask_for_address(request, edition)
    registration = registration_of(viewer_of(request), edition)
    form = RegistrationForm(request.POST or None, initial=_initial(request, edition, registration))
    if request.method == "POST" and form.is_valid():
        return _register(request, edition, form)
    return render(
        request,
        "registration/register.html",
        {"form": form, "registration": registration, "places_left": places_left(edition)},
    )


@never_cache
@require_safe
def mine(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the own ticket, or the own place on the waiting list."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    registration = registration_of(viewer_of(request), edition)
    if registration is None:
        return redirect("registration:register", edition.slug)
    return render(request, "registration/mine.html", _ticket_page(request, registration, is_own=True))


@never_cache
@require_safe
def ticket(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Show the ticket to who holds its code; the desk can check in from here."""
    registration = Registration.objects.filter(edition=edition, ticket=code).first()
    if registration is None:
        raise Http404("no such ticket")
    is_desk = request.user.is_authenticated and may_check_in(request.user, edition)
    page = _ticket_page(request, registration, is_own=False) | {"is_desk": is_desk}
    return render(request, "registration/ticket.html", page)


@require_POST
def cancel_mine(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Cancel the own registration."""
    registration = registration_of(viewer_of(request), edition)
    if registration is not None:
        cancel_registration(registration=registration, actor=person_of(request), now=timezone.now())
        messages.success(request, _("Your registration is cancelled. Thank you for saying so."))
    return redirect("home:edition", edition.slug)


@require_POST
def change_consents(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Change what somebody agrees to; withdrawing is as easy as giving."""
    registration = registration_of(viewer_of(request), edition)
    form = ConsentForm(request.POST)
    if registration is not None and form.is_valid():
        record_choice(registration, _choice(request, form), now=timezone.now())
        messages.success(request, _("Saved. This applies from now on."))
    return redirect("registration:mine", edition.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, edition: Edition, token: str) -> HttpResponse:
    """Cancel with the signed link of a mail: reading the page changes nothing, the button does (S-01)."""
    registration = find_by_cancel_token(edition, token)
    if registration is None:
        raise Http404("no such registration")
    if request.method == "POST":
        cancel_registration(registration=registration, actor=None, now=timezone.now())
        return redirect(request.path)
    return render(request, "registration/cancel.html", {"registration": registration})


def _ask_for_address(request: HttpRequest, edition: Edition) -> HttpResponse:
    if request.method == "POST":  # the sign-in ran out while somebody was typing
        request.session[DRAFT_KEY] = {"edition": edition.slug, "details": _typed(request)}
    here = reverse("registration:register", args=[edition.slug])
    page = {"form": SignInForm(), "next": here, "places_left": places_left(edition), "kept": request.method == "POST"}
    return render(request, "registration/address.html", page)


def _typed(request: HttpRequest) -> dict[str, Any]:
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in RegistrationForm.base_fields}
    return typed | {"consents": request.POST.getlist("consents")}


def _initial(request: HttpRequest, edition: Edition, registration: Registration | None) -> dict[str, Any]:
    draft = request.session.get(DRAFT_KEY, {})
    kept = draft.get("details", {}) if draft.get("edition") == edition.slug else {}
    return initial_details(person_of(request), registration) | kept


def _register(request: HttpRequest, edition: Edition, form: RegistrationForm) -> HttpResponse:
    details = {name: value for name, value in form.cleaned_data.items() if name != "consents"}
    try:
        register_person(
            edition=edition, person=person_of(request), consents=_choice(request, form), now=timezone.now(), **details
        )
    except RegistrationClosed:
        return render(request, "registration/closed.html")
    request.session.pop(DRAFT_KEY, None)
    messages.success(request, _("Saved."))
    return redirect("registration:mine", edition.slug)


def _choice(request: HttpRequest, form: ConsentForm) -> ConsentChoice:
    return ConsentChoice(
        purposes=form.cleaned_data["consents"],
        language=get_language() or settings.LANGUAGE_CODE,
        channel=Channel.WEB,
        recorded_by=person_of(request),
    )


def _ticket_page(request: HttpRequest, registration: Registration, *, is_own: bool) -> dict[str, Any]:
    url = ticket_url(registration)
    page: dict[str, Any] = {"registration": registration, "ticket_svg": ticket_svg(url), "ticket_url": url}
    if registration.waiting_number is not None:
        page["position"] = waiting_position(registration)
    if is_own:
        page["consent_form"] = ConsentForm(initial={"consents": sorted(valid_purposes(registration))})
    return page
