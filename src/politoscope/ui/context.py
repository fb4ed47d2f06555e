from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from politoscope.ui import navigation
from politoscope.ui.languages import OFFERED, Language, language_code

THEMES = ("gold", "green", "red", "violet")
"""Colours a page can wear besides the neutral ones; one style sheet each in ``static/ui/themes/``."""
BANNERS = ["demo/banner.html", "ui/no_banner.html"]
"""Template of the strip above the header: the demo brings one, otherwise it is empty."""


@dataclass(frozen=True)
class Shell:
    """What header and footer of one page show. Everything is computed when a template asks for it."""

    request: HttpRequest

    @property
    def edition(self) -> Any:
        """Return the edition the page belongs to, or None."""
        return getattr(self.request, "edition", None)

    @property
    def person(self) -> Any:
        """Return who looks at the page."""
        return getattr(self.request, "user", None) or AnonymousUser()

    @property
    def theme(self) -> str:
        """Return which colours the page wears; empty for the neutral ones of KERN."""
        chosen = getattr(self.edition, "accent", "")
        return chosen if chosen in THEMES else ""

    @property
    def title(self) -> str:
        """Return the name above the page and behind its title."""
        return str(self.edition or "Politoscope")

    @property
    def language(self) -> str:
        """Return the language of the page for ``<html lang>``."""
        return language_code(translation.get_language())

    @property
    def languages(self) -> list[Language]:
        """Return the languages one can switch to."""
        return [language for language in OFFERED if language.code != self.language]

    @property
    def address(self) -> str:
        """Return where the page is, without the language that may have been asked for in the address."""
        query = self.request.GET.copy()
        query.pop("lang", None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @cached_property
    def main(self) -> list[navigation.Item]:
        """Return the pages of the edition."""
        return self._items("main")

    @cached_property
    def organise(self) -> list[navigation.Item]:
        """Return the pages of those who make the edition."""
        return self._items("organise")

    def _items(self, area: navigation.Area) -> list[navigation.Item]:
        if self.edition is None:
            return []
        return navigation.items(
            area, edition=self.edition, person=self.person, path=self.request.path, now=timezone.now()
        )


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what header and footer of every page need."""
    return {
        "edition": getattr(request, "edition", None),
        "shell": SimpleLazyObject(lambda: Shell(request)),
        "banners": BANNERS if settings.DEMO else BANNERS[1:],
    }
