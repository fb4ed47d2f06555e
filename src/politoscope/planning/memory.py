"""Pages that many people open at once are rendered once: kept until the plan changes, and at most for a minute.

Only for people who are not signed in, whose pages are all alike. What a revision changes is seen at once, because its
version is part of the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language

from politoscope.editions.models import Edition
from politoscope.realtime.stamps import read_stamps

TOPICS = ("plan", "phase", "proposals", "rounds")
SECONDS = 60
LONGEST_QUERY = 200

View = Callable[..., HttpResponse]


def remembered(view: View) -> View:
    """Answer anonymous readers from memory, and with 304 when their browser has the page already."""

    @wraps(view)
    def answer(request: HttpRequest, edition: Edition, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated or request.COOKIES or len(request.META["QUERY_STRING"]) > LONGEST_QUERY:
            return view(request, edition, **kwargs)
        key = _key(request, edition)
        etag = quote_etag(key)
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            return _cached(HttpResponseNotModified(), etag)
        kept = cache.get(key)
        if kept is not None:
            body, content_type = kept
            return _cached(HttpResponse(body, content_type=content_type), etag)
        response = view(request, edition, **kwargs)
        if response.status_code == 200 and not response.cookies:
            cache.set(key, (response.content, response["Content-Type"]), SECONDS)
            _cached(response, etag)
        return response

    return answer


def _cached(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def _key(request: HttpRequest, edition: Edition) -> str:
    stamps = read_stamps((edition.pk, topic) for topic in TOPICS)
    minute = timezone.now().replace(second=0, microsecond=0)
    parts = [
        *(stamps[edition.pk, topic] for topic in TOPICS),
        request.get_full_path(),
        request.headers.get("HX-Request", ""),
        get_language() or "",
        minute.isoformat(),
    ]
    return "plan-" + hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()
