"""R-03 and P-06: after the close no way leads from a person to a ballot: no column, no order, no byte on the disk."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import ForeignKey
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from politoscope.audit.models import AuditEntry
from politoscope.people.models import Person
from politoscope.registration.models import Registration
from politoscope.voting import bridge
from politoscope.voting.codes import account_code, ballot_key, place_code
from politoscope.voting.enums import Publication
from politoscope.voting.models import Ballot, Participation, Round, Snapshot
from politoscope.voting.scrubbing import scrub_again
from politoscope.voting.services import cast_ballot, close_round, forget_votes
from politoscope.voting.voters import voter_of_registration
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory

pytestmark = pytest.mark.django_db(transaction=True)

SIZE = 40


@pytest.fixture
def cast(round_: Round, now: datetime) -> list[Registration]:
    """Return forty people in the order in which they voted; each marked something else."""
    people = [
        RegistrationFactory(edition=round_.edition, person=PersonFactory(), checked_in_at=now) for _ in range(SIZE)
    ]
    for place, registration in enumerate(people):
        voter = voter_of_registration(round_, registration)
        marks = [number for number in range(1, 6) if place >> (number - 1) & 1]
        cast_ballot(round=round_, voter=voter, marks=marks, nonce=f"{place:032x}", now=now)
    return people


def rows_of(table: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def stored_order(model: type[Ballot] | type[Participation], column: str) -> list[str]:
    """Return a column in the order in which the rows lie on the disk."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{model._meta.db_table}" ORDER BY {place}')
        return [value for (value,) in cursor.fetchall()]


def values_of(row: dict[str, Any]) -> set[str]:
    """Return what could identify a row: long texts, without hyphens, lower case."""
    return {text for value in row.values() if len(text := str(value).replace("-", "").lower()) >= 12}


def test_ballot_and_marker_have_no_column_for_a_person_a_time_or_a_device() -> None:
    def columns(model: type) -> set[tuple[str, str]]:
        return {(field.name, type(field).__name__) for field in model._meta.fields}  # type: ignore[attr-defined]

    assert columns(Ballot) == {
        ("id", "UUIDField"),
        ("round", "ForeignKey"),
        ("key", "CharField"),
        ("choices", "JSONField"),
        ("nonce", "CharField"),
    }
    assert columns(Participation) == {("id", "UUIDField"), ("round", "ForeignKey"), ("code_hash", "CharField")}
    pointing = {
        (model.__name__, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, ForeignKey) and field.related_model in (Ballot, Participation)
    }
    assert pointing == set()


def test_after_the_close_no_two_tables_join_a_person_to_a_ballot(
    round_: Round, cast: list[Registration], cem: Person, now: datetime
) -> None:
    close_round(round=round_, actor=cem, now=now)
    ballots = set().union(*(values_of(row) for row in rows_of(Ballot._meta.db_table))) - {round_.pk.hex}
    markers = set().union(*(values_of(row) for row in rows_of(Participation._meta.db_table))) - {round_.pk.hex}
    assert ballots
    assert markers
    assert not ballots & markers
    published = {Snapshot._meta.db_table}  # the result file opens the ballots on purpose, without anything of a person
    others = [table for table in connection.introspection.table_names() if not table.startswith("sqlite_")]
    for table in set(others) - published - {Ballot._meta.db_table}:
        text = json.dumps(rows_of(table), default=str).replace("-", "").lower()
        assert [value for value in ballots if value in text] == [], table
    for table in set(others) - published - {Participation._meta.db_table}:
        text = json.dumps(rows_of(table), default=str).replace("-", "").lower()
        assert [value for value in markers if value in text] == [], table
    own = {
        str(value).replace("-", "") for r in cast for value in (r.pk, r.place, r.person_id, r.ticket, r.person.email)
    }
    own |= {code(round_, registration) for registration in cast for code in (account_code, place_code)}
    public = json.dumps([rows_of(table) for table in (*published, Ballot._meta.db_table)], default=str).replace("-", "")
    assert [value for value in own if value in public] == []


def test_before_the_close_only_the_servers_key_links_and_afterwards_nothing(
    round_: Round, cast: list[Registration], cem: Person, now: datetime
) -> None:
    codes = [account_code(round_, registration) for registration in cast]
    keys = {ballot_key(round_, code) for code in codes}
    assert keys == set(Ballot.objects.values_list("key", flat=True))
    database = json.dumps([rows_of(table) for table in connection.introspection.table_names()], default=str)
    assert [code for code in codes if code in database] == []
    closed = close_round(round=round_, actor=cem, now=now)
    assert not keys & set(Ballot.objects.values_list("key", flat=True))
    assert closed.ballot_secret == ""


def test_the_order_on_the_disk_tells_nothing_after_the_close(
    round_: Round, cast: list[Registration], cem: Person, now: datetime
) -> None:
    came = [f"{place:032x}" for place in range(SIZE)]
    hashes = [bridge.code_hash(round_, place_code(round_, registration)) for registration in cast]
    assert stored_order(Ballot, "nonce") == came  # the counter-proof: before the close the order is there to be read
    assert stored_order(Participation, "code_hash") == hashes
    close_round(round=round_, actor=cem, now=now)
    ballots, markers = stored_order(Ballot, "nonce"), stored_order(Participation, "code_hash")
    assert sorted(ballots) == sorted(came)
    assert sorted(markers) == sorted(hashes)
    places = [came.index(nonce) for nonce in ballots], [hashes.index(used) for used in markers]
    for order in (*places, [a - b for a, b in zip(*places, strict=True)]):
        neighbours = sum(1 for left, right in pairwise(order) if abs(left - right) == 1)
        assert neighbours < SIZE // 2  # 2 are to be expected of chance, 39 of the old order
    assert places[0] != places[1]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="transaction numbers are PostgreSQL's")
def test_one_transaction_wrote_all_rows_that_are_left(
    round_: Round, cast: list[Registration], cem: Person, now: datetime
) -> None:
    def writers() -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text FROM voting_ballot UNION SELECT xmin::text FROM voting_participation")
            return {value for (value,) in cursor.fetchall()}

    assert len(writers()) == SIZE
    close_round(round=round_, actor=cem, now=now)
    assert len(writers()) == 1


def database_files() -> Iterator[bytes]:
    """Return the bytes of the tables of a vote: the SQLite file and its log, or files of PostgreSQL."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        yield from (file.read_bytes() for file in path.parent.glob(path.name + "*"))
        return
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        for model in (Ballot, Participation, Round):
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [model._meta.db_table])
            yield bytes(cursor.fetchone()[0])


def test_what_the_close_deletes_is_gone_from_the_disk(
    round_: Round, cast: list[Registration], cem: Person, now: datetime
) -> None:
    secret = round_.ballot_secret.encode()
    keys = [key.encode() for key in Ballot.objects.values_list("key", flat=True)]
    before = b"".join(database_files())
    assert secret in before
    assert all(key in before for key in keys)
    close_round(round=round_, actor=cem, now=now)
    after = b"".join(database_files())
    assert round_.pk.hex.encode() in after or round_.pk.bytes in after
    assert secret not in after
    assert [key for key in keys if key in after] == []


def test_who_still_sees_what_was_before_puts_the_clearing_off_and_does_not_prevent_it(
    round_: Round, cast: list[Registration], cem: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [key.encode() for key in Ballot.objects.values_list("key", flat=True)]
    if connection.vendor == "sqlite":
        connection.close()  # the next one has less patience
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    with connection.copy().temporary_connection() as reader:
        reader.execute("BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM voting_round")
        close_round(round=round_, actor=cem, now=now)
        assert any(key in b"".join(database_files()) for key in keys)
        reader.execute("COMMIT")
    task = DBTaskResult.objects.get(task_path="politoscope.voting.scrubbing.scrub_again")
    assert task.run_after is not None
    assert task.run_after > timezone.now()
    scrub_again.call(*task.args_kwargs["args"])
    after = b"".join(database_files())
    assert [key for key in keys if key in after] == []
    assert DBTaskResult.objects.count() == 1
    connection.close()


def test_logs_audit_and_mails_say_nothing_of_a_ballot(
    round_: Round, client: Client, cem: Person, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    voter = RegistrationFactory(edition=round_.edition, person=PersonFactory(), checked_in_at=now)
    entries = AuditEntry.objects.count()
    client.force_login(voter.person)
    with caplog.at_level(logging.DEBUG):
        client.post(f"/politoscope-2026/vote/{round_.number}/cast/", {"marks": ["2", "4"], "nonce": "feed" * 8})
    assert Ballot.objects.get().choices == [2, 4]
    assert AuditEntry.objects.count() == entries
    close_round(round=round_, actor=cem, now=now)
    written = caplog.text + json.dumps(rows_of(AuditEntry._meta.db_table), default=str)
    written += json.dumps(rows_of("mail_outboxmail"), default=str)
    codes = [account_code(round_, voter), place_code(round_, voter)]
    hashes = [bridge.code_hash(round_, code) for code in codes]
    for secret in ("feed" * 8, *codes, *hashes, bridge.receipt(round_, "feed" * 8, [2, 4])):
        assert secret not in written
    assert not re.search(r"\[2, ?4\]", written)
    assert settings.SECRET_KEY not in written


@pytest.mark.parametrize("publication", [Publication.LIST, Publication.COUNTERS])
def test_after_seven_days_who_took_part_is_forgotten(
    round_: Round, cast: list[Registration], cem: Person, now: datetime, publication: str
) -> None:
    Round.objects.update(publication=publication)
    closed = close_round(round=Round.objects.get(), actor=cem, now=now)
    forget_votes(now=now + timedelta(days=7) - timedelta(seconds=1))
    assert Participation.objects.count() == SIZE
    hashes = {bridge.code_hash(closed, place_code(closed, registration)) for registration in cast}
    assert hashes == bridge.used_codes(closed.snapshot.closing)
    forget_votes(now=now + timedelta(days=7))
    assert Participation.objects.count() == 0
    forgotten = Round.objects.get()
    assert not {bridge.code_hash(forgotten, place_code(forgotten, r)) for r in cast} & hashes
    assert Ballot.objects.count() == (SIZE if publication == Publication.LIST else 0)
    assert Snapshot.objects.get().outcome == closed.snapshot.outcome
