"""Signing in and out."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.socialaccount.providers.openid_connect.views import login as begin_single_sign_on
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from requests import RequestException

from politoscope.audit.limits import limited
from politoscope.people.forms import CodeForm, SignInForm
from politoscope.people.sign_in import SignInProcess, sign_in_context

MOST_RESENDS = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("sign-in", per_minute=20)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the mail address and send a code there."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    form = SignInForm(request.POST or None)
    next_url = get_next_redirect_url(request)
    if request.method == "POST" and form.is_valid():
        SignInProcess.begin(request, address=form.cleaned_data["email"], next_url=next_url, is_robot=form.is_robot)
        return redirect("account_confirm_login_code")
    return render(request, "people/sign_in.html", {"form": form, "next": next_url, **sign_in_context(request)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("code", per_minute=30)
def code(request: HttpRequest) -> HttpResponse:
    """Take the code. Reading this page, as mail gateways do with links, changes nothing."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    process = SignInProcess.pending(request)
    if process is None:
        return render(request, "people/no_code.html")
    if request.method == "POST" and request.POST.get("action") == "resend":
        return _resend(request, process)
    form = CodeForm(request.POST or None, code=process.code)
    if request.method == "POST":
        if form.is_valid():
            return process.finish()
        if not process.record_invalid_attempt():
            messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
            return redirect("account_login")
    return render(
        request,
        "people/code.html",
        {"form": form, "address": process.address, "can_resend": not process.is_resend_quota_reached(MOST_RESENDS)},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; a GET asks first."""
    if request.method == "POST":
        logout(request)
        response = redirect(get_next_redirect_url(request) or "home:index")
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response
    if not request.user.is_authenticated:
        return redirect("home:index")
    return render(request, "people/sign_out.html")


def inactive(request: HttpRequest) -> HttpResponse:
    """Tell somebody whose account is locked what to do."""
    return render(request, "people/inactive.html")


def single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider, by POST; if it does not answer, say so."""
    try:
        return begin_single_sign_on(request, provider_id)
    except RequestException:
        return single_sign_on_failed(request)


def single_sign_on_failed(request: HttpRequest) -> HttpResponse:
    """Say what to do when the provider's answer was no good."""
    return render(request, "socialaccount/authentication_error.html")


def _resend(request: HttpRequest, process: SignInProcess) -> HttpResponse:
    if not process.is_resend_quota_reached(MOST_RESENDS):
        process.send()
        process.record_resend()
        process.persist()
        messages.success(request, _("We have sent a new code. The old one no longer works."))
    return redirect("account_confirm_login_code")
