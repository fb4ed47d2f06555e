"""The application as an ASGI server wants it: pages from Django, streams beside it, the worker with it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
from types import FrameType
from typing import Any

import django
from django.conf import settings
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "politoscope.settings")
django.setup(set_prefix=False)
get_resolver().url_patterns  # noqa: B018  (loads every page now: a broken one stops the start, not the first visitor)

from politoscope.background import Clock, Worker  # noqa: E402  (Django is set up above)
from politoscope.pages import Pages  # noqa: E402
from politoscope.planning.front import AnswersFromMemory  # noqa: E402
from politoscope.planning.shelf import shelf  # noqa: E402
from politoscope.realtime.hub import hub  # noqa: E402
from politoscope.realtime.stream import Application, KeepsStreamsOpen, Receive, Send  # noqa: E402
from politoscope.realtime.watcher import Watcher  # noqa: E402
from politoscope.turnstile import AT_ONCE, Turnstile  # noqa: E402


class Site:
    """Starts what runs beside the pages when the server starts, and ends it before the server does."""

    def __init__(self, pages: Application) -> None:
        self.pages = pages

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        else:
            await self.pages(scope, receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        """Follow the server's life: start, wait, stop."""
        await receive()
        watcher = Watcher(hub)
        watcher.start()
        threads = [Worker(), Clock()] if settings.WORKER_IN_SERVER else []
        for thread in threads:
            thread.start()
        end_streams_on_signal()
        gc.collect()
        gc.freeze()  # what is loaded stays: looking through it again and again would stop the pages for 0.1 s each time
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.gather(*(asyncio.to_thread(thread.stop) for thread in threads))
        await watcher.stop()
        await send({"type": "lifespan.shutdown.complete"})


def end_streams_on_signal() -> None:
    """End the streams as soon as the server is told to stop: it waits for open answers before it says so here."""
    loop = asyncio.get_running_loop()

    def wrap(number: int) -> None:
        before = signal.getsignal(number)

        def handle(received: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(hub.close)
            if callable(before):
                before(received, frame)

        signal.signal(number, handle)

    with contextlib.suppress(ValueError):  # signals belong to the main thread; a test's server runs in another
        wrap(signal.SIGTERM)
        wrap(signal.SIGINT)


application = Site(KeepsStreamsOpen(AnswersFromMemory(Turnstile(Pages(AT_ONCE)), shelf), hub))
