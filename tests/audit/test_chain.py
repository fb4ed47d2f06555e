from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from politoscope.audit import triggers
from politoscope.audit.chain import verify_all, verify_chain
from politoscope.audit.models import AuditEntry
from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition


@pytest.fixture
def chain(edition: Edition, now: datetime) -> Any:
    """Return a chain of five entries, and lift the triggers as somebody with the database's password could."""
    for number in range(5):
        values = {"number": number, "share": 0.1 * number, "words": "Grüße\x00 „hier“", "nothing": None}
        record_entry(edition=edition, actor=None, action="a.step", after=values, now=now)
    triggers.remove(connection)
    return edition.pk


def test_an_untouched_chain_is_intact(chain: Any) -> None:
    assert [(verdict.entries, verdict.broken_at) for verdict in verify_all()] == [(5, None)]


@pytest.mark.parametrize(
    "change",
    [{"action": "a.other"}, {"after": {"number": 99}}, {"via": "api:1"}, {"target_id": "7"}, {"actor": None}],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(chain: Any, change: dict[str, Any], ben: Any) -> None:
    entry = AuditEntry.objects.get(chain=chain, sequence=3)
    if "actor" in change:
        change = {"actor": ben.pk}
    AuditEntry.objects.filter(pk=entry.pk).update(**change)
    assert verify_chain(chain).broken_at == 3


def test_a_removed_entry_is_found(chain: Any) -> None:
    AuditEntry.objects.get(chain=chain, sequence=2).delete()
    assert verify_chain(chain).broken_at == 2


def test_a_removed_end_is_found(chain: Any) -> None:
    AuditEntry.objects.filter(chain=chain, sequence__gte=4).delete()
    assert verify_chain(chain).broken_at == 4


def test_a_resealed_entry_breaks_the_next(chain: Any) -> None:
    from politoscope.audit.chain import digest_of

    entry = AuditEntry.objects.get(chain=chain, sequence=2)
    entry.action = "a.forged"
    AuditEntry.objects.filter(pk=entry.pk).update(action=entry.action, digest=digest_of(entry))
    assert verify_chain(chain).broken_at == 3
