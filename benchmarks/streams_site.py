"""The product's application with one more address: ``POST /publish`` raises a topic and answers after the commit."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from politoscope.asgi import application as product


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http" and scope["path"] == "/publish":
        began = time.monotonic()
        await asyncio.to_thread(publish_plan)
        body = f"{began} {time.monotonic()}".encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
        await send({"type": "http.response.body", "body": body})
    else:
        await product(scope, receive, send)


def publish_plan() -> None:
    from politoscope.editions.models import Edition
    from politoscope.realtime.publish import publish

    publish(Edition.objects.get(slug="streams"), "plan")
