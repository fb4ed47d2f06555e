from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from politoscope.audit.forgetting import Line, in_reading_order
from politoscope.ui import gallery
from politoscope.ui.context import THEMES
from politoscope.ui.languages import CODES

SECURITY_TXT_EXPIRES = "2027-09-30T22:00:00Z"
"""Renewed with each release; a test fails two months before."""
YEAR = 365 * 24 * 60 * 60


@csrf_exempt  # the choice is harmless, and a public page that only offers it must set no cookie (P-11)
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language somebody chose and go back to where they were."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if is_ours else "/")
    if (code := request.POST.get("language", "")) in CODES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=YEAR,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Let a phone put the site on its home screen."""
    icon = {"src": static("ui/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return JsonResponse(
        {
            "name": "Politoscope",
            "short_name": "Politoscope",
            "start_url": "/",
            "display": "minimal-ui",
            "background_color": "#ffffff",
            "theme_color": "#1a3da5",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell about a weakness (RFC 9116, S-11)."""
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {SECURITY_TXT_EXPIRES}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.SITE_ORIGIN}{request.path}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the site is, and where to report a barrier."""
    return render(request, "ui/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what happens with personal data."""
    return render(request, "ui/privacy.html", {"retention": [Line(rule) for rule in in_reading_order()]})


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Say who answers for the site."""
    return render(request, "ui/imprint.html")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, with ``?theme=green`` in the colours of a theme."""
    theme = request.GET.get("theme", "")
    return render(request, "ui/styleguide.html", {**gallery.examples(), "theme": theme if theme in THEMES else ""})


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who may not open a page."""
    return render(request, "ui/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere: say which part of it is unknown, and where to go on."""
    parts = request.resolver_match.kwargs if request.resolver_match else {}
    is_edition_unknown = "edition" in parts and getattr(request, "edition", None) is None
    context = {"is_edition_unknown": is_edition_unknown, "number": parts.get("number")}
    return render(request, "ui/404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after an error of ours: needs no database, no sign-in, no language."""
    return HttpResponse(render_to_string("ui/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its proof, mostly because the page was open for too long."""
    return render(request, "ui/csrf.html", status=403)
