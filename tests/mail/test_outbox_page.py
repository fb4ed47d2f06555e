from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from politoscope.editions.models import Edition
from politoscope.mail.enums import MailState
from politoscope.mail.models import OutboxMail
from politoscope.mail.queries import counts_by_state, outbox_page
from politoscope.mail.services import queue_mail
from politoscope.people.models import Person

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def page(edition: Edition) -> str:
    return f"/{edition.slug}/organise/mail/"


def test_the_outbox_says_who_did_not_get_a_mail_and_why(
    client: Client, mail: OutboxMail, cem: Person, page: str
) -> None:
    OutboxMail.objects.update(state=MailState.FAILED, problem="recipient 550")
    client.force_login(cem)
    text = client.get(page, headers=ENGLISH).content.decode()
    for words in ("ben@example.org", "Hello Ben", "not sent", "The mail server does not accept this address (550)."):
        assert words in text, words


def test_the_preview_is_what_is_sent(client: Client, mail: OutboxMail, cem: Person, page: str) -> None:
    client.force_login(cem)
    text = client.get(f"{page}{mail.id}/", headers=ENGLISH).content.decode()
    assert "Dear Ben Behörde,<br>welcome to Politoscope 2026." in text


def test_what_somebody_typed_is_escaped_in_the_preview(
    client: Client, edition: Edition, ben: Person, cem: Person, now: datetime, page: str
) -> None:
    ben.name = "<script>alert(1)</script>"
    mail = queue_mail(template="mail/tests/hello", to=ben, edition=edition, context={}, key="k", now=now)
    client.force_login(cem)
    for address in (page, f"{page}{mail.id}/"):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_failed_mail_can_be_sent_again_once(client: Client, mail: OutboxMail, cem: Person, page: str) -> None:
    OutboxMail.objects.update(state=MailState.UNCERTAIN)
    client.force_login(cem)
    assert "may mean they get it twice" in client.get(f"{page}{mail.id}/", headers=ENGLISH).content.decode()
    first = client.post(f"{page}{mail.id}/retry/", follow=True, headers=ENGLISH)
    mail.refresh_from_db()
    assert (mail.state, first.redirect_chain) == (MailState.WAITING, [(page, 302)])
    again = client.post(f"{page}{mail.id}/retry/", follow=True, headers=ENGLISH)
    assert "This mail is on its way already." in again.content.decode()


def test_sign_in_mails_and_other_editions_are_not_listed(
    client: Client, mail: OutboxMail, edition: Edition, other_edition: Edition, ben: Person, cem: Person, now: datetime,
    page: str,
) -> None:  # fmt: skip
    secret = queue_mail(template="mail/tests/hello", to=ben, edition=None, context={}, key="s", now=now, is_secret=True)
    foreign = queue_mail(template="mail/tests/hello", to=ben, edition=other_edition, context={}, key="f", now=now)
    client.force_login(cem)
    assert list(outbox_page(edition, state=None, number=None)) == [mail]
    for hidden in (secret, foreign):
        assert client.get(f"{page}{hidden.id}/").status_code == 404
        assert client.post(f"{page}{hidden.id}/retry/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_takes_two_queries(
    edition: Edition, ben: Person, now: datetime, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        queue_mail(template="mail/tests/hello", to=ben, edition=edition, context={}, key=f"k{number}", now=now)
    with django_assert_num_queries(2):
        page = outbox_page(edition, state="waiting", number=None)
        assert [mail.subject for mail in page] == ["Hello Ben Behörde"] * count
    assert [(item.state, item.count) for item in counts_by_state(edition)] == [(MailState.WAITING, count)]


def test_an_unknown_state_shows_everything(edition: Edition, mail: OutboxMail) -> None:
    assert list(outbox_page(edition, state="nonsense", number="x")) == [mail]
    assert list(outbox_page(edition, state="sent", number=None)) == []
