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
    return accepted_language(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


def accepted_language(header: str) -> str:
    """Return the language that a browser asks for in its header ``Accept-Language``."""
    wanted = (language_code(code) for code, _quality in parse_accept_lang_header(header))
    return next((code for code in wanted if code in CODES), settings.LANGUAGE_CODE)
