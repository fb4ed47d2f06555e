"""How many requests are in Django at once.

Each request in Django holds a thread and a database connection. When a whole room presses at the same moment,
thousands of both would only hinder each other, and PostgreSQL refuses more connections than it has. So a limited number
works, and the rest waits outside at the price of a small object each, in the order of their coming.
"""

from __future__ import annotations

import asyncio
from typing import Any

from politoscope.realtime.stream import Application, Message, Receive, Send

AT_ONCE = 40
"""More than two cores can use, and fewer than PostgreSQL's usual hundred connections."""

READ_AHEAD_BYTES = 65_536
"""Bodies up to here are read before the turnstile: who sends slowly must not stand in it."""


class Turnstile:
    """Wraps the application; lets ``at_once`` HTTP requests in."""

    def __init__(self, application: Application, at_once: int = AT_ONCE) -> None:
        self.application = application
        self.places = asyncio.Semaphore(at_once)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        if 0 < announced_length(scope) <= READ_AHEAD_BYTES:
            receive = await read_ahead(receive)
        async with self.places:
            await self.application(scope, receive, send)


def announced_length(scope: Any) -> int:
    """Return how long the body says it is; 0 when it says nothing usable."""
    text = dict(scope["headers"]).get(b"content-length", b"0")
    return int(text) if text.isdigit() and len(text) < 12 else 0


async def read_ahead(receive: Receive) -> Receive:
    """Take the body in and return a channel that gives it out again, followed by whatever else comes."""
    taken: list[Message] = []
    while not taken or taken[-1].get("more_body"):
        message = await receive()
        taken.append(message)
        if message["type"] != "http.request":
            break

    async def replay() -> Message:
        return taken.pop(0) if taken else await receive()

    return replay
