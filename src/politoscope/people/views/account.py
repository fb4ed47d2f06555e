"""The own profile, devices and passkeys."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from politoscope.people.devices import devices_of
from politoscope.people.factors import has_second_factor
from politoscope.people.forms import ProfileForm
from politoscope.people.services import change_profile
from politoscope.people.viewers import person_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Change name, organisation and language."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        change_profile(person=person_of(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:profile")
    return render(request, "people/profile.html", {"form": form})


@never_cache
@login_required
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Stand before the pages of the team: with a passkey one goes through, without one it is set up here (S-02)."""
    next_url = get_next_redirect_url(request) or "/"
    if has_second_factor(request):
        return redirect(next_url)
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    confirm_url = f"{reverse('mfa_reauthenticate_webauthn')}?{urlencode({'next': next_url})}"
    return render(request, "people/second_factor.html", {"has_passkey": passkeys.exists(), "confirm_url": confirm_url})


def with_passkey(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lead who has no passkey yet to the page that sets one up; allauth's own pages would be missing or forbidden."""

    @login_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not Authenticator.objects.filter(user=person_of(request)).exists():
            return redirect("mfa_list_webauthn")
        return view(request, *args, **kwargs)

    return page


@method_decorator(login_required, name="dispatch")
class AddPasskeyView(AddWebAuthnView):
    """allauth's page for a new passkey; having just used it counts as the second factor of this sign-in."""

    template_name = "mfa/webauthn/add_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        kind = Authenticator.Type.WEBAUTHN
        record_authentication(self.request, person_of(self.request), "mfa", type=kind, reauthenticated=True)
        return response


@never_cache
@login_required
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """List where somebody is signed in."""
    return render(request, "people/devices.html", {"devices": devices_of(request)})


@login_required
@require_POST
def end_device(request: HttpRequest, device: int) -> HttpResponse:
    """Sign another device out."""
    get_object_or_404(UserSession, user=request.user, pk=device).end()
    messages.success(request, _("The device is signed out."))
    return redirect("usersessions_list")


@login_required
@require_POST
def end_other_devices(request: HttpRequest) -> HttpResponse:
    """Sign all other devices out."""
    for device in UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key):
        device.end()
    messages.success(request, _("All other devices are signed out."))
    return redirect("usersessions_list")
