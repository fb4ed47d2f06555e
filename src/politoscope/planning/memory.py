"""Pages that many people open at once are rendered once: kept until the plan changes, and at most for a minute.

Only for people who bring no cookie, whose pages are all alike. A view says that its page may be kept (``remembered``),
the middleware ``kept_pages`` keeps it ready for sending, compressed and with its headers. Each answer costs one query:
the page carries the versions of the topics it was made of, and one that has risen ends it at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.realtime.stamps import Stamps, stamps_of
from politoscope.ui.languages import choose_language

TOPICS = ("phase", "plan", "proposals", "rounds")
SECONDS = 60
LONGEST_QUERY = 200
ENCODINGS = ("br", "gzip")
NOT_KEPT = frozenset({"set-cookie", "content-length", "content-security-policy"})
"""Fields that the server writes anew for every answer."""

View = Callable[..., HttpResponse]
Part = TypeVar("Part")


@dataclass(frozen=True)
class KeptPage:
    """An answer as it was sent, and what it was made of."""

    edition: UUID
    stamps: Stamps
    etag: str
    headers: dict[str, str]
    body: bytes

    def is_fresh(self) -> bool:
        """Tell whether nothing has changed since. One query."""
        return stamps_of(self.edition, TOPICS) == self.stamps

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """Return the page again, or only that the browser has it already."""
        is_known = quote_etag(self.etag) in parse_etags(request.headers.get("If-None-Match", ""))
        response = HttpResponseNotModified() if is_known else HttpResponse(self.body)
        for name, value in self.headers.items():
            if not is_known or name.lower() in {"etag", "vary", "cache-control"}:
                response[name] = value
        return response


def remembered(view: View) -> View:
    """Let a page be kept. Its versions are read before it is made: what changes meanwhile makes it old, not wrong."""

    @wraps(view)
    def answer(request: HttpRequest, edition: Edition, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, Person):
            return view(request, edition, **kwargs)
        stamps = stamps_of(edition.pk, TOPICS)
        response = view(request, edition, **kwargs)
        response.made_of = (edition.pk, stamps)  # type: ignore[attr-defined]
        return response

    return answer


def kept_part(edition: Edition, name: tuple[str, ...], make: Callable[[], Part]) -> Part:
    """Return a part of pages that many people share, made anew when a topic has risen. One query when it is kept."""
    stamps = stamps_of(edition.pk, TOPICS)
    key = "part-" + _digest((str(edition.pk), get_language() or "", _minute(), *name))
    kept: tuple[Stamps, Part] | None = cache.get(key)
    if kept is not None and kept[0] == stamps:
        return kept[1]
    part = make()
    cache.set(key, (stamps, part), SECONDS)
    return part


def kept_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer from memory what may be, and keep what a view allows to. Stands outside compression and sessions."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if key is None:
            return get_response(request)
        kept: KeptPage | None = cache.get(key)
        if kept is not None and kept.is_fresh():
            return kept.answer(request)
        response = get_response(request)
        made_of = getattr(response, "made_of", None)
        if made_of is None or response.status_code != 200 or response.cookies or response.streaming:
            return response
        return _keep(key, response, made_of).answer(request)

    return middleware


def _keep(key: str, response: HttpResponseBase, made_of: tuple[UUID, Stamps]) -> KeptPage:
    edition, stamps = made_of
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    body = response.content  # type: ignore[attr-defined]  # streams were sent back above
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers = {name: value for name, value in response.items() if name.lower() not in NOT_KEPT}
    page = KeptPage(edition, stamps, etag, headers | {"ETag": quote_etag(etag)}, body)
    cache.set(key, page, SECONDS)
    return page


def _key(request: HttpRequest) -> str | None:
    """Return what tells answers apart; None for requests that never share one."""
    if request.method != "GET" or request.COOKIES or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return None
    accepted = request.headers.get("Accept-Encoding", "").lower()
    parts = (
        request.get_host(),  # also refuses hosts that are not ours
        request.get_full_path(),
        request.headers.get("HX-Request", ""),
        choose_language(request),
        next((name for name in ENCODINGS if name in accepted), ""),
        _minute(),
    )
    return "page-" + _digest(parts)


def _minute() -> str:
    """Return this minute: “now and next” moves on with it."""
    return timezone.now().replace(second=0, microsecond=0).isoformat()


def _digest(parts: tuple[str, ...]) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
