from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from politoscope.audit.limits import limited, sender_key


@limited("test", per_minute=3)
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("saved")


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def post(rf: RequestFactory, address: str = "203.0.113.7", **headers: str) -> Any:
    request = rf.post("/", REMOTE_ADDR=address, **headers)
    request.user = None  # type: ignore[assignment]
    return request


@pytest.fixture(autouse=True)
def _plain_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer 429 without the whole shell, which wants a signed-in visitor or none."""
    monkeypatch.setattr("politoscope.audit.limits.render", lambda request, name, status: HttpResponse(status=status))


def statuses(rf: RequestFactory, *requests: Any) -> list[int]:
    return [view(request).status_code for request in requests]


def test_the_fourth_post_within_a_minute_waits(rf: RequestFactory) -> None:
    assert statuses(rf, *(post(rf) for _ in range(5))) == [200, 200, 200, 429, 429]


def test_the_answer_says_when_to_come_back(rf: RequestFactory) -> None:
    for _ in range(3):
        view(post(rf))
    assert view(post(rf))["Retry-After"] == "60"


def test_a_minute_later_it_goes_on(rf: RequestFactory) -> None:
    with time_machine.travel("2026-10-15T09:00:00+00:00", tick=False) as clock:
        assert statuses(rf, *(post(rf) for _ in range(4)))[-1] == 429
        clock.shift(61)
        assert statuses(rf, post(rf)) == [200]


def test_reading_is_never_limited(rf: RequestFactory) -> None:
    assert {view(rf.get("/", REMOTE_ADDR="203.0.113.7")).status_code for _ in range(10)} == {200}


def test_others_are_not_affected(rf: RequestFactory) -> None:
    assert statuses(rf, *(post(rf) for _ in range(4)))[-1] == 429
    assert statuses(rf, post(rf, "203.0.113.8")) == [200]


def test_a_forged_forwarded_for_does_not_help(rf: RequestFactory) -> None:
    """S-15: nobody in front of us is trusted, so the field is the sender's own invention."""
    forged = (post(rf, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}") for number in range(5))
    assert statuses(rf, *forged) == [200, 200, 200, 429, 429]


def test_behind_a_trusted_proxy_only_its_own_entry_counts(rf: RequestFactory, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = (post(rf, "10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.7") for number in range(5))
    assert statuses(rf, *forged) == [200, 200, 200, 429, 429]
    assert statuses(rf, post(rf, "10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9")) == [200]


def test_one_network_of_version_6_is_one_sender(rf: RequestFactory) -> None:
    assert sender_key(post(rf, "2001:db8:1:1::1")) == sender_key(post(rf, "2001:db8:1:1:ffff::2"))
    assert sender_key(post(rf, "2001:db8:1:1::1")) != sender_key(post(rf, "2001:db8:1:2::1"))


def test_the_key_tells_no_address_and_changes_every_day(rf: RequestFactory) -> None:
    with time_machine.travel("2026-10-15T09:00:00+00:00", tick=False) as clock:
        today = sender_key(post(rf))
        assert re.fullmatch(r"[0-9a-f]{64}", today)
        assert sender_key(post(rf)) == today
        clock.shift(86_400)
        assert sender_key(post(rf)) != today


def test_no_address_is_in_the_cache(rf: RequestFactory) -> None:
    view(post(rf))
    stored = repr(cache._cache)  # type: ignore[attr-defined]
    assert sender_key(post(rf)) not in stored  # even the key is hashed once more
    assert ":test:" in stored
    assert "203.0.113.7" not in stored
