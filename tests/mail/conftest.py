from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from politoscope.editions.models import Edition
from politoscope.mail.models import OutboxMail
from politoscope.mail.services import queue_mail
from politoscope.people.models import Person
from tests.mail.smtp import MailServer


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """Return a mail server on this machine that the outbox sends to."""
    with MailServer() as server:
        settings.MAIL_TRANSPORT = {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "host": "127.0.0.1",
            "port": server.port,
        }
        yield server


@pytest.fixture
def mail(edition: Edition, ben: Person, now: datetime) -> OutboxMail:
    """Return one mail that waits in the outbox."""
    return queue_mail(template="mail/tests/hello", to=ben, edition=edition, context={}, key="hello:1", now=now)


@pytest.fixture(autouse=True)
def letter_templates(settings: Any, tmp_path: Any) -> Any:
    """Give the tests templates of their own: ``write(name, subject, text)``; ``mail/tests/hello`` is there."""

    def write(name: str, subject: str, text: str) -> None:
        for ending, content in ((".subject.txt", subject), (".txt", text)):
            path = tmp_path / f"{name}{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)

    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    write(
        "mail/tests/hello",
        "Hello {{ person.name }}",
        "Dear {{ person.name }},\nwelcome to {{ edition.title }}.\n{{ site }}/",
    )
    return write
