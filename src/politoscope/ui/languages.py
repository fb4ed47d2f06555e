"""The languages of the pages. ``de-du`` is German with Du: chosen by the edition, never by a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


@dataclass(frozen=True)
class Language:
    """A language people can choose, under its own name."""

    code: str
    name: str


OFFERED = (Language("de", "Deutsch"), Language("en", "English"))
CODES = frozenset(language.code for language in OFFERED)


def language_code(code: str | None) -> str:
    """Return the language itself: ``de`` for ``de-du``."""
    return (code or settings.LANGUAGE_CODE).split("-")[0]


def choose_language(request: HttpRequest) -> str:
    """Return the language for one answer: asked for in the address, chosen before, set in the browser, else German."""
    for wanted in (request.GET.get("lang"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        if wanted in CODES:
            return wanted
    code = language_code(_accepted(request))
    return code if code in CODES else settings.LANGUAGE_CODE


def _accepted(request: HttpRequest) -> str:
    """Return the browser's language. Only its header is read: the cookie was looked at before."""
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    for code, _quality in parse_accept_lang_header(header):
        if language_code(code) in CODES:
            return code
    return settings.LANGUAGE_CODE
