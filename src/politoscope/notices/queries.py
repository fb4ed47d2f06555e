"""What the pages about an edition need to know."""

from __future__ import annotations

from datetime import date, timedelta

from politoscope.editions.models import Edition
from politoscope.notices.enums import TextKind
from politoscope.notices.models import BarrierReport, OwnText, Statement
from politoscope.notices.presets import REVIEWED_EVERY_DAYS, answer_days


def statement_of(edition: Edition) -> Statement | None:
    """Return the accessibility statement, if it is written. One query."""
    return Statement.objects.filter(edition=edition).first()


def own_text(edition: Edition, kind: TextKind) -> OwnText | None:
    """Return what the organisers wrote for a page. One query."""
    return OwnText.objects.filter(edition=edition, kind=kind).first()


def days_to_answer(edition: Edition) -> int:
    """Return within how many days the organisers answer a report. One query."""
    statement = statement_of(edition)
    return answer_days(statement.presets if statement else [])


def is_review_due(statement: Statement, *, today: date) -> bool:
    """Tell whether the statement was last looked at more than a year ago."""
    return statement.reviewed_on <= today - timedelta(days=REVIEWED_EVERY_DAYS)


def open_reports(edition: Edition) -> int:
    """Return how many reports wait for an answer. One query."""
    return BarrierReport.objects.filter(edition=edition, answered_at=None).count()


def reports_of(edition: Edition) -> list[BarrierReport]:
    """Return the reports: the open ones first, the most urgent on top. One query."""
    rows = BarrierReport.objects.filter(edition=edition).order_by("due_on", "received_at")
    return sorted(rows, key=lambda report: report.answered_at is not None)
