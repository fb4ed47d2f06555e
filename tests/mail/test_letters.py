"""What people typed cannot become more than words in a mail: the injection corpus of R-13 and S-15."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from politoscope.editions.models import Edition
from politoscope.mail.delivery import deliver_due
from politoscope.mail.letters import clean, one_line, write_letter
from politoscope.people.models import Person
from tests.mail.smtp import MailServer

HOSTILE = [
    "Ben\r\nBcc: all@example.org",
    "Ben\nSubject: Other",
    "Ben\r\n\r\n<html>",
    "Ben\rX-Forged: 1",
    "Ben\x0b\x0cX: 1",
    "Ben\u2028Bcc: all@example.org",
    "Ben\u2029\u0085Bcc: all@example.org",
    "=?utf-8?q?Ben=0D=0ABcc:_all@example.org?=",
    "{{ settings.SECRET_KEY }}",
    "{% include 'people/mail/sign_in.txt' %}",
    "{% debug %}",
    "%(email)s %s {0}",
    "<script>alert(1)</script> & 'quotes'",
    "\u202egnp.exe",
    "Ben\x00",
    "." * 3,
    "x" * 5000,
]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name)[:24])
def test_a_hostile_name_stays_words(
    edition: Edition, ben: Person, now: datetime, server: MailServer, letter_templates: Any, name: str
) -> None:
    from politoscope.mail.services import queue_mail

    ben.name = name
    edition.title = name
    mail = queue_mail(template="mail/tests/hello", to=ben, edition=edition, context={"x": name}, key="k", now=now)
    deliver_due(clock=lambda: now)

    (message,) = server.messages
    assert set(message.keys()) == {
        "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To",
        "Message-ID", "Date", "Auto-Submitted", "Reply-To",
    }  # fmt: skip
    assert message["To"] == "ben@example.org"
    assert "\n" not in mail.subject
    assert len(mail.subject) <= 200
    assert message["Subject"].strip().startswith("Hello ")  # a long word is folded right after the field's name
    assert "tests-0123456789" not in mail.text  # the key of the test settings
    if "{" in name or "<" in name:
        assert clean(name) in mail.text


def test_what_is_put_in_is_not_read_as_a_template_again(edition: Edition, ben: Person, letter_templates: Any) -> None:
    letter_templates("mail/tests/twice", "{{ words }}", "{{ words }}")
    letter = write_letter("mail/tests/twice", person=ben, edition=edition, context={"words": "{{ person.email }}"})
    assert (letter.subject, letter.text) == ("{{ person.email }}", "{{ person.email }}\n")


def test_nothing_is_escaped_for_html(edition: Edition, ben: Person, letter_templates: Any) -> None:
    letter_templates("mail/tests/plain", "{{ words }}", "{{ words }}")
    letter = write_letter("mail/tests/plain", person=ben, edition=edition, context={"words": "R&D's <Plan>"})
    assert letter.text == "R&D's <Plan>\n"


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert len(line) <= 200
    assert one_line(line) == line


@given(st.text())
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_clean_leaves_only_line_ends_and_tabs_of_the_control_characters(text: str) -> None:
    assert [c for c in clean(text) if ord(c) < 32 and c not in "\n\t"] == []


@pytest.mark.parametrize(
    ("language", "address_form", "expected"),
    [("de", "sie", "de"), ("de", "du", "de-du"), ("en", "du", "en"), ("", "sie", "de")],
)
def test_a_letter_is_in_the_persons_language_and_the_editions_form(
    edition: Edition,
    ben: Person,
    letter_templates: Callable[..., None],
    language: str,
    address_form: str,
    expected: str,
) -> None:
    ben.language, edition.address_form = language, address_form
    letter_templates("mail/tests/tongue", "x", "{% load i18n %}{% get_current_language as now %}{{ now }}")
    letter = write_letter("mail/tests/tongue", person=ben, edition=edition, context={})
    assert (letter.language, letter.text) == (expected, f"{expected}\n")


def test_times_are_those_of_the_edition(edition: Edition, ben: Person, now: datetime, letter_templates: Any) -> None:
    edition.time_zone = "America/New_York"
    letter_templates("mail/tests/time", "x", "{{ when|date:'H:i' }}")
    letter = write_letter("mail/tests/time", person=ben, edition=edition, context={"when": now})
    assert letter.text == "04:00\n"
