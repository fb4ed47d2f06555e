from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from politoscope.audit.chain import Verdict, verify_chain
from politoscope.audit.models import AuditChain, AuditEntry
from politoscope.audit.querysets import SITE_CHAIN
from politoscope.audit.services import cut_before, record_entry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from tests.factories.editions import EditionFactory


def test_record_entry_says_who_what_when_before_and_after(edition: Edition, cem: Person, now: datetime) -> None:
    entry = record_entry(
        edition=edition,
        actor=cem,
        action="editions.change_room",
        target=edition,
        before={"capacity": 20},
        after={"capacity": 40},
        now=now,
    )

    entry.refresh_from_db()
    assert (entry.chain, entry.sequence, entry.recorded_at, entry.actor) == (edition.pk, 1, now, cem.pk)
    assert (entry.action, entry.target_type, entry.target_id) == (
        "editions.change_room",
        "editions.edition",
        str(edition.pk),
    )
    assert (entry.before, entry.after, entry.personal_fields) == ({"capacity": 20}, {"capacity": 40}, [])


def test_entries_count_per_edition_and_hang_on_each_other(edition: Edition, now: datetime) -> None:
    other = EditionFactory()
    first = record_entry(edition=edition, actor=None, action="a.first", now=now)
    elsewhere = record_entry(edition=other, actor=None, action="a.elsewhere", now=now)
    second = record_entry(edition=edition, actor=None, action="a.second", now=now)

    assert [first.sequence, elsewhere.sequence, second.sequence] == [1, 1, 2]
    assert second.previous_digest == first.digest
    assert elsewhere.previous_digest == ""


def test_an_entry_without_an_edition_goes_to_the_site(db: None, now: datetime) -> None:
    assert record_entry(edition=None, actor=None, action="site.backup", now=now).chain == SITE_CHAIN


def test_a_rolled_back_command_leaves_no_entry_and_no_gap(edition: Edition, now: datetime) -> None:
    with transaction.atomic():
        record_entry(edition=edition, actor=None, action="a.undone", now=now)
        transaction.set_rollback(True)
    record_entry(edition=edition, actor=None, action="a.done", now=now)

    assert list(AuditEntry.objects.values_list("action", "sequence")) == [("a.done", 1)]
    assert verify_chain(edition.pk).is_intact


@pytest.mark.django_db(transaction=True)
def test_parallel_commands_share_no_place(now: datetime) -> None:
    edition = EditionFactory()
    barrier = Barrier(8)

    def record() -> None:
        barrier.wait()
        for _ in range(5):
            record_entry(edition=edition, actor=None, action="a.parallel", now=now)
        connections.close_all()

    threads = [Thread(target=record) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 41))
    assert verify_chain(edition.pk) == Verdict(edition.pk, entries=40, broken_at=None)


def test_the_cut_removes_the_oldest_stretch_and_keeps_the_chain(edition: Edition, now: datetime) -> None:
    for days in (400, 380, 10, 1):
        record_entry(edition=edition, actor=None, action="a.day", now=now - timedelta(days=days))

    assert cut_before(chain=edition.pk, instant=now - timedelta(days=365), now=now) == 2
    assert list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True)) == [3, 4]
    assert verify_chain(edition.pk).is_intact

    assert cut_before(chain=edition.pk, instant=now - timedelta(days=365), now=now) == 0
    record_entry(edition=edition, actor=None, action="a.later", now=now)
    assert verify_chain(edition.pk).entries == 3


def test_the_cut_of_everything_lets_the_chain_go_on(edition: Edition, now: datetime) -> None:
    last = record_entry(edition=edition, actor=None, action="a.old", now=now - timedelta(days=400))
    cut_before(chain=edition.pk, instant=now, now=now)

    following = record_entry(edition=edition, actor=None, action="a.new", now=now)

    assert (following.sequence, following.previous_digest) == (2, last.digest)
    assert verify_chain(edition.pk).is_intact


def test_an_entry_costs_six_queries_once_its_chain_exists(
    edition: Edition, now: datetime, django_assert_num_queries: Any
) -> None:
    record_entry(edition=edition, actor=None, action="a.first", now=now)
    with django_assert_num_queries(6):  # savepoint, length up, length, digest before, insert, release
        record_entry(edition=edition, actor=None, action="a.second", now=now)
    assert AuditChain.objects.get().length == 2
