"""The hub with a clock of real milliseconds and the database replaced by a table of the test's own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from politoscope.realtime.hub import Hub, Stream
from politoscope.realtime.stamps import Key
from politoscope.realtime.topics import TOPICS
from tests.loops import run

EDITION = UUID(int=1)
PLAN, BALLOTS = (EDITION, "plan"), (EDITION, "ballots")


class Table:
    """What the database says, and how often it was asked."""

    def __init__(self) -> None:
        self.stamps: dict[Key, str] = {PLAN: "p1", BALLOTS: "b1"}
        self.reads = 0
        self.is_away = False

    async def read(self, keys: Iterable[Key]) -> dict[Key, str]:
        self.reads += 1
        if self.is_away:
            raise ConnectionError
        return {key: self.stamps[key] for key in keys}


def play(story: Callable[[Hub, Table], Awaitable[None]], *, poll_seconds: float = 60) -> None:
    """Run a hub beside a story."""

    async def whole() -> None:
        hub, table = Hub(), Table()
        reader = asyncio.create_task(hub.run(table.read, poll_seconds=poll_seconds))
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(5):
                await story(hub, table)
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    run(whole())


async def news(hub: Hub, stream: Stream, *, within: float = 1) -> dict[str, str]:
    """Wait until a stream has something new to tell and return all it was told."""
    async with asyncio.timeout(within):
        while not hub.news_for(stream):
            await stream.wake.wait()
            stream.wake.clear()
    return stream.told


async def silence(hub: Hub, stream: Stream, seconds: float) -> None:
    await asyncio.sleep(seconds)
    assert not hub.news_for(stream)


def test_a_change_reaches_every_follower_of_the_topic_and_nobody_else() -> None:
    async def story(hub: Hub, table: Table) -> None:
        followers = [Stream(EDITION, {"plan": "p1"}) for _ in range(3)]
        other = Stream(EDITION, {"ballots": "b1"})
        for stream in [*followers, other]:
            hub.join(stream)
        table.stamps[PLAN] = "p2"
        hub.announce(*PLAN)
        assert [await news(hub, stream) for stream in followers] == [{"plan": "p2"}] * 3
        await silence(hub, other, 0.05)

    play(story)


def test_an_announcement_from_another_thread_is_heard() -> None:
    async def story(hub: Hub, table: Table) -> None:
        stream = Stream(EDITION, {"plan": "p1"})
        hub.join(stream)
        table.stamps[PLAN] = "p2"
        thread = threading.Thread(target=hub.announce, args=PLAN)
        thread.start()
        assert await news(hub, stream) == {"plan": "p2"}
        thread.join()

    play(story)


def test_a_change_between_the_first_event_and_joining_is_told() -> None:
    async def story(hub: Hub, table: Table) -> None:
        table.stamps[PLAN] = "p2"  # committed after the view had read p1; nobody followed, so nothing was announced
        late = Stream(EDITION, {"plan": "p1"})
        hub.join(late)
        assert await news(hub, late) == {"plan": "p2"}
        later = Stream(EDITION, {"plan": "p1"})
        hub.join(later)  # now the hub knows already
        assert hub.news_for(later)

    play(story)


def test_a_lost_announcement_is_found_by_looking() -> None:
    async def story(hub: Hub, table: Table) -> None:
        stream = Stream(EDITION, {"plan": "p1"})
        hub.join(stream)
        await silence(hub, stream, 0.03)
        table.stamps[PLAN] = "p2"
        assert await news(hub, stream) == {"plan": "p2"}

    play(story, poll_seconds=0.05)


def test_without_looking_a_lost_announcement_stays_lost() -> None:
    async def story(hub: Hub, table: Table) -> None:
        stream = Stream(EDITION, {"plan": "p1"})
        hub.join(stream)
        await silence(hub, stream, 0.03)
        table.stamps[PLAN] = "p2"
        await silence(hub, stream, 0.2)

    play(story)


def test_a_burst_is_one_event_now_and_one_at_the_end_of_the_pause() -> None:
    async def story(hub: Hub, table: Table) -> None:
        stream = Stream(EDITION, {"plan": "p1"})
        hub.join(stream)
        await silence(hub, stream, 0.03)
        reads, began = table.reads, time.monotonic()
        told = []
        for number in range(2, 60):
            table.stamps[PLAN] = f"p{number}"
            hub.announce(*PLAN)
            await asyncio.sleep(0.002)
            if hub.news_for(stream):
                told.append(dict(stream.told))
        while stream.told != {"plan": "p59"}:
            told.append(dict(await news(hub, stream)))
        pauses = (time.monotonic() - began) / TOPICS["plan"].pause_seconds
        assert len(told) <= 2 + pauses
        assert table.reads - reads <= 2 + pauses

    play(story)


def test_a_database_that_is_away_is_asked_again() -> None:
    async def story(hub: Hub, table: Table) -> None:
        stream = Stream(EDITION, {"plan": "p1"})
        hub.join(stream)
        await asyncio.sleep(0.02)
        table.is_away, table.stamps[PLAN] = True, "p2"
        hub.announce(*PLAN)
        await asyncio.sleep(0.06)
        table.is_away = False
        assert await news(hub, stream) == {"plan": "p2"}

    play(story, poll_seconds=0.05)


def test_the_last_to_leave_leaves_nothing_behind() -> None:
    async def story(hub: Hub, table: Table) -> None:
        streams = [Stream(EDITION, {"plan": "p1", "ballots": "b1"}) for _ in range(3)]
        for stream in streams:
            hub.join(stream)
        await asyncio.sleep(0.02)
        assert hub.count == 3
        for stream in streams:
            hub.leave(stream)
        assert (hub.count, hub.streams, hub.known) == (0, {}, {})

    play(story)


def test_an_announcement_nobody_follows_asks_nothing() -> None:
    async def story(hub: Hub, table: Table) -> None:
        hub.announce(*PLAN)
        await asyncio.sleep(0.02)
        assert table.reads == 0

    play(story)


def test_closing_wakes_everybody() -> None:
    async def story(hub: Hub, table: Table) -> None:
        stream = Stream(EDITION, {"plan": "p1"})
        hub.join(stream)
        hub.close()
        await stream.wake.wait()
        assert hub.is_closing

    play(story)


def test_without_a_server_an_announcement_does_nothing() -> None:
    hub = Hub()
    hub.announce(*PLAN)
    assert hub.streams == {}
