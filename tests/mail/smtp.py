"""A mail server for tests: takes real connections on this machine, keeps what it got, and misbehaves on demand."""

from __future__ import annotations

import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class Behaviour:
    """What the server does at each step: an answer, or ``hang`` or ``close``."""

    greeting: str = "220 test"
    recipient: str = "250 fine"
    data: str = "354 go on"
    end: str = "250 taken"
    refused: set[str] = field(default_factory=set)


class Conversation(socketserver.StreamRequestHandler):
    """One connection, in the order of RFC 5321."""

    server: Listener

    def handle(self) -> None:
        behaviour = self.server.behaviour
        if not self.say(behaviour.greeting):
            return
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                is_refused = any(address.encode() in line for address in behaviour.refused)
                going_on = self.say("550 no such mailbox" if is_refused else behaviour.recipient)
            elif verb == b"DATA":
                going_on = self.say(behaviour.data) and self.take()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                going_on = self.say("250 fine")
            if not going_on:
                return

    def take(self) -> bool:
        if not self.server.behaviour.data.startswith("354"):
            return True
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.taken.append(b"".join(lines))
        return self.say(self.server.behaviour.end)

    def say(self, words: str) -> bool:
        if words == "hang":
            self.server.hanging.set()
            self.server.released.wait(30)
            return False
        if words == "close":
            return False
        self.wfile.write(words.encode() + b"\r\n")
        return True


class Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.behaviour = Behaviour()
        self.taken: list[bytes] = []
        self.hanging, self.released = threading.Event(), threading.Event()


class MailServer:
    """The server as tests see it."""

    def __enter__(self) -> MailServer:
        self.listener = Listener()
        self.thread = threading.Thread(target=self.listener.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.listener.released.set()
        self.listener.shutdown()
        self.listener.server_close()
        self.thread.join()

    @property
    def port(self) -> int:
        return self.listener.server_address[1]

    @property
    def behaviour(self) -> Behaviour:
        return self.listener.behaviour

    @property
    def messages(self) -> list[EmailMessage]:
        """Return what arrived, read by the standard library."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.listener.taken]  # type: ignore[misc]
