"""Rate limits for what the public may send. Counting is django-allauth's; who is counted is decided here.

The key of a sender is a keyed hash of the address with a salt that is random for each day and never stored longer:
no log, cache or dump tells who it was (P-12). The address comes from the right end of ``X-Forwarded-For``, and only
as many hops are believed as ``TRUSTED_PROXY_COUNT`` says, so that a forged field does not help (S-15).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

View = Callable[..., HttpResponseBase]
DAY_SECONDS = 86_400


def limited(name: str, *, per_minute: int) -> Callable[[View], View]:
    """Let one sender post to a view at most so often a minute; beyond that the page says to wait (429).

    Reading is never limited. ``name`` tells the limits of different pages apart.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not is_within_limit(request, name, per_minute=per_minute):
                return wait_a_moment(request)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def is_within_limit(request: HttpRequest, name: str, *, per_minute: int) -> bool:
    """Count one more request of this sender and tell whether it is within the limit."""
    usage = ratelimit.consume(
        request, app="politoscope", action=name, config={name: f"{per_minute}/m/key"}, key=sender_key(request)
    )
    return usage is not None


def wait_a_moment(request: HttpRequest) -> HttpResponseBase:
    """Answer 429 with a page that says what to do."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response


def sender_key(request: HttpRequest) -> str:
    """Return what stands for the sender today: HMAC-SHA256 of the network address with the day's salt.

    An IPv6 address counts by its /64, the least that one customer gets.
    """
    address = ratelimit.truncate_ip(get_client_ip(request) or "unknown")
    return hmac.new(day_salt(), address.encode(), hashlib.sha256).hexdigest()


def day_salt() -> bytes:
    """Return today's salt; the first request of the day draws it, the cache forgets it after a day."""
    name = f"limits:salt:{timezone.now():%Y-%m-%d}"
    return cache.get_or_set(name, lambda: secrets.token_bytes(32), DAY_SECONDS) or b""
