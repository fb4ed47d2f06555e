"""The ASGI application itself: streams that stay open, follow the database and end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.core.signals import request_started
from django.db import close_old_connections

from politoscope.editions.models import Edition
from politoscope.realtime import stream as streams
from politoscope.realtime.hub import hub
from politoscope.realtime.publish import publish
from politoscope.realtime.stream import KeepsStreamsOpen
from politoscope.realtime.watcher import Watcher
from tests.factories.editions import EditionFactory
from tests.loops import run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def keep_connections() -> Iterator[None]:
    """Let the test's own connection live: a request of Django closes old ones when it begins."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


class Page(ApplicationCommunicator):
    """A browser's side of one stream."""

    def __init__(self, edition: Edition, topics: str = "plan", **headers: str) -> None:
        fields = {"host": "testserver", **{name.replace("_", "-"): value for name, value in headers.items()}}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "path": f"/{edition.slug}/events/",
            "raw_path": f"/{edition.slug}/events/".encode(),
            "query_string": f"topics={topics}".encode(),
            "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        super().__init__(KeepsStreamsOpen(get_asgi_application(), hub), scope)

    async def open(self) -> dict[bytes, bytes]:
        """Ask, and return the headers of the answer."""
        await self.send_input({"type": "http.request", "body": b"", "more_body": False})
        start = await self.receive_output(5)
        self.status = start["status"]
        return dict(start["headers"])

    async def next(self, within: float = 5) -> str:
        """Return the next part that says something."""
        while True:
            message = await self.receive_output(within)
            if message["body"] or not message.get("more_body"):
                return message["body"].decode()


async def everything_from(page: Page) -> str:
    """Return the last event before a second of silence."""
    told = ""
    try:
        while True:
            told = await page.next(within=1)
    except TimeoutError:
        return told


def play(story: Callable[[], Awaitable[None]]) -> None:
    """Run a story with the watcher of a server beside it."""

    async def whole() -> None:
        watcher = Watcher(hub)
        watcher.start()
        await asyncio.sleep(0)
        try:
            await story()
        finally:
            await watcher.stop()

    run(whole())


def test_a_stream_stays_open_and_tells_what_is_committed() -> None:
    edition = EditionFactory()

    async def story() -> None:
        page = Page(edition)
        headers = await page.open()
        assert (page.status, headers[b"content-type"]) == (200, b"text/event-stream; charset=utf-8")
        assert b"content-length" not in headers
        assert streams.HANDOVER.lower().encode() not in headers
        first = await page.next()
        await asyncio.to_thread(publish, edition, "plan")
        second = await page.next()
        assert "event: versions" in first
        assert "event: versions" in second
        assert first.partition("id: ")[2] != second.partition("id: ")[2]
        assert hub.count == 1
        await page.send_input({"type": "http.disconnect"})
        await page.wait(2)
        assert hub.count == 0

    play(story)


def test_state_plus_events_equals_state_fetched_afresh(client: Any) -> None:
    edition = EditionFactory()

    async def story() -> None:
        page = Page(edition, "plan,phase,questions")
        await page.open()
        await page.next()
        for names in (["plan"], ["phase", "plan"], ["questions"], ["plan"]):
            await asyncio.to_thread(publish, edition, *names)
        told = await everything_from(page)
        fresh = await asyncio.to_thread(client.get, f"/{edition.slug}/versions/?topics=plan,phase,questions")
        assert f"data: {fresh.content.decode().replace(' ', '')}" in told

    play(story)


def test_silence_is_broken_by_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.1)
    edition = EditionFactory()

    async def story() -> None:
        page = Page(edition)
        await page.open()
        await page.next()
        assert [await page.next(), await page.next()] == ["event: beat\ndata:\n\n"] * 2
        await page.send_input({"type": "http.disconnect"})

    play(story)


def test_a_stream_ends_when_the_server_stops_and_says_when_to_return() -> None:
    edition = EditionFactory()

    async def story() -> None:
        page = Page(edition)
        await page.open()
        await page.next()
        hub.close()
        assert (await page.next()).startswith("retry: ")
        await page.wait(2)

    play(story)


def test_a_stream_ends_after_its_time_so_that_rights_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LIFE_SECONDS", 0.2)
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.05)
    edition = EditionFactory()

    async def story() -> None:
        page = Page(edition)
        await page.open()
        await page.wait(3)
        assert hub.count == 0

    play(story)


def test_a_refused_stream_is_an_ordinary_answer() -> None:
    edition = EditionFactory()

    async def story() -> None:
        page = Page(edition, "nonsense")
        await page.open()
        assert page.status == 404
        await page.wait(3)
        assert hub.count == 0

    play(story)


def test_whoever_returns_after_a_restart_hears_what_was_missed() -> None:
    edition = EditionFactory()
    seen = {}

    async def before() -> None:
        page = Page(edition)
        await page.open()
        seen["id"] = (await page.next()).partition("id: ")[2].splitlines()[0]

    async def after() -> None:
        same = Page(edition, last_event_id=seen["id"])
        await same.open()
        assert "event:" not in await same.next()
        await asyncio.to_thread(publish, edition, "plan")
        late = Page(edition, last_event_id=seen["id"])
        await late.open()
        assert "event: versions" in await late.next()

    play(before)
    play(after)
