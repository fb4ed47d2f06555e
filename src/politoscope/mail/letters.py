"""From a template to the words of a mail: plain text, in the recipient's language, with nothing hidden in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters and marks that turn the direction of writing: they can make a text look like another."""


@dataclass(frozen=True)
class Letter:
    """The words of a mail."""

    subject: str
    text: str
    language: str


def write_letter(
    template: str, *, person: Any | None, edition: Any | None, context: Mapping[str, Any], language: str = ""
) -> Letter:
    """Render ``<template>.subject.txt`` and ``<template>.txt``.

    The result is stored and sent as it is, so that the preview is what is sent. Values are never templates: what people
    typed is put in once and not read again.
    """
    language = language or language_for(person, edition)
    zone = ZoneInfo(edition.time_zone) if edition is not None else None
    values = {"site": settings.SITE_ORIGIN, "person": person, "edition": edition, **context}
    with translation.override(language), timezone.override(zone):
        subject = render(f"{template}.subject.txt", values)
        text = render(f"{template}.txt", values)
    return Letter(subject=one_line(subject), text=clean(text).strip() + "\n", language=language)


def render(name: str, values: Mapping[str, Any]) -> str:
    """Render a plain-text template: nothing is escaped for HTML, because nothing is HTML."""
    source = get_template(name).template  # type: ignore[attr-defined]
    return source.render(Context(dict(values), autoescape=False))


def language_for(person: Any | None, edition: Any | None) -> str:
    """Return the person's language, German with Du where the edition says Du."""
    language = getattr(person, "language", "") or settings.LANGUAGE_CODE
    is_informal = getattr(edition, "address_form", "") == "du"
    return "de-du" if language == "de" and is_informal else language


def clean(text: str) -> str:
    """Take out control characters; line ends become plain ones."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return a text fit for a header: one line, at most 200 characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= 200 else line[:199].rstrip() + "…"
