"""Readers are answered before Django: at once, never with an old page, and by one rendering for all who wait."""

from __future__ import annotations

import asyncio
import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from politoscope.planning.front import AnswersFromMemory, SharedStamps
from politoscope.planning.shelf import Asked, KeptPage, Shelf, asked_in
from politoscope.realtime.stamps import Stamps
from tests.loops import run

EDITION = uuid4()
PATH = "/camp/plan/"


class House:
    """A front with Django's part played by a page that shows the version it was made of."""

    def __init__(self, *, keeps: bool = True, ends: asyncio.Event | None = None) -> None:
        self.version, self.readings, self.made, self.keeps, self.ends = 1, 0, 0, keeps, ends
        self.is_broken = False
        self.shelf = Shelf()
        self.front = AnswersFromMemory(self.django, self.shelf, SharedStamps(self.read))

    def read(self, edition: UUID) -> Stamps:
        assert edition == EDITION
        self.readings += 1
        if self.is_broken:
            raise OperationalError("no database")
        return {"plan": str(self.version)}

    async def django(self, scope: Any, receive: Any, send: Any) -> None:
        self.made += 1
        version = self.version
        await asyncio.sleep(0.01)
        if self.is_broken:
            raise RuntimeError("no page")
        body = f"version {version}".encode()
        if self.keeps:
            question = asked_in(scope)
            assert question is not None
            self.shelf.put(question, KeptPage(EDITION, {"plan": str(version)}, (), body))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if self.ends is not None:
            await self.ends.wait()
        await send({"type": "http.response.body", "body": body})

    async def ask(self, **fields: str) -> tuple[int, bytes]:
        """Return status and body of one answer."""
        headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": PATH, "query_string": b"", "headers": headers}
        await self.front(scope, None, send)
        return sent[0]["status"], sent[1]["body"]


def test_second_reader_is_answered_without_django() -> None:
    house = House()

    async def story() -> None:
        assert await house.ask() == await house.ask() == (200, b"version 1")
        page = house.shelf.find(Asked("", "", PATH, "", "", "de"))
        assert page is not None
        assert await house.ask(if_none_match=page.form("").etag) == (304, b"")

    run(story())
    assert house.made == 1


def test_answer_is_never_older_than_the_question() -> None:
    house = House()

    async def story() -> list[tuple[int, bytes]]:
        answers = []
        for house.version in (1, 2, 3):
            answers += [await house.ask(), await house.ask()]
        return answers

    assert run(story()) == [(200, b"version %d" % number) for number in (1, 1, 2, 2, 3, 3)]
    assert house.made == 3


@pytest.mark.parametrize("is_known", [True, False])
def test_crowd_costs_one_rendering_and_few_readings(is_known: bool) -> None:
    house = House()

    async def crowd() -> list[tuple[int, bytes]]:
        if is_known:
            await house.ask()
            house.version, house.made = 2, 0
        return await asyncio.gather(*(house.ask() for _ in range(50)))

    assert set(run(crowd())) == {(200, b"version %d" % house.version)}
    assert house.made == 1
    assert house.readings <= 4


def test_pages_that_are_not_kept_are_made_for_each() -> None:
    house = House(keeps=False)

    async def crowd() -> list[tuple[int, bytes]]:
        return await asyncio.gather(*(house.ask() for _ in range(5)))

    assert run(crowd()) == [(200, b"version 1")] * 5
    assert house.made == 5
    assert house.front.being_made == {}


def test_one_who_reads_slowly_keeps_nobody_waiting() -> None:
    async def story() -> None:
        house = House(ends=asyncio.Event())
        slow = asyncio.create_task(house.ask())
        assert house.ends is not None
        async with asyncio.timeout(5):
            await asyncio.sleep(0)
            assert await house.ask() == (200, b"version 1")
            assert not slow.done()
            house.ends.set()
            assert await slow == (200, b"version 1")
        assert house.made == 1

    run(story())


def test_page_that_fails_holds_nobody() -> None:
    house = House()
    house.is_broken = True

    async def crowd() -> list[Any]:
        return await asyncio.gather(*(house.ask() for _ in range(3)), return_exceptions=True)

    assert [str(error) for error in run(crowd())] == ["no page"] * 3
    assert house.front.being_made == {}


def test_without_database_django_is_asked_for_the_words() -> None:
    house = House()

    async def story() -> None:
        await house.ask()
        house.is_broken = True
        with pytest.raises(RuntimeError):
            await house.ask()

    run(story())
    assert house.made == 2


def test_requests_of_somebody_go_on() -> None:
    house = House(keeps=False)

    async def story() -> None:
        await house.ask(cookie="session=x")
        await house.ask(cookie="session=x")

    run(story())
    assert (house.made, house.readings) == (2, 0)


def test_nobody_gets_what_was_read_before_they_came() -> None:
    began, may_end, version = threading.Event(), threading.Event(), [1]

    def read(edition: UUID) -> Stamps:
        found = {"plan": str(version[0])}
        began.set()
        assert may_end.wait(5)
        return found

    async def story() -> list[Stamps]:
        stamps = SharedStamps(read)
        first = asyncio.create_task(stamps.of(EDITION))
        await asyncio.to_thread(began.wait, 5)
        version[0] = 2
        later = [asyncio.create_task(stamps.of(EDITION)) for _ in range(2)]
        await asyncio.sleep(0)
        may_end.set()
        return [await first, *[await one for one in later]]

    assert run(story()) == [{"plan": "1"}, {"plan": "2"}, {"plan": "2"}]
