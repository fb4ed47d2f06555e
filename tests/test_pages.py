"""A request is answered by one of a few threads that stay, whole, and leaves nothing behind in it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import timezone, translation

from politoscope.pages import Pages
from tests.loops import run

seen: list[tuple[str, str, str]] = []


def page(request: HttpRequest) -> HttpResponse:
    """Note the thread and what earlier requests left in it, and leave something."""
    seen.append((threading.current_thread().name, translation.get_language(), timezone.get_current_timezone_name()))
    translation.activate("en")
    timezone.activate("Asia/Tokyo")
    return HttpResponse(request.body or b"nothing", headers={"X-Page": "yes"})


urlpatterns = [path("page/", page)]


async def ask(pages: Pages, *messages: dict[str, Any]) -> list[Any]:
    """Send one request and return the messages of its answer."""
    arriving, sent = list(messages), []

    async def receive() -> Any:
        return arriving.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/page/", "query_string": b"", "headers": []}
    await pages({**scope, "headers": [(b"host", b"testserver")]}, receive, send)
    return sent


@pytest.fixture
def pages() -> Iterator[Pages]:
    seen.clear()
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        yield Pages(threads=2)


def test_an_answer_comes_whole_with_its_headers(pages: Pages) -> None:
    parts = [
        {"type": "http.request", "body": b"one ", "more_body": True},
        {"type": "http.request", "body": b"two", "more_body": False},
    ]
    start, body = run(ask(pages, *parts))
    assert (start["status"], dict(start["headers"])[b"X-Page"]) == (200, b"yes")
    assert (body["body"], body["more_body"]) == (b"one two", False)


def test_few_threads_answer_many_and_keep_nothing(pages: Pages) -> None:
    async def crowd() -> None:
        await asyncio.gather(*(ask(pages, {"type": "http.request", "body": b""}) for _ in range(20)))

    run(crowd())
    assert len(seen) == 20
    assert {name for name, _, _ in seen} <= {"page_0", "page_1"}
    assert {(language, zone) for _, language, zone in seen} == {("de", "Europe/Berlin")}


def test_who_hangs_up_while_sending_gets_no_answer(pages: Pages) -> None:
    assert run(ask(pages, {"type": "http.disconnect"})) == []
    assert seen == []
