"""R-12: the log only grows, whatever is said to the database."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from politoscope.audit import triggers
from politoscope.audit.models import AuditCut, AuditEntry
from politoscope.audit.services import cut_before, record_entry
from politoscope.editions.models import Edition

STATEMENTS = [
    "UPDATE audit_auditentry SET action = 'x'",
    "UPDATE audit_auditentry SET actor = NULL",
    "DELETE FROM audit_auditentry",
    "DELETE FROM audit_auditentry WHERE sequence = 1",
    "UPDATE audit_auditcut SET sequence = 99",
    "DELETE FROM audit_auditcut",
]


@pytest.fixture
def log(edition: Edition, now: datetime) -> None:
    """Three entries, the first of them cut."""
    for action in ("a.one", "a.two", "a.three"):
        record_entry(edition=edition, actor=None, action=action, now=now.replace(day=1 + len(action)))
    oldest = AuditEntry.objects.order_by("recorded_at").first()
    assert oldest is not None
    AuditCut.objects.create(chain=oldest.chain, sequence=0, digest="", cut_at=now)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_raw_sql_is_refused(log: None, statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="the audit log only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.count() == 3


def test_without_the_triggers_the_same_statements_pass(log: None) -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[0])
        cursor.execute(STATEMENTS[2])
    assert AuditEntry.objects.count() == 0


def test_only_what_a_cut_covers_may_go(edition: Edition, now: datetime) -> None:
    record_entry(edition=edition, actor=None, action="a.old", now=now.replace(year=2020))
    record_entry(edition=edition, actor=None, action="a.new", now=now)
    assert cut_before(chain=edition.pk, instant=now, now=now) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.filter(sequence=2).delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_truncate_is_refused(log: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditentry")


def test_migrate_puts_lost_triggers_back(log: None) -> None:
    triggers.remove(connection)
    call_command("migrate", "audit", verbosity=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.all().delete()
