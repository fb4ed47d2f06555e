"""Stands before Django and gives out what lies on the shelf: no thread, no middleware, no page made twice at once.

When a plan is published, everybody in the room asks for it in the same second. One of them has the page made; the
others wait for it and take it from the shelf.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from django.db import DatabaseError, close_old_connections

from politoscope.planning.memory import TOPICS
from politoscope.planning.shelf import Asked, Form, KeptPage, Shelf, asked_in, best_encoding
from politoscope.realtime.stamps import Stamps, stamps_of
from politoscope.realtime.stream import Application, Message, Receive, Send


class AnswersFromMemory:
    """Wraps the application; answers from the shelf what lies there and has not changed since."""

    def __init__(
        self, application: Application, pages: Shelf[Asked, KeptPage], stamps: SharedStamps | None = None
    ) -> None:
        self.application = application
        self.pages = pages
        self.stamps = stamps or SharedStamps(stamps_in_thread)
        self.being_made: dict[Asked, asyncio.Event] = {}

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        asked = asked_in(scope)
        if asked is None:
            await self.application(scope, receive, send)
            return
        page = await self.fresh_page(asked)
        if page is None and (made := self.being_made.get(asked)) is not None:
            await made.wait()
            page = await self.fresh_page(asked)
        if page is None:
            await self.have_made(asked, scope, receive, send)
        else:
            fields = dict(scope["headers"])
            form = page.form(best_encoding(fields.get(b"accept-encoding", b"").decode("latin-1")))
            await send_form(form, fields.get(b"if-none-match", b"").decode("latin-1"), send)

    async def fresh_page(self, asked: Asked) -> KeptPage | None:
        """Return the page from the shelf, unless something has changed since."""
        page = self.pages.find(asked)
        if page is None:
            return None
        try:
            stamps = await self.stamps.of(page.edition)
        except DatabaseError:
            return None  # Django asks the database too, and knows what to say
        return page if page.is_made_of(stamps) else None

    async def have_made(self, asked: Asked, scope: Any, receive: Receive, send: Send) -> None:
        """Let Django answer. Who waits for the same goes on when the answer begins: then it is on the shelf, or never.

        Not when it ends, which is up to the one who reads it.
        """
        made = self.being_made.setdefault(asked, asyncio.Event())

        async def take(message: Message) -> None:
            self._let_go(asked, made)
            await send(message)

        try:
            await self.application(scope, receive, take)
        finally:
            self._let_go(asked, made)

    def _let_go(self, asked: Asked, made: asyncio.Event) -> None:
        made.set()
        if self.being_made.get(asked) is made:
            del self.being_made[asked]


class SharedStamps:
    """Reads the stamps of an edition for all who ask meanwhile. Nobody gets what was read before they came."""

    def __init__(self, read: Callable[[UUID], Stamps]) -> None:
        self.read = read
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stamps")
        self._turn = asyncio.Lock()
        self._next: dict[UUID, asyncio.Task[Stamps]] = {}

    async def of(self, edition: UUID) -> Stamps:
        """Return the stamps as they are after this call."""
        if edition not in self._next:
            self._next[edition] = asyncio.create_task(self._read(edition))
        return await asyncio.shield(self._next[edition])

    async def _read(self, edition: UUID) -> Stamps:
        async with self._turn:
            del self._next[edition]  # who comes from here on waits for the next reading
            return await asyncio.get_running_loop().run_in_executor(self.thread, self.read, edition)


def stamps_in_thread(edition: UUID) -> Stamps:
    close_old_connections()
    return stamps_of(edition, TOPICS)


async def send_form(form: Form, known: str, send: Send) -> None:
    status, headers, body = form.answer(known)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
