"""Readers who ask for a page as fast as it answers."""

from __future__ import annotations

import asyncio
import statistics
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from serving.site import cpu_seconds


@dataclass(frozen=True)
class Figures:
    """What one page did under load."""

    name: str
    rate: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    plain_bytes: int
    wire_bytes: int


async def measure(
    name: str, server: tuple[str, int], path: Callable[[int], str], *, seconds: float, clients: int, cookie: str = ""
) -> Figures:
    """Ask for a page with so many clients at once, each on a connection of its own, as fast as it answers."""
    origin, process = server
    host, port = origin.removeprefix("http://").split(":")
    head = f"Host: {host}:{port}\r\nAccept-Language: de\r\nAccept-Encoding: gzip, br\r\nAccept: text/html\r\n"
    head += f"Cookie: {cookie}\r\n" if cookie else ""
    times: list[float] = []
    sizes: list[int] = []
    ends = time.monotonic() + seconds

    async def one_client(number: int) -> None:
        reader = writer = None
        asked = 0
        while time.monotonic() < ends:
            if reader is None or writer is None:
                reader, writer = await asyncio.open_connection(host, int(port))
            asked += 1
            began = time.monotonic()
            writer.write(f"GET {path(number * 1_000_000 + asked)} HTTP/1.1\r\n{head}\r\n".encode())
            answer, is_kept = await read_answer(reader)
            times.append(time.monotonic() - began)
            sizes.append(len(answer))
            if not is_kept:
                writer.close()
                writer = None
        if writer is not None:
            writer.close()

    for warm in range(3):
        urllib.request.urlopen(
            urllib.request.Request(origin + path(warm), headers={"Cookie": cookie}), timeout=60
        ).read()
    began, used = time.monotonic(), cpu_seconds(process)
    await asyncio.gather(*(one_client(number) for number in range(clients)))
    took, used = time.monotonic() - began, cpu_seconds(process) - used
    times.sort()
    body = fetch(origin + path(0), {"Accept": "text/html", "Accept-Language": "de", "Cookie": cookie})
    return Figures(
        name=name,
        rate=len(times) / took,
        p50_ms=1000 * times[len(times) // 2],
        p95_ms=1000 * times[int(len(times) * 0.95)],
        p99_ms=1000 * times[int(len(times) * 0.99)],
        cpu_ms=1000 * used / len(times),
        plain_bytes=len(body),
        wire_bytes=int(statistics.median(sizes)),
    )


def fetch(url: str, headers: dict[str, str]) -> bytes:
    """Return what stands at an address."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return answer.read()


async def read_answer(reader: asyncio.StreamReader) -> tuple[bytes, bool]:
    """Read one answer; return its body and whether the connection is kept. Anything but 200 stops the benchmark."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    if status != 200:
        raise SystemExit(f"status {status}\n{head}")
    fields = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\r\n"))
    }
    if "content-length" in fields:
        body = await reader.readexactly(int(fields["content-length"]))
    else:
        body = b""
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    return body, fields.get("connection", "keep-alive").lower() != "close"
