"""What stands between a phone and a site: passes everything on, and behaves badly when a test wants it to."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


class Gateway(ThreadingHTTPServer):
    """A server that passes requests on to ``target``."""

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), Passage)
        self.target = urlsplit(target).netloc
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.healed = threading.Event()
        self.heal()

    def heal(self) -> None:
        """Pass everything on again; whoever waits gets an answer."""
        self.status: dict[str, int] = {}
        """Paths answered with a status and nothing else."""
        self.slow: set[str] = set()
        """Paths not answered before ``heal``."""
        self.words: dict[str, str] = {}
        """Words replaced in scripts."""
        self.healed.set()
        self.healed = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing about phones that hang up."""


class Passage(BaseHTTPRequestHandler):
    """One request on its way."""

    server: Gateway

    def do_GET(self) -> None:
        """Pass on, or misbehave."""
        path = urlsplit(self.path).path
        if path in self.server.slow:
            self.server.healed.wait(30)
        if path in self.server.status:
            self._answer(
                self.server.status[path], [("Content-Type", "text/html")], b"<!doctype html><title>Trouble</title>"
            )
        else:
            self._pass_on()

    do_POST = do_GET  # noqa: N815

    def _pass_on(self) -> None:
        connection = http.client.HTTPConnection(self.server.target, timeout=30)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        headers["Accept-Encoding"] = "identity"
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        if answer.getheader("Content-Type", "").startswith("text/event-stream"):
            self._answer(503, [], b"")  # pages poll
        else:
            self._answer(answer.status, answer.getheaders(), self._reworded(answer))
        connection.close()

    def _reworded(self, answer: http.client.HTTPResponse) -> bytes:
        content = answer.read()
        if answer.getheader("Content-Type", "").startswith("text/javascript"):
            for old, new in self.server.words.items():
                content = content.replace(old.encode(), new.encode())
        return content

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def gateway_to(target: str) -> Iterator[Gateway]:
    """Open a gateway to a site for as long as the block lasts."""
    gateway = Gateway(target)
    threading.Thread(target=gateway.serve_forever, daemon=True).start()
    try:
        yield gateway
    finally:
        gateway.heal()
        gateway.shutdown()
        gateway.server_close()
