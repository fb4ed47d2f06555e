"""Writing what the law wants an edition to say, and taking in reports of barriers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.notices.enums import TextKind
from politoscope.notices.models import BarrierReport, OwnText, Statement
from politoscope.notices.queries import days_to_answer
from politoscope.people.models import Person


@transaction.atomic
def write_statement(*, edition: Edition, values: Mapping[str, Any], actor: Person, now: datetime) -> Statement:
    """Write the accessibility statement, or write it anew; saving it counts as looking it over."""
    today = _today(edition, now)
    fields = {**values, "reviewed_on": today}
    statement, _is_new = Statement.objects.update_or_create(
        edition=edition, defaults=fields, create_defaults={**fields, "written_on": today}
    )
    after = {name: value for name, value in fields.items() if not name.startswith("gaps")}
    _record(edition, actor, "write_statement", statement, after, now)
    return statement


@transaction.atomic
def write_text(*, edition: Edition, kind: TextKind, values: Mapping[str, str], actor: Person, now: datetime) -> None:
    """Put the organisers' own text on the imprint or on the privacy page."""
    text, _is_new = OwnText.objects.update_or_create(edition=edition, kind=kind, defaults=dict(values))
    _record(edition, actor, "write_text", text, {"kind": str(kind)}, now)


@transaction.atomic
def report_barrier(*, edition: Edition, values: Mapping[str, str], now: datetime) -> BarrierReport:
    """Take a report in, from anybody, and set the day by which it is answered. Sent twice, it stays one."""
    if known := BarrierReport.objects.filter(edition=edition, answered_at=None, **values).first():
        return known
    due = _today(edition, now) + timedelta(days=days_to_answer(edition))
    report = BarrierReport.objects.create(edition=edition, received_at=now, due_on=due, **values)
    _record(edition, None, "report_barrier", report, {"due_on": due}, now)
    return report


@transaction.atomic
def answer_report(*, report: BarrierReport, actor: Person, now: datetime) -> bool:
    """Note that a report was answered; tell whether it was still open."""
    is_open = BarrierReport.objects.filter(pk=report.pk, answered_at=None).update(answered_at=now) == 1
    if is_open:
        _record(report.edition, actor, "answer_report", report, {"answered_at": now}, now)
    return is_open


def _today(edition: Edition, now: datetime) -> Any:
    return now.astimezone(ZoneInfo(edition.time_zone)).date()


def _record(
    edition: Edition, actor: Person | None, verb: str, target: Any, after: Mapping[str, Any], now: datetime
) -> None:
    record_entry(edition=edition, actor=actor, action=f"notices.{verb}", target=target, after=after, now=now)
