"""How long a change takes to reach the last of N open streams in one process, and what a stream costs.

    python benchmarks/streams.py [--streams 1000] [--changes 20]

Starts the product on this machine (embedded SQLite, loopback, one process), opens N streams of one page, publishes
changes one after another and takes the time from the start of the publishing transaction to the arrival at each client.
Memory is the growth of the server's resident set from no streams to N. Sends to 127.0.0.1 only.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETUP = """
from politoscope.editions.models import Edition, Series
Edition.objects.create(series=Series.objects.create(name="S"), slug="streams", title="Streams", is_published=True)
"""


class Client(asyncio.Protocol):
    """One open page: notes when something arrives."""

    def __init__(self, port: int, opened: asyncio.Future[None]) -> None:
        self.request = (
            "GET /streams/events/?topics=plan,phase HTTP/1.1\r\n"
            f"Host: localhost:{port}\r\nAccept: text/event-stream\r\n\r\n"
        )
        self.opened = opened
        self.arrived: float | None = None
        self.events = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport
        transport.write(self.request.encode())

    def data_received(self, data: bytes) -> None:
        if b"event: versions" in data:
            self.arrived = time.monotonic()
            self.events += 1
            if not self.opened.done():
                self.opened.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed before the first event"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def resident_kb(pid: int) -> int:
    """Return the resident memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise ValueError(pid)


def threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


async def open_streams(port: int, count: int) -> list[Client]:
    """Open the streams, fifty at a time."""
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(50)
    clients: list[Client] = []

    async def open_one() -> None:
        async with gate:
            client = Client(port, loop.create_future())
            await loop.create_connection(lambda: client, "127.0.0.1", port)
            await asyncio.wait_for(client.opened, 60)
            clients.append(client)

    await asyncio.gather(*(open_one() for _ in range(count)))
    return clients


async def publish(port: int) -> tuple[float, float]:
    """Have the server publish; return when its transaction began and when it was committed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /publish HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    began, committed = answer.partition(b"\r\n\r\n")[2].splitlines()[1].split()  # a chunk: its length, its text
    return float(began), float(committed)


async def measure(port: int, pid: int, streams: int, changes: int) -> None:
    await warm_up(port)
    before = resident_kb(pid)
    began = time.monotonic()
    clients = await open_streams(port, streams)
    took = time.monotonic() - began
    await asyncio.sleep(1)
    after = resident_kb(pid)
    first, last = [], []
    for _ in range(changes):
        for client in clients:
            client.arrived = None
        start, _committed = await publish(port)
        deadline = time.monotonic() + 10
        while any(client.arrived is None for client in clients) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        arrivals = sorted(client.arrived - start for client in clients if client.arrived is not None)
        if len(arrivals) < streams:
            sys.exit(f"{streams - len(arrivals)} of {streams} streams heard nothing within 10 s")
        first.extend(arrivals)
        last.append(arrivals[-1])
        await asyncio.sleep(0.5)
    latencies = sorted(first)
    print(f"streams               {streams} in one process, {threads(pid)} threads, opened in {took:.1f} s")
    print(f"changes               {changes}")
    for share in (0.5, 0.95, 0.99):
        print(f"latency p{share * 100:<12.0f} {latencies[int(share * (len(latencies) - 1))] * 1000:.0f} ms")
    print(f"last stream, worst    {max(last) * 1000:.0f} ms")
    print(f"memory per stream     {(after - before) / streams:.1f} kB")
    print(f"resident memory       {before / 1024:.0f} MB, with streams {after / 1024:.0f} MB")


async def warm_up(port: int) -> None:
    """Wait for the server, and let a hundred pages come and go: what it loads once is no cost of a stream."""
    deadline = time.monotonic() + 30
    while True:
        try:
            clients = await open_streams(port, 100)
        except OSError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.2)
        else:
            break
    for client in clients:
        client.transport.close()
    await asyncio.sleep(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--changes", type=int, default=20)
    arguments = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {
            **os.environ,
            "POLITOSCOPE_DEMO": "1",
            "POLITOSCOPE_DATA": folder,
            "SITE_ORIGIN": f"http://localhost:{port}",
            "WORKER_IN_SERVER": "0",
            "REALTIME_MAX_STREAMS": "20000",
        }
        program = [str(Path(sys.executable).parent / "politoscope"), "manage"]
        subprocess.run([*program, "migrate", "-v0"], env=environment, cwd=ROOT, check=True)
        subprocess.run([*program, "shell", "-v0", "-c", SETUP], env=environment, cwd=ROOT, check=True)
        server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "benchmarks.streams_site:application", "--port", str(port),
             "--no-access-log", "--log-level", "warning", "--no-proxy-headers"],
            env=environment, cwd=ROOT,
        )  # fmt: skip
        try:
            asyncio.run(measure(port, server.pid, arguments.streams, arguments.changes))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


if __name__ == "__main__":
    main()
