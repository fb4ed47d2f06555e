"""Registering, the own ticket, cancelling, handing over."""

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
from politoscope.registration.errors import (
    InvitationNeeded,
    InvitationOver,
    KindFull,
    KindNeeded,
    NotConfirmed,
    RegistrationClosed,
    SamePerson,
)
from politoscope.registration.forms import (
    KIND_NEEDED,
    ConsentForm,
    RegistrationForm,
    SubstituteForm,
    initial_details,
)
from politoscope.registration.handing_over import hand_over as hand_over_place
from politoscope.registration.links import find_by_cancel_token, ticket_url
from politoscope.registration.models import Invitation, Registration
from politoscope.registration.policies import may_check_in, needs_invitation
from politoscope.registration.queries import places_left, registration_of, waiting_position
from politoscope.registration.quotas import count_kinds, full_kinds
from politoscope.registration.services import cancel_registration
from politoscope.registration.services import register as register_person
from politoscope.registration.tickets import ticket_svg

DRAFT_KEY = "registration_draft"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("register", per_minute=20)
def register(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Take somebody in: first the mail address, then the details. What was entered survives the sign-in."""
    registration = registration_of(viewer_of(request), edition)
    if registration is None and request.method != "POST" and needs_invitation(edition, now=timezone.now()):
        return render(request, "registration/by_invitation.html")
    return _take_in(request, edition, registration, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("register", per_minute=20)
def invitation(request: HttpRequest, edition: Edition, token: str) -> HttpResponse:
    """Take in who follows the link of an invitation: reading takes nothing of it, registering does (S-01)."""
    registration = registration_of(viewer_of(request), edition)
    if registration is not None:
        return redirect("registration:mine", edition.slug)
    invited = Invitation.objects.filter(edition=edition, token=token).valid().first()
    if invited is None:
        return _invitation_over(request)
    return _take_in(request, edition, None, invited)


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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("hand-over", per_minute=5)
def hand_over(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Let a colleague come instead."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    registration = registration_of(viewer_of(request), edition)
    if registration is None:
        return redirect("registration:register", edition.slug)
    form = SubstituteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over_place(
                registration=registration, actor=person_of(request), now=timezone.now(), **form.cleaned_data
            )
        except SamePerson:
            form.add_error("email", _("This is your own address. Enter that of the colleague."))
        except (NotConfirmed, RegistrationClosed):
            messages.error(request, _("There is no place that you could hand over."))
            return redirect("registration:mine", edition.slug)
        else:
            messages.success(request, _("Your place is handed over. Both of you get a mail."))
            return redirect("home:edition", edition.slug)
    return render(request, "registration/hand_over.html", {"form": form})


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


def _take_in(
    request: HttpRequest, edition: Edition, registration: Registration | None, invited: Invitation | None
) -> HttpResponse:
    if not is_registration_open(edition, now=timezone.now()):
        return render(request, "registration/closed.html")
    if not request.user.is_authenticated:
        return _ask_for_address(request, edition)
    places = _places_note(edition)
    form = RegistrationForm(
        request.POST or None,
        initial=_initial(request, edition, registration),
        needs_kind=bool(places["quotas"]) and (registration is None or bool(registration.organisation_type)),
    )
    if request.method == "POST" and form.is_valid() and (done := _register(request, edition, form, invited)):
        return done
    return render(request, "registration/register.html", {"form": form, "registration": registration, **places})


def _places_note(edition: Edition) -> dict[str, Any]:
    """Return how many places are free, and of which kinds of organisation there are so many and no more."""
    quotas = [count for count in count_kinds(edition) if count.places is not None]
    return {"places_left": places_left(edition), "quotas": quotas}


def _invitation_over(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/invitation_over.html", status=404)


def _ask_for_address(request: HttpRequest, edition: Edition) -> HttpResponse:
    if request.method == "POST":  # the sign-in ran out while somebody was typing
        request.session[DRAFT_KEY] = {"edition": edition.slug, "details": _typed(request)}
    page = {
        "form": SignInForm(),
        "next": request.path,
        "kept": request.method == "POST",
        **_places_note(edition),
    }
    return render(request, "registration/address.html", page)


def _typed(request: HttpRequest) -> dict[str, Any]:
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in RegistrationForm.base_fields}
    return typed | {"consents": request.POST.getlist("consents")}


def _initial(request: HttpRequest, edition: Edition, registration: Registration | None) -> dict[str, Any]:
    draft = request.session.get(DRAFT_KEY, {})
    kept = draft.get("details", {}) if draft.get("edition") == edition.slug else {}
    return initial_details(person_of(request), registration) | kept


def _register(
    request: HttpRequest, edition: Edition, form: RegistrationForm, invited: Invitation | None
) -> HttpResponse | None:
    """Register somebody and return the page that comes next; None when the form has something to say."""
    details = {name: value for name, value in form.cleaned_data.items() if name != "consents"}
    try:
        register_person(
            edition=edition,
            person=person_of(request),
            consents=_choice(request, form),
            invitation=invited,
            now=timezone.now(),
            **details,
        )
    except RegistrationClosed:
        return render(request, "registration/closed.html")
    except InvitationNeeded:  # the organisers restricted it while somebody was typing
        return render(request, "registration/by_invitation.html")
    except InvitationOver:
        return _invitation_over(request)
    except KindNeeded:  # the organisers set quotas while somebody was typing
        form.add_error("organisation_type", KIND_NEEDED)
        return None
    except KindFull:
        said = _("All places for this kind of organisation are taken. Keep the one you registered with, or ask us.")
        form.add_error("organisation_type", said)
        return None
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
        page["is_kind_full"] = registration.organisation_type in full_kinds(registration.edition)
    if is_own:
        page["consent_form"] = ConsentForm(initial={"consents": sorted(valid_purposes(registration))})
    return page
