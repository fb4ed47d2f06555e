"""The database as lines of JSON: a form that goes from PostgreSQL to SQLite and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from politoscope.audit import triggers


def all_models() -> list[type[models.Model]]:
    """Return every model with a table, those others point to first."""
    by_app = [(app, [model for model in app.get_models() if model._meta.managed]) for app in apps.get_app_configs()]
    return serializers.sort_dependencies(by_app, allow_cycles=True)


class ExactEncoder(DjangoJSONEncoder):
    """Keeps the microseconds of instants, which Django's own encoder cuts off: the log is sealed with them."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def dump(path: Path) -> None:
    """Write every row of the database, as it is at one instant."""
    with transaction.atomic(), path.open("w", encoding="utf-8") as lines:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        serializers.serialize("jsonl", all_rows(), stream=lines, ensure_ascii=False, cls=ExactEncoder)


def all_rows() -> Iterator[models.Model]:
    for model in all_models():
        yield from model._base_manager.order_by(model._meta.pk.name).iterator(chunk_size=500)


def load(path: Path) -> None:
    """Replace every row of a database of the same version by those of the file, or change nothing at all."""
    with transaction.atomic():
        triggers.remove(connection)
        empty_tables()
        with path.open(encoding="utf-8") as lines:
            for row in serializers.deserialize("jsonl", lines, handle_forward_references=False):
                row.save()
        connection.check_constraints()
        triggers.install(connection)
        reset_counters(all_models())


def empty_tables() -> None:
    """Delete every row but the list of applied migrations."""
    tables = [model._meta.db_table for model in all_models()]
    tables += [field.m2m_db_table() for model in all_models() for field in model._meta.local_many_to_many]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=False):
            cursor.execute(statement)


def reset_counters(known: Iterable[type[models.Model]]) -> None:
    """Let new rows count on from the highest number there is."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(known)):
            cursor.execute(statement)
