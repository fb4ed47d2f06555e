"""Pages that many people open at once are made once: kept until the plan changes, and at most for a minute.

Only for people without a cookie (or with that of a language), whose pages are all alike. A view says that its page
may be kept (``remembered``), the middleware ``kept_pages`` puts it on the shelf. The page carries the versions of the
topics it was made of, and one that has risen ends it at once: that costs one query, for many readers together where
:class:`politoscope.planning.front.AnswersFromMemory` stands before Django.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.queries import published_plan
from politoscope.planning.queries.published import PublishedPlan
from politoscope.planning.shelf import KeptPage, Shelf, asked_by, best_encoding, shelf, this_minute
from politoscope.realtime.stamps import Stamps, stamps_of

TOPICS = ("phase", "plan", "proposals", "rounds")

View = Callable[..., HttpResponse]
Part = TypeVar("Part")

parts: Shelf[tuple[UUID, str, tuple[str, ...]], tuple[tuple[Stamps, datetime], Any]] = Shelf(places=30)
"""The parts of this process: by edition, language and name, with what they were made of."""


def remembered(view: View) -> View:
    """Let a page be kept. Its versions are read before it is made: what changes meanwhile makes it old, not wrong."""

    @wraps(view)
    def answer(request: HttpRequest, edition: Edition, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, Person):
            return view(request, edition, **kwargs)
        stamps = stamps_of(edition.pk, TOPICS)
        response = view(request, edition, **kwargs)
        if asked_by(request) is not None:
            response.made_of = (edition.pk, stamps)  # type: ignore[attr-defined]
        return response

    return answer


def kept_part(edition: Edition, name: tuple[str, ...], make: Callable[[], Part]) -> Part:
    """Return a part of pages that many people share, made anew when a topic has risen. One query when it is kept.

    All who ask get the same object, so nobody may change it.
    """
    stamps = stamps_of(edition.pk, TOPICS)
    key = (edition.pk, get_language() or "", name)
    made_of = (stamps, this_minute())
    kept = parts.find(key)
    if kept is not None and kept[0] == made_of:
        return kept[1]
    part = make()
    parts.put(key, (made_of, part))
    return part


def kept_plan(edition: Edition) -> PublishedPlan:
    """Return the plan as everybody reads it. One query when it is kept."""
    return kept_part(edition, ("published plan",), lambda: published_plan(edition))


def kept_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer from the shelf what lies there, and put there what a view allows to. Stands outside everything else."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = asked_by(request)
        page = shelf.find(asked) if asked is not None else None
        if page is None or not page.is_made_of(stamps_of(page.edition, TOPICS)):
            response = get_response(request)
            made_of = getattr(response, "made_of", None)
            if asked is None or made_of is None or response.status_code != 200 or response.cookies:
                return response
            page = _page(response, *made_of)
            shelf.put(asked, page)
        return _answer(page, request)

    return middleware


def _page(response: HttpResponseBase, edition: UUID, stamps: Stamps) -> KeptPage:
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    headers = tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items())
    return KeptPage(edition, stamps, headers, response.content)  # type: ignore[attr-defined]


def _answer(page: KeptPage, request: HttpRequest) -> HttpResponse:
    form = page.form(best_encoding(request.headers.get("Accept-Encoding", "")))
    status, headers, body = form.answer(request.headers.get("If-None-Match", ""))
    response = HttpResponse(body, status=status)
    del response["Content-Type"]
    for name, value in headers:
        response[name.decode("latin-1")] = value.decode("latin-1")
    return response
