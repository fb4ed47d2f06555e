"""A limited number of requests in Django at once; slow senders do not stand in the way."""

from __future__ import annotations

import asyncio
from typing import Any

from politoscope.turnstile import Turnstile
from tests.loops import run


def request(length: int = 0) -> dict[str, Any]:
    return {"type": "http", "headers": [(b"content-length", str(length).encode())] if length else []}


async def nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def ignore(message: Any) -> None:
    """Take an answer and forget it."""


def test_no_more_than_so_many_are_inside_and_all_come_through() -> None:
    inside, most, done = 0, 0, 0

    async def application(scope: Any, receive: Any, send: Any) -> None:
        nonlocal inside, most, done
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.001)
        inside -= 1
        done += 1

    async def crowd() -> None:
        turnstile = Turnstile(application, at_once=3)
        await asyncio.gather(*(turnstile(request(), nothing, ignore) for _ in range(50)))

    run(crowd())
    assert (most, done) == (3, 50)


def test_a_slow_sender_waits_outside_and_its_body_arrives_whole() -> None:
    parts = [
        {"type": "http.request", "body": b"marks=", "more_body": True},
        {"type": "http.request", "body": b"1", "more_body": False},
        {"type": "http.disconnect"},
    ]
    got: list[Any] = []
    order: list[str] = []

    async def crowd() -> None:
        may_send = asyncio.Event()

        async def slowly() -> dict[str, Any]:
            await may_send.wait()
            return parts.pop(0)

        async def application(scope: Any, receive: Any, send: Any) -> None:
            order.append(scope["name"])
            if scope["name"] == "slow":
                got.extend([await receive(), await receive(), await receive()])
            may_send.set()

        turnstile = Turnstile(application, at_once=1)
        slow = asyncio.create_task(turnstile({**request(7), "name": "slow"}, slowly, ignore))
        await asyncio.sleep(0)
        await turnstile({**request(), "name": "quick"}, nothing, ignore)
        await slow

    run(crowd())
    assert order == ["quick", "slow"]
    assert [message.get("body") for message in got] == [b"marks=", b"1", None]


def test_a_failing_request_gives_its_place_back() -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError

    async def crowd() -> list[Any]:
        turnstile = Turnstile(application, at_once=1)
        return await asyncio.gather(*(turnstile(request(), nothing, ignore) for _ in range(3)), return_exceptions=True)

    assert [type(problem) for problem in run(crowd())] == [RuntimeError] * 3
