"""The streams of this process: who follows what, and telling them.

Everything here but :meth:`Hub.announce` runs in the event loop of the server, so nothing is locked. The hub reads a
topic's stamp from the database when somebody says that it changed, and all followed ones every few seconds: a message
that gets lost between processes costs seconds, never the truth.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from politoscope.realtime.stamps import Key, Stamps
from politoscope.realtime.topics import TOPICS

log = logging.getLogger(__name__)

ReadStamps = Callable[[Iterable[Key]], Awaitable[dict[Key, str]]]


class Stream:
    """One open page: what it follows and what it was last told."""

    __slots__ = ("edition_id", "told", "wake")

    def __init__(self, edition_id: UUID, told: Stamps) -> None:
        self.edition_id = edition_id
        self.told = told
        self.wake = asyncio.Event()

    @property
    def keys(self) -> list[Key]:
        return [(self.edition_id, topic) for topic in self.told]


class Hub:
    """Tells the streams of one process what changed.

    A topic is told at most once in its ``pause_seconds``; changes within the pause are one event at its end.
    """

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.is_closing = False
        self.streams: dict[Key, set[Stream]] = {}
        self.known: dict[Key, str] = {}
        self.count = 0
        self._changed: set[Key] = set()
        self._not_before: dict[Key, float] = {}
        self._wake = asyncio.Event()

    def announce(self, edition_id: UUID, topic: str) -> None:
        """Say that a topic may have changed. Any thread may call it; without a server nothing happens."""
        if self.loop is not None:
            try:
                self.loop.call_soon_threadsafe(self.mark_changed, (edition_id, topic))
            except RuntimeError:  # the loop has just closed: the server is going down
                self.loop = None

    def mark_changed(self, key: Key) -> None:
        """Have the reader look at a topic, if anybody follows it."""
        if key in self.streams:
            self._changed.add(key)
            self._wake.set()

    def join(self, stream: Stream) -> None:
        """Let a stream follow its topics; what changed since it was told is found out at once."""
        self.count += 1
        for key in stream.keys:
            self.streams.setdefault(key, set()).add(stream)
            if key not in self.known:
                self.mark_changed(key)
        if self._current(stream) != stream.told:
            stream.wake.set()

    def leave(self, stream: Stream) -> None:
        """Forget a stream, and its topics if it was the last to follow them."""
        self.count -= 1
        for key in stream.keys:
            self.streams[key].discard(stream)
            if not self.streams[key]:
                del self.streams[key]
                self.known.pop(key, None)
                self._not_before.pop(key, None)

    def news_for(self, stream: Stream) -> bool:
        """Bring what the stream was told up to date and tell whether that changed anything."""
        before, stream.told = stream.told, self._current(stream)
        return stream.told != before

    def _current(self, stream: Stream) -> Stamps:
        return {topic: self.known.get((stream.edition_id, topic), told) for topic, told in stream.told.items()}

    async def run(self, read: ReadStamps, *, poll_seconds: float) -> None:
        """Read and tell until cancelled. A database that is away is asked again at the next turn."""
        self.loop, self._wake, self.is_closing = asyncio.get_running_loop(), asyncio.Event(), False
        next_poll = self.loop.time() + poll_seconds
        while True:
            await self._sleep_until(self._next_turn(next_poll))
            if self.loop.time() >= next_poll:
                next_poll = self.loop.time() + poll_seconds
                self._changed.update(self.streams)
            keys = self._take_ready()
            if not keys:
                continue
            try:
                self.tell(await read(keys))
            except Exception as error:
                log.warning("The versions could not be read: %s", type(error).__name__)

    def tell(self, stamps: dict[Key, str]) -> None:
        """Wake everybody who follows a topic whose stamp is new."""
        assert self.loop is not None
        for key, stamp in stamps.items():
            if key in self.streams and self.known.get(key) != stamp:
                self.known[key] = stamp
                self._not_before[key] = self.loop.time() + TOPICS[key[1]].pause_seconds
                for stream in self.streams[key]:
                    stream.wake.set()

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self.is_closing = True
        for followers in self.streams.values():
            for stream in followers:
                stream.wake.set()

    def _next_turn(self, next_poll: float) -> float:
        return min([next_poll, *(self._not_before.get(key, 0.0) for key in self._changed)])

    def _take_ready(self) -> set[Key]:
        assert self.loop is not None
        now = self.loop.time()
        ready = {key for key in self._changed if self._not_before.get(key, 0.0) <= now}
        self._changed -= ready
        return ready

    async def _sleep_until(self, instant: float) -> None:
        assert self.loop is not None
        self._wake.clear()
        delay = min(instant, self._next_turn(instant)) - self.loop.time()
        if delay > 0:
            try:
                async with asyncio.timeout(delay):
                    await self._wake.wait()
            except TimeoutError:
                pass


hub = Hub()
