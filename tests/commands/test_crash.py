"""The server is killed while it writes: what it acknowledged is there, and it starts again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from tests.commands.installation import Installation
from tests.mail.smtp import MailServer
from tests.site import ROOT

CAMP = (
    "from politoscope.editions.models import *;"
    "Edition.objects.create(series=Series.objects.create(name='S'), slug='camp', title='C', is_published=True)"
)
STATE = """
import json
from politoscope.audit.chain import verify_all
from politoscope.audit.models import AuditEntry
from politoscope.realtime.models import TopicVersion
numbers = [entry.after["number"] for entry in AuditEntry.objects.filter(action="test.write")]
version = TopicVersion.objects.get(topic="plan").version
print(json.dumps([numbers, version, all(verdict.is_intact for verdict in verify_all())]))
"""


def start_writing_site(installation: Installation) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "uvicorn", "tests.commands.writing_site:application", "--no-access-log"]
    with installation.log.open("ab") as log:
        server = subprocess.Popen(
            [*words, "--port", str(installation.port)], cwd=ROOT, env=installation.environment, stdout=log, stderr=log
        )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            installation.get("/camp/versions/?topics=plan")
        except OSError:
            time.sleep(0.1)
        else:
            return server
    raise AssertionError(installation.log.read_text())


def write_until_it_dies(installation: Installation, writer: int, acknowledged: list[str]) -> None:
    for count in range(10_000):
        name = f"{writer}-{count}"
        request = urllib.request.Request(f"{installation.origin}/write/{name}", method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                if answer.read() == b"saved":
                    acknowledged.append(name)
        except (OSError, ConnectionError):
            return


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(installation: Installation) -> None:
    installation.shell(CAMP)
    server = start_writing_site(installation)
    acknowledged: list[str] = []
    writers = [
        threading.Thread(target=write_until_it_dies, args=(installation, number, acknowledged)) for number in range(4)
    ]
    for writer in writers:
        writer.start()
    deadline = time.monotonic() + 30
    while len(acknowledged) < 40 and time.monotonic() < deadline:
        time.sleep(0.05)
    server.kill()
    server.wait()
    for writer in writers:
        writer.join()

    installation.serve()
    assert installation.get("/healthz") == 200
    installation.stop(signal.SIGTERM)
    saved, version, is_intact = json.loads(installation.shell(STATE))
    assert len(acknowledged) >= 40
    assert set(acknowledged) <= set(saved)
    assert (len(saved), is_intact) == (version, True)


MAIL = """
from django.utils import timezone
from politoscope.mail.models import OutboxMail
OutboxMail.objects.create(key="k", to_address="ben@example.org", subject="S", text="T",
                          created_at=timezone.now(), due_at=timezone.now())
"""
LATER = """
from datetime import timedelta
from django.utils import timezone
from politoscope.mail.delivery import deliver_due
from politoscope.mail.models import OutboxMail
deliver_due(clock=lambda: timezone.now() + timedelta(minutes=6))
print(OutboxMail.objects.get().state)
"""


def kill_while_sending(installation: Installation, mail_server: MailServer) -> None:
    """Start the server, let it run into the mail server's silence, and kill it."""
    installation.environment["MAIL_URL"] = f"smtp://127.0.0.1:{mail_server.port}"
    installation.shell(MAIL)
    installation.serve()
    assert mail_server.listener.hanging.wait(20)
    installation.stop(signal.SIGKILL)
    mail_server.listener.released.set()


def test_a_mail_that_was_being_handed_over_is_not_sent_twice(installation: Installation) -> None:
    with MailServer() as mail_server:
        mail_server.behaviour.end = "hang"
        kill_while_sending(installation, mail_server)
        mail_server.behaviour.end = "250 taken"
        assert installation.shell(LATER) == "uncertain"
        assert len(mail_server.messages) == 1


def test_a_mail_that_was_only_claimed_is_sent_once_after_all(installation: Installation) -> None:
    with MailServer() as mail_server:
        mail_server.behaviour.greeting = "hang"
        kill_while_sending(installation, mail_server)
        mail_server.behaviour.greeting = "220 test"
        assert installation.shell(LATER) == "sent"
        assert len(mail_server.messages) == 1
