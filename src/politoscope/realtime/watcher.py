"""The parts of the hub that talk to the database and to other processes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, connection

from politoscope.realtime.bus import CHANNEL
from politoscope.realtime.hub import Hub
from politoscope.realtime.stamps import Key, read_stamps

log = logging.getLogger(__name__)
RECONNECT_SECONDS = 5.0


class Watcher:
    """Keeps a hub up to date while the server runs: start and stop it with the server."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="versions")
        self.tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self.tasks.append(asyncio.create_task(self.hub.run(self.read, poll_seconds=settings.REALTIME_POLL_SECONDS)))
        if connection.vendor == "postgresql":
            self.tasks.append(asyncio.create_task(listen(self.hub)))

    async def stop(self) -> None:
        self.hub.close()
        self.hub.loop = None
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.threads.shutdown()

    async def read(self, keys: Iterable[Key]) -> dict[Key, str]:
        """Read stamps in a thread of their own, which keeps its connection."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, read_in_thread, frozenset(keys))


def read_in_thread(keys: Iterable[Key]) -> dict[Key, str]:
    close_old_connections()
    return read_stamps(keys)


async def listen(hub: Hub) -> None:
    """Hear what other processes commit to PostgreSQL; a lost connection is opened again."""
    from psycopg import AsyncConnection, Error

    while True:
        with contextlib.suppress(Error, OSError):
            options = connection.get_connection_params()
            for name in ("cursor_factory", "context", "prepare_threshold"):
                options.pop(name, None)
            async with await AsyncConnection.connect(**options, autocommit=True) as listener:
                await listener.execute(f"LISTEN {CHANNEL}")
                async for note in listener.notifies():
                    hub.mark_changed(key_of(note.payload))
        log.warning("The connection that hears of changes is lost; it is opened again.")
        await asyncio.sleep(RECONNECT_SECONDS)


def key_of(payload: str) -> Key:
    edition_id, topic = json.loads(payload)
    return UUID(edition_id), topic
