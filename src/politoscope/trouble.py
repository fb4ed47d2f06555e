"""What goes wrong around the program, said in one sentence with the next step: no traceback for a full disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

SENTENCES = (
    ("readonly database", "The database cannot be written to. Give the user that runs Politoscope the right to write "
     "to the database file and its folder."),
    ("read-only", "The database is read-only. Connect to the primary server, or end its read-only mode."),
    ("disk is full", "The disk is full: nothing was saved. Free some space; Politoscope goes on by itself."),
    ("no space left", "The disk is full: nothing was saved. Free some space; Politoscope goes on by itself."),
    ("disk i/o error", "The disk does not take the data (full, over a quota, or broken): nothing was saved. Look at "
     "the disk of the data folder."),
    ("unable to open database file", "The database file cannot be opened. Check that POLITOSCOPE_DATA (or DATABASE_URL)"
     " names a folder that exists and can be written to."),
    ("is not a database", "The database file is damaged or no database. Put a backup in place: politoscope restore "
     "FILE."),
    ("malformed", "The database file is damaged. Put a backup in place: politoscope restore FILE."),
    ("no such table", "The database has not been set up or is older than the program. Run: politoscope manage migrate"),
    ("no such column", "The database is older than the program. Run: politoscope manage migrate"),
    ("does not exist", "The database has not been set up or is older than the program. Run: politoscope manage "
     "migrate"),
    ("password authentication failed", "The database refuses the name or the password in DATABASE_URL."),
    ("connection refused", "The database server does not answer. Start it, or correct DATABASE_URL."),
    ("could not translate host", "The host of the database in DATABASE_URL is unknown."),
    ("database is locked", "Another program holds the database for too long. Stop it and try again."),
)  # fmt: skip
"""What the databases say (in part, small letters) and what it means for the one who reads it."""


class NotReady(Exception):
    """The installation cannot start as it is; the message says why and what to do."""


def sentence_for(error: BaseException) -> str | None:
    """Return what to tell the operator, or None if the error is a fault of the program."""
    if isinstance(error, NotReady | ImproperlyConfigured):
        return str(error)
    if not isinstance(error, DatabaseError | sqlite3.DatabaseError | OSError):
        return None
    said = str(error).lower()
    for part, sentence in SENTENCES:
        if part in said:
            return sentence
    return None


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 503 with a page that says so when the database cannot save: nothing was lost, try again."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DatabaseError | sqlite3.DatabaseError) or sentence_for(error) is None:
            return None
        page = render_to_string("503.html", {"request": request})
        return HttpResponse(page, status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"})

    answer.process_exception = process_exception  # type: ignore[attr-defined]
    return answer
