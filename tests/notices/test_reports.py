"""A barrier is reported without an account, and becomes a ticket with a date (A-02)."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from django.test import Client
from django.utils import timezone

from politoscope.audit.models import AuditEntry
from politoscope.editions.models import Edition
from politoscope.notices.models import BarrierReport
from politoscope.notices.presets import USUAL_ANSWER_DAYS
from politoscope.notices.services import answer_report, report_barrier

pytestmark = pytest.mark.django_db
FORM = "/politoscope-2026/accessibility/report/"
REPORTS = "/politoscope-2026/organise/notices/barriers/"
TYPED = {"text": "Der Plan springt beim Vorlesen.", "page": "/politoscope-2026/plan/"}


def test_form_is_open_to_everybody_and_knows_the_page(edition: Edition) -> None:
    footer = lxml.html.fromstring(Client().get("/politoscope-2026/proposals/").content).xpath("//footer//a/@href")
    [address] = [link for link in footer if link.startswith(FORM)]
    page = lxml.html.fromstring(Client().get(address).content)
    assert page.xpath("//input[@name='page']/@value") == ["/politoscope-2026/proposals/"]
    assert page.xpath("//input[@name='name' or @name='email'][@required]") == []


def test_report_needs_nothing_but_words_and_is_due_in_four_weeks(edition: Edition) -> None:
    answer = Client().post(FORM, {"text": TYPED["text"]}, follow=True)
    assert answer.redirect_chain == [("/politoscope-2026/accessibility/", 302)]
    report = BarrierReport.objects.get()
    assert (report.text, report.page, report.name, report.email) == (TYPED["text"], "", "", "")
    assert report.due_on == timezone.localdate(report.received_at) + timedelta(days=USUAL_ANSWER_DAYS)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("notices.report_barrier", None)
    assert TYPED["text"] not in str(entry.after)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"page": "x" * 301}, "page"),
        ({"name": "Eva\nBcc: all@example.org"}, "name"),
        ({"name": "https://evil.example"}, "name"),
        ({"email": "eva@"}, "email"),
    ],
)
def test_wrong_report_is_explained_and_keeps_what_was_typed(edition: Edition, changes, field) -> None:
    answer = Client().post(FORM, TYPED | changes)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form["page"].value() == (TYPED | changes)["page"]
    assert not BarrierReport.objects.exists()


def test_report_sent_twice_is_one(edition: Edition) -> None:
    for _press in range(2):
        assert Client().post(FORM, TYPED).status_code == 302
    assert BarrierReport.objects.count() == 1


def test_robot_is_thanked_and_leaves_nothing(edition: Edition) -> None:
    assert Client().post(FORM, TYPED | {"website": "https://spam.example"}).status_code == 302
    assert not BarrierReport.objects.exists()


def test_sixth_report_within_a_minute_waits(edition: Edition) -> None:
    client = Client()
    reports = [TYPED | {"text": f"Barriere {number}"} for number in range(6)]
    assert [client.post(FORM, report).status_code for report in reports] == [302] * 5 + [429]
    assert BarrierReport.objects.count() == 5


def test_organiser_sees_the_urgent_first_and_ticks_them_off(client, edition: Edition, cem, now) -> None:
    for days in (0, -40):
        report_barrier(edition=edition, values=TYPED | {"text": f"Tag {days}"}, now=now + timedelta(days=days))
    client.force_login(cem)
    assert [report.text for report in client.get(REPORTS).context["reports"]] == ["Tag -40", "Tag 0"]
    urgent = BarrierReport.objects.get(text="Tag -40")
    assert client.post(f"{REPORTS}{urgent.pk}/answer/").status_code == 302
    assert [report.text for report in client.get(REPORTS).context["reports"]] == ["Tag 0", "Tag -40"]
    assert not answer_report(report=urgent, actor=cem, now=now)
    assert AuditEntry.objects.filter(action="notices.answer_report").count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_queries_however_long(client, edition, cem, now, count, django_assert_num_queries) -> None:
    for number in range(count):
        report_barrier(edition=edition, values=TYPED | {"text": f"Barriere {number}"}, now=now)
    client.force_login(cem)
    client.get(REPORTS)
    with django_assert_num_queries(9):
        client.get(REPORTS)


def test_report_of_another_edition_is_not_found(client, edition, other_edition, cem, now) -> None:
    report = report_barrier(edition=other_edition, values=TYPED, now=now)
    client.force_login(cem)
    assert client.post(f"{REPORTS}{report.pk}/answer/").status_code == 404
