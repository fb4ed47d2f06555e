from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from politoscope.ui.languages import choose_language, language_code

View = Callable[[HttpRequest], HttpResponseBase]

DENIED_POWERS = ", ".join(
    f"{power}=()"
    for power in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)
"""Powers of the browser that no page needs; a page that does (the camera at check-in) sets its own header."""


def compression(get_response: View) -> View:
    """Compress pages: a session plan shrinks to a seventh. Streams stay as they are, files are compressed already.

    Django pads what it compresses by a random length, so that the size of a page gives no secret in it away (BREACH).
    A public page that is kept (``made_of``) is compressed once, where it is kept.
    """
    gzip = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_page = isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith(
            "text/html"
        )
        is_kept = hasattr(response, "made_of")
        return gzip.process_response(request, response) if is_page and not is_kept else response

    return middleware


def headers(get_response: View) -> View:
    """Set the headers that Django and django-csp leave out (S-04)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", DENIED_POWERS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_signed_in(request):
            response.headers.setdefault("Cache-Control", "no-store")
        elif _ended_session(request, response):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


def language(get_response: View) -> View:
    """Choose the language of the page. An edition with Du is switched to ``de-du`` once the edition is known."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with translation.override(choose_language(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", language_code(translation.get_language()))
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return middleware


def _is_signed_in(request: HttpRequest) -> bool:
    """Tell whether somebody is signed in; files answered before the sign-in was looked at have nobody."""
    person = getattr(request, "user", None)
    return person is not None and person.is_authenticated


def _ended_session(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Tell whether the answer takes the session away that the request came with."""
    before = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    after = response.cookies.get(settings.SESSION_COOKIE_NAME)
    return before is not None and after is not None and after.value != before
