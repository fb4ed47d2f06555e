from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from politoscope.audit.models import AuditEntry
from politoscope.editions.models import Edition
from politoscope.mail.enums import MailState
from politoscope.mail.models import OutboxAttachment, OutboxMail
from politoscope.mail.services import CannotSendAgain, forget_old_mails, queue_mail, send_again
from politoscope.people.models import Person
from tests.factories.people import PersonFactory


def queue(person: Person, now: datetime, **options: Any) -> OutboxMail:
    options = {"edition": None, "context": {}, "key": "one", **options}
    return queue_mail(template="mail/tests/hello", to=person, now=now, **options)


def test_the_same_occasion_is_the_same_mail(ben: Person, now: datetime) -> None:
    first = queue(ben, now)
    again = queue(ben, now + timedelta(hours=1))
    assert first == again
    assert OutboxMail.objects.count() == 1


def test_a_rolled_back_command_leaves_no_mail(ben: Person, now: datetime) -> None:
    with transaction.atomic():
        queue(ben, now)
        transaction.set_rollback(True)
    assert (OutboxMail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_parallel_commands_write_one_mail_and_wake_the_worker(now: datetime) -> None:
    ben = PersonFactory()
    barrier = Barrier(8)

    def command() -> None:
        barrier.wait()
        queue(ben, now)
        connections.close_all()

    threads = [Thread(target=command) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert OutboxMail.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


def test_a_mail_may_go_to_an_address_nobody_stands_behind(db: None, now: datetime) -> None:
    mail = queue_mail(template="mail/tests/hello", to="desk@example.org", edition=None, context={}, key="k", now=now)
    assert (mail.person, mail.to_address) == (None, "desk@example.org")


def test_with_a_person_go_the_mails(ben: Person, now: datetime) -> None:
    queue(ben, now)
    ben.delete()
    assert OutboxMail.objects.count() == 0


def test_a_failed_mail_is_sent_again_once(mail: OutboxMail, edition: Edition, cem: Person, now: datetime) -> None:
    OutboxMail.objects.update(state=MailState.FAILED, attempts=7, problem="recipient 550")
    mail.refresh_from_db()

    send_again(mail=mail, edition=edition, actor=cem, now=now)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.problem, mail.due_at) == (MailState.WAITING, 0, "", now)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.before, entry.after) == (
        "mail.retry",
        cem.pk,
        {"state": "failed"},
        {"state": "waiting"},
    )
    with pytest.raises(CannotSendAgain):
        send_again(mail=mail, edition=edition, actor=cem, now=now)


def test_old_mails_are_forgotten_with_their_files(mail: OutboxMail, ben: Person, now: datetime) -> None:
    OutboxAttachment.objects.create(mail=mail, name="x", mime="text/plain", content=b"x")
    young = queue(ben, now + timedelta(days=1), key="young")
    assert forget_old_mails(before=now + timedelta(seconds=1)) == 1
    assert (list(OutboxMail.objects.all()), OutboxAttachment.objects.count()) == ([young], 0)


def test_what_django_sends_lands_in_the_outbox(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "politoscope.mail.backends.OutboxBackend"
    before = timezone.now()
    assert send_mail("Your\r\n code", "Code: 123", None, ["a@example.org", "b@example.org"]) == 1

    mails = list(OutboxMail.objects.order_by("to_address"))
    assert [(mail.to_address, mail.subject, mail.text) for mail in mails] == [
        ("a@example.org", "Your code", "Code: 123"),
        ("b@example.org", "Your code", "Code: 123"),
    ]
    assert all(mail.is_secret and mail.expires_at for mail in mails)
    assert mails[0].expires_at - before < timedelta(minutes=11)


def test_the_html_of_a_mail_of_django_is_kept(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "politoscope.mail.backends.OutboxBackend"
    message = EmailMultiAlternatives("S", "text", to=["a@example.org"], reply_to=["orga@example.org"])
    message.attach_alternative("<p>text</p>", "text/html")
    message.send()
    mail = OutboxMail.objects.get()
    assert (mail.html, mail.headers) == ("<p>text</p>", {"Reply-To": "orga@example.org"})
