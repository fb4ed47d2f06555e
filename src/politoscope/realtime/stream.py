"""Server-Sent Events, written outside Django.

A Django request holds a thread and a database connection for as long as its answer lasts; a thousand streams would hold
a thousand. So Django answers the question whether somebody may follow (:func:`politoscope.realtime.views.events`), with
a complete first event, and this wrapper keeps the answer open: one task, no thread, no connection.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import UUID

from politoscope.realtime.hub import Hub, Stream
from politoscope.realtime.stamps import Stamps, from_text, to_text

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

HANDOVER = "X-Stream"
NOT_OF_A_STREAM = frozenset({HANDOVER.lower().encode(), b"content-length"})
BEAT = b"event: beat\ndata:\n\n"
BEAT_SECONDS = 20.0
LIFE_SECONDS = 600.0


def handover_text(edition_id: UUID, stamps: Stamps) -> str:
    """Write what the view hands over: the edition and what the first event told."""
    return f"{edition_id} {to_text(stamps)}"


def event_text(stamps: Stamps) -> str:
    """Write the event that tells the stamps; its id is what a browser sends back when it returns."""
    return f"id: {to_text(stamps)}\nevent: versions\ndata: {json.dumps(stamps, separators=(',', ':'))}\n\n"


def retry_text(streams: int) -> str:
    """Write how long a browser waits before it returns: the more streams, the wider they spread after a restart."""
    return f"retry: {random.randint(1000, 3000 + 5 * streams)}\n"


class KeepsStreamsOpen:
    """Wraps the application; answers of the events view stay open and follow the hub."""

    def __init__(self, application: Application, hub: Hub) -> None:
        self.application = application
        self.hub = hub

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/events/"):
            await self.application(scope, receive, send)
            return
        answer = HeldAnswer(send)
        await self.application(scope, receive, answer.take)
        if answer.stream is not None:
            await self.keep_open(answer.stream, receive, send)

    async def keep_open(self, stream: Stream, receive: Receive, send: Send) -> None:
        """Tell one stream what changes, until the page is closed, the server stops or the stream has lived its time.

        Nobody follows for ever: whoever comes back is asked again whether they may.
        """
        watch = asyncio.ensure_future(wait_for_end(receive, stream.wake))
        ends_at = asyncio.get_running_loop().time() + LIFE_SECONDS * random.uniform(0.8, 1.2)
        self.hub.join(stream)
        try:
            while not (watch.done() or self.hub.is_closing) and asyncio.get_running_loop().time() < ends_at:
                woke = await wait(stream.wake)
                if self.hub.news_for(stream):
                    await send_part(send, event_text(stream.told).encode())
                elif not woke:
                    await send_part(send, BEAT)
            if not watch.done():
                await send_part(send, retry_text(self.hub.count).encode(), more=False)
        finally:
            self.hub.leave(stream)
            watch.cancel()


class HeldAnswer:
    """Passes Django's answer on. One that hands a stream over goes out without its end."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.stream: Stream | None = None

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            fields = [(name.lower(), value) for name, value in message["headers"]]
            if handed_over := dict(fields).get(HANDOVER.lower().encode()):
                self.stream = stream_from(handed_over.decode())
                message["headers"] = [pair for pair in fields if pair[0] not in NOT_OF_A_STREAM]
        elif message["type"] == "http.response.body" and self.stream is not None:
            message["more_body"] = True
        await self.send(message)


def stream_from(text: str) -> Stream:
    """Read what :func:`handover_text` wrote."""
    edition_id, _, stamps = text.partition(" ")
    return Stream(UUID(edition_id), from_text(stamps))


async def wait(wake: asyncio.Event) -> bool:
    """Wait for news, at most until the next beat; tell whether there was a wake-up."""
    try:
        async with asyncio.timeout(BEAT_SECONDS):
            await wake.wait()
    except TimeoutError:
        return False
    wake.clear()
    return True


async def wait_for_end(receive: Receive, wake: asyncio.Event) -> None:
    """Return when the page is gone, and wake its stream."""
    while (await receive())["type"] != "http.disconnect":
        pass
    wake.set()


async def send_part(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})
