"""Django's pages under ASGI: each is answered by one thread, from its beginning to its end.

Django's own handler changes between loop and threads for every hook of every synchronous middleware, and starts a
thread for every request, which then opens a connection to the database. Our middleware and views are synchronous
without exception. So a request changes over once, to one of a few threads that stay, and their connections stay with
them.
What is held open (:mod:`politoscope.realtime.stream`) never gets here as a stream.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, cast

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.http import HttpResponse
from django.urls import set_script_prefix


class Pages(ASGIHandler):
    """The pages, answered by at most ``threads`` at once."""

    def __init__(self, threads: int) -> None:
        BaseHandler.__init__(self)  # ASGIHandler's would load the middleware to run in the loop
        self.load_middleware(is_async=False)
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with body:  # a context of its own, as every request has one: languages and time zones do not stay behind
            run = copy_context().run
            response = await asyncio.get_running_loop().run_in_executor(self.threads, run, self.answer, scope, body)
        await self.send_response(response, send)

    def answer(self, scope: Any, body: Any) -> HttpResponse:
        """Return the whole answer. The request ends in this thread, whose connection it used."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, response = self.create_request(scope, body)
        if request is not None:
            response = self.get_response(request)
        whole = cast(HttpResponse, response)
        assert not whole.streaming, "pages are answered in one piece"
        whole.close()
        return whole
