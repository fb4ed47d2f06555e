"""R-13: at most once, with retries, over a real connection to a mail server on this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from politoscope.editions.models import Edition
from politoscope.mail.delivery import CLAIM_LAPSES, PAUSES, claim, deliver_due, hand_over, open_transport
from politoscope.mail.enums import MailState
from politoscope.mail.models import OutboxMail
from politoscope.mail.services import Attachment, queue_mail
from politoscope.people.models import Person
from tests.mail.smtp import MailServer


def at(instant: datetime) -> Callable[[], datetime]:
    return lambda: instant


def state_of(mail: OutboxMail) -> tuple[str, int, str]:
    mail.refresh_from_db()
    return mail.state, mail.attempts, mail.problem


def test_what_is_stored_is_what_arrives(
    edition: Edition, ben: Person, now: datetime, server: MailServer, letter_templates: Any
) -> None:
    letter_templates("mail/tests/umlauts", "Grüße aus „Berlin“", "Größe: 3 €\n.\nEnde\n")
    edition.contact_email = "orga@example.org"
    mail = queue_mail(
        template="mail/tests/umlauts",
        to=ben,
        edition=edition,
        context={},
        key="k",
        now=now,
        attachments=[Attachment("slot.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar")],
        unsubscribe_url="https://camp.example.org/u/1",
    )

    assert deliver_due(clock=at(now)) == 1

    (message,) = server.messages
    mail.refresh_from_db()
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == mail.text.strip() == "Größe: 3 €\n.\nEnde"
    assert message["Subject"] == mail.subject == "Grüße aus „Berlin“"
    assert (message["To"], message["Reply-To"]) == (ben.email, "orga@example.org")
    assert message["Message-ID"] == f"<{mail.id}@testserver>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://camp.example.org/u/1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (attachment,) = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content_type()) == ("slot.ics", "text/calendar")
    assert (mail.state, mail.sent_at) == (MailState.SENT, now)


def test_a_sent_mail_is_not_sent_again(mail: OutboxMail, now: datetime, server: MailServer) -> None:
    assert [deliver_due(clock=at(now)), deliver_due(clock=at(now + timedelta(days=1)))] == [1, 0]
    assert len(server.messages) == 1


def test_a_claimed_mail_belongs_to_one_worker(mail: OutboxMail, now: datetime) -> None:
    assert claim(mail.id, now=now) is not None
    assert claim(mail.id, now=now) is None


def test_a_server_that_is_away_is_asked_later_and_later(mail: OutboxMail, now: datetime, settings: Any) -> None:
    settings.MAIL_TRANSPORT = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "host": "127.0.0.1",
        "port": 1,
    }
    instant = now
    for attempt, pause in enumerate(PAUSES, start=1):
        assert deliver_due(clock=at(instant)) == 0
        assert state_of(mail) == (MailState.WAITING, attempt, "unreachable")
        assert mail.due_at == instant + pause
        assert deliver_due(clock=at(mail.due_at - timedelta(seconds=1))) == 0
        assert mail.attempts == attempt
        instant = mail.due_at
    deliver_due(clock=at(instant))
    assert state_of(mail) == (MailState.FAILED, len(PAUSES) + 1, "unreachable")


def test_the_server_away_stops_at_the_first_mail(
    mail: OutboxMail, edition: Edition, ben: Person, now: datetime, settings: Any
) -> None:
    other = queue_mail(template="mail/tests/hello", to=ben, edition=edition, context={}, key="k2", now=now)
    settings.MAIL_TRANSPORT = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "host": "127.0.0.1",
        "port": 1,
    }
    deliver_due(clock=at(now))
    assert sorted([state_of(mail)[1], state_of(other)[1]]) == [0, 1]


@pytest.mark.parametrize(
    ("step", "answer", "state", "problem"),
    [
        ("recipient", "450 busy", MailState.WAITING, "recipient 450"),
        ("recipient", "550 unknown", MailState.FAILED, "recipient 550"),
        ("data", "451 later", MailState.WAITING, "answer 451"),
        ("end", "452 full", MailState.WAITING, "answer 452"),
        ("end", "554 spam", MailState.FAILED, "answer 554"),
        ("end", "close", MailState.UNCERTAIN, "broken off"),
        ("greeting", "421 later", MailState.WAITING, "answer 421"),
        ("greeting", "close", MailState.WAITING, "broken off"),
    ],
)
def test_what_the_server_says_decides(
    mail: OutboxMail, now: datetime, server: MailServer, step: str, answer: str, state: str, problem: str
) -> None:
    setattr(server.behaviour, step, answer)
    assert deliver_due(clock=at(now)) == 0
    assert state_of(mail) == (state, 1, problem)


def test_one_refused_recipient_does_not_hold_up_the_others(
    mail: OutboxMail, edition: Edition, cem: Person, now: datetime, server: MailServer
) -> None:
    other = queue_mail(template="mail/tests/hello", to=cem, edition=edition, context={}, key="k2", now=now)
    server.behaviour.refused = {mail.to_address}
    assert deliver_due(clock=at(now)) == 1
    assert (state_of(mail)[0], state_of(other)[0]) == (MailState.FAILED, MailState.SENT)


def test_a_worker_that_dies_with_a_claim_has_sent_nothing(mail: OutboxMail, now: datetime, server: MailServer) -> None:
    claim(mail.id, now=now)
    assert deliver_due(clock=at(now + CLAIM_LAPSES)) == 0
    assert deliver_due(clock=at(now + CLAIM_LAPSES + timedelta(seconds=1))) == 1
    assert state_of(mail)[0] == MailState.SENT


def test_a_worker_that_dies_during_the_hand_over_may_have_sent_it(
    mail: OutboxMail, now: datetime, server: MailServer
) -> None:
    OutboxMail.objects.filter(id=mail.id).update(state=MailState.HANDED_OVER, claimed_at=now)
    assert deliver_due(clock=at(now + timedelta(days=2))) == 0
    assert state_of(mail) == (MailState.UNCERTAIN, 0, "interrupted")
    assert server.messages == []


def test_a_worker_whose_claim_has_lapsed_sends_nothing(mail: OutboxMail, now: datetime, server: MailServer) -> None:
    claimed = claim(mail.id, now=now)
    assert claimed is not None
    transport = open_transport(claimed, now=now)
    assert transport is not None
    assert deliver_due(clock=at(now + CLAIM_LAPSES + timedelta(seconds=1))) == 1
    assert hand_over(claimed, transport, now=now) is False
    assert len(server.messages) == 1


def test_a_mail_out_of_date_is_not_sent(edition: Edition, ben: Person, now: datetime, server: MailServer) -> None:
    mail = queue_mail(
        template="mail/tests/hello",
        to=ben,
        edition=edition,
        context={},
        key="k",
        now=now,
        lifetime=timedelta(minutes=10),
    )
    assert deliver_due(clock=at(now + timedelta(minutes=10))) == 0
    assert state_of(mail)[0] == MailState.EXPIRED


@pytest.mark.parametrize(
    ("behaviour", "later", "state"),
    [
        ("250 taken", timedelta(0), MailState.SENT),
        ("close", timedelta(minutes=10), MailState.UNCERTAIN),
        ("554 spam", timedelta(minutes=10), MailState.FAILED),
        ("452 full", timedelta(minutes=10), MailState.EXPIRED),
    ],
)
def test_the_code_of_a_sign_in_mail_goes_wherever_the_mail_ends(
    ben: Person, now: datetime, server: MailServer, behaviour: str, later: timedelta, state: str
) -> None:
    server.behaviour.end = behaviour
    mail = queue_mail(
        template="mail/tests/hello",
        to=ben,
        edition=None,
        context={},
        key="k",
        now=now,
        is_secret=True,
        lifetime=timedelta(minutes=10),
    )
    deliver_due(clock=at(now))
    deliver_due(clock=at(now + later))
    assert state_of(mail)[0] == state
    assert mail.text == ""


def test_the_demo_keeps_the_code_for_its_mailbox(ben: Person, now: datetime, server: MailServer, settings: Any) -> None:
    settings.DEMO = True
    mail = queue_mail(template="mail/tests/hello", to=ben, edition=None, context={}, key="k", now=now, is_secret=True)
    deliver_due(clock=at(now))
    mail.refresh_from_db()
    assert (mail.state, mail.text[:8]) == (MailState.SENT, "Dear Ben")
