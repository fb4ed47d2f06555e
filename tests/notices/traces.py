"""Where somebody can still be found: every value of every row of every table, whatever model it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection


def columns_with(*words: str) -> set[str]:
    """Return the columns, as ``table.column``, in which one of the words stands, in any case."""
    wanted = [word.casefold() for word in words]
    return {column for column, text in texts() if any(word in text.casefold() for word in wanted)}


def texts() -> Iterator[tuple[str, str]]:
    """Yield each value as text with the name of its column; what a sign-in holds is decoded first."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((f"{table}.{name}", as_text(value)) for name, value in zip(names, row, strict=True))
    for sign_in in Session.objects.all():
        yield "django_session.session_data", str(sign_in.get_decoded())


def as_text(value: Any) -> str:
    return bytes(value).decode(errors="ignore") if isinstance(value, bytes | memoryview) else str(value)
