from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation

from politoscope.editions.enums import AddressForm
from politoscope.editions.models import Edition
from politoscope.people.viewers import viewer_of


class EditionMiddleware:
    """Turns the first part of an address into the edition: views get the object, or the page is not found.

    Sets ``request.edition`` (None outside an edition), the edition's time zone and its form of address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.edition = None  # type: ignore[attr-defined]
        with timezone.override(None):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        slug = kwargs.get("edition")
        if slug is not None and not getattr(view, "enters_late", False):
            kwargs["edition"] = enter_edition(request, slug, frame=not getattr(view, "is_frameless", False))
        return None


def enter_edition(request: HttpRequest, slug: str, *, frame: bool) -> Edition:
    """Return the edition with this word, and speak to whoever asks as it does. Raises ``Http404``."""
    editions = Edition.objects.filter(slug=slug)
    edition = get_object_or_404(editions.with_frame() if frame else editions)
    if not is_visible(edition, request):
        raise Http404(f"no edition at {slug}")
    request.edition = edition  # type: ignore[attr-defined]
    timezone.activate(ZoneInfo(edition.time_zone))
    if translation.get_language() == "de" and edition.address_form == AddressForm.DU:
        translation.activate("de-du")
    return edition


def is_visible(edition: Edition, request: HttpRequest) -> bool:
    """Tell whether the edition is there for whoever asks: who that is matters only before it is public."""
    return edition.is_published or Edition.objects.visible_to(viewer_of(request)).filter(pk=edition.pk).exists()
