"""One kept HTTP connection that costs the generator next to nothing: what it spends, the server does not get."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    head: str
    body: bytes

    def header(self, name: str) -> str:
        """Return a field of the head, empty when it is not there."""
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name:
                return value.strip()
        return ""


class Line(asyncio.Protocol):
    """A connection with one request at a time. A lost one raises ``ConnectionError`` and is not used again."""

    def __init__(self) -> None:
        self.is_open = False
        self._transport: asyncio.WriteTransport | None = None
        self._arrived = b""
        self._answer: asyncio.Future[Answer] | None = None

    async def ask(self, request: bytes) -> Answer:
        """Send a request and wait for its whole answer."""
        if not self.is_open or self._transport is None:
            raise ConnectionError
        self._arrived = b""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport, self.is_open = transport, True

    def data_received(self, data: bytes) -> None:
        self._arrived += data
        head, separator, body = self._arrived.partition(b"\r\n\r\n")
        if not separator or self._answer is None or self._answer.done():
            return
        text = head.decode("latin-1")
        answer = Answer(int(text[9:12]), text, body)
        if len(body) >= int(answer.header("content-length") or 0):
            if answer.header("connection").lower() == "close":
                self.is_open = False
            self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError())


async def open_line(port: int) -> Line:
    """Connect to the server on this machine. Raises ``OSError``."""
    _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    return line


async def open_lines(port: int, count: int) -> list[Line]:
    """Open many connections, a hundred at a time."""
    lines: list[Line] = []
    while len(lines) < count:
        some = min(100, count - len(lines))
        lines += await asyncio.gather(*(open_line(port) for _ in range(some)))
    return lines
