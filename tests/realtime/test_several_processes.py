"""A change made in one process reaches the pages of another: by NOTIFY on PostgreSQL, by looking on SQLite."""

from __future__ import annotations

import socket
import time

from django.db import connection

from tests.commands.installation import Installation
from tests.commands.test_crash import CAMP
from tests.realtime.test_live_page import PUBLISH


class OpenStream:
    """One open stream over a bare socket."""

    def __init__(self, installation: Installation) -> None:
        self.socket = socket.create_connection(("127.0.0.1", installation.port), timeout=15)
        self.socket.sendall(b"GET /camp/events/?topics=plan HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.received = b""
        self.wait_for_events(1)

    def wait_for_events(self, count: int) -> None:
        while self.received.count(b"event: versions") < count:
            part = self.socket.recv(65536)
            assert part, "the stream ended"
            self.received += part


def test_a_change_in_another_process_arrives(installation: Installation) -> None:
    installation.shell(CAMP)
    installation.environment["REALTIME_POLL_SECONDS"] = "60" if connection.vendor == "postgresql" else "1"
    installation.serve()
    stream = OpenStream(installation)
    installation.shell(PUBLISH)
    began = time.monotonic()
    stream.wait_for_events(2)
    assert time.monotonic() - began < 10
    stream.socket.close()


def test_every_process_of_a_server_hears_of_it(installation: Installation) -> None:
    installation.shell(CAMP)
    installation.serve("--processes", "2")
    streams = [OpenStream(installation) for _ in range(6)]  # the kernel spreads them over the processes
    installation.shell(PUBLISH)
    for stream in streams:
        stream.wait_for_events(2)
        stream.socket.close()
