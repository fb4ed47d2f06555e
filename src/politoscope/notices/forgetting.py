"""The run that removes what has had its time: every night in the worker, or ``politoscope retention`` (P-07, R-16).

Each rule, and for each edition, is a transaction of its own with its entry in the log: what is proven is gone, and
what went is proven. The log gets the rule and a number, nothing about anybody.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction
from django.db.models import Max

from politoscope.audit.forgetting import Due, Line, Rule, in_reading_order, in_running_order
from politoscope.audit.models import AuditEntry
from politoscope.audit.services import record_entry
from politoscope.editions.models import Day, Edition
from politoscope.notices.holds import held_editions
from politoscope.notices.models import RetentionHold

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What one rule did, at one edition or (None) on the site; ``rows`` is None when it failed."""

    rule: Rule
    edition: Edition | None
    rows: int | None


def ended_at(edition: Edition) -> datetime | None:
    """Return the midnight after the last day, in the zone of the edition. Reads ``edition.days``."""
    last = max((day.date for day in edition.days.all()), default=None)
    return _midnight_after(last, edition) if last else None


def counts_from(edition: Edition) -> datetime | None:
    """Return when the periods of an edition begin: at its end, not before its days or registrations came in.

    Else a wrong year on the page of days would delete in one night what people have just entered. Two queries.
    """
    end = ended_at(edition)
    if end is None:
        return None
    days = AuditEntry.objects.of(edition).filter(target_type=Day._meta.label_lower)
    entered = days.aggregate(last=Max("recorded_at"))["last"]
    registered = Edition.objects.filter(pk=edition.pk).aggregate(last=Max("registrations__registered_at"))["last"]
    return max(instant for instant in (end, entered, registered) if instant)


def forget_what_is_due(*, now: datetime, via: str = "worker") -> list[Outcome]:
    """Remove everything whose time is over and return what each rule did. A second run finds nothing."""
    held = held_editions()
    editions = Edition.objects.prefetch_related("days").order_by("slug")
    ended = [(edition, start) for edition in editions if (start := counts_from(edition))]
    return [
        Outcome(rule, due.edition, _carry_out(rule, due, via))
        for rule in in_running_order()
        for due in _dues(rule, ended, held, now)
    ]


def count_what_is_due(*, now: datetime) -> list[Outcome]:
    """Return what a run would do: it is done, and taken back."""
    with transaction.atomic():
        outcomes = forget_what_is_due(now=now)
        transaction.set_rollback(True)
    return outcomes


def lines_of(edition: Edition, hold: RetentionHold | None) -> list[Line]:
    """Return the rules as the pages of an edition show them, without a query when its days are loaded."""
    end = ended_at(edition)
    return [_line(rule, end, hold) for rule in in_reading_order()]


def _line(rule: Rule, end: datetime | None, hold: RetentionHold | None) -> Line:
    is_held = hold is not None and rule.days is not None and rule.yields_to_hold
    day = (end + timedelta(days=rule.days)).date() if end and rule.is_of_edition and rule.days is not None else None
    return Line(rule, day, is_held)


def _dues(rule: Rule, ended: Iterable[tuple[Edition, datetime]], held: frozenset[UUID], now: datetime) -> Iterator[Due]:
    before = now - timedelta(days=rule.days or 0)
    if not rule.is_of_edition:
        yield Due(now, before, held=held if rule.yields_to_hold else frozenset())
        return
    for edition, start in ended:
        if start <= before and not (rule.yields_to_hold and edition.pk in held):
            yield Due(now, before, edition, start)


def _carry_out(rule: Rule, due: Due, via: str) -> int | None:
    """Remove what one rule finds, and note how much. A fault is logged and stops no other rule."""
    try:
        with transaction.atomic():
            rows = rule.forget(due) if rule.forget else 0
            if rows:
                entry = {"rule": rule.code, "rows": rows}
                record_entry(
                    edition=due.edition, actor=None, action="notices.forget", after=entry, via=via, now=due.now
                )
    except OperationalError:
        raise
    except Exception:
        log.exception("What has had its time could not be removed: %s", rule.code)
        return None
    return rows


def _midnight_after(day: date, edition: Edition) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(edition.time_zone))
