"""The product's application with one more address: ``POST /write/<n>`` answers when its command is committed."""

from __future__ import annotations

import asyncio
from typing import Any

from politoscope.asgi import application as product


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http" and scope["path"].startswith("/write/"):
        await asyncio.to_thread(write, scope["path"].rpartition("/")[2])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"saved"})
    else:
        await product(scope, receive, send)


def write(number: str) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from politoscope.audit.services import record_entry
    from politoscope.editions.models import Edition
    from politoscope.realtime.publish import publish

    with transaction.atomic():
        edition = Edition.objects.get(slug="camp")
        record_entry(edition=edition, actor=None, action="test.write", after={"number": number}, now=timezone.now())
        publish(edition, "plan")
    connection.close()
