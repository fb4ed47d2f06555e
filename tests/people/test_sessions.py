"""Sessions are read by a statement of our own: it finds what Django's own store finds, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from politoscope.people.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    """Return the key of a session that Django's own store wrote."""
    written = db.SessionStore()
    written["person"] = "Ada"
    written.create()
    assert written.session_key
    return written.session_key


def test_it_holds_what_djangos_own_store_wrote(key: str) -> None:
    read = SessionStore(key)
    with CaptureQueriesContext(connection) as captured:
        assert dict(read.items()) == {"person": "Ada"}
    assert len(captured) == 1
    assert read.session_key == key


def test_an_expired_session_is_none(key: str) -> None:
    for late, left in ((timedelta(minutes=1), {"person": "Ada"}), (-timedelta(seconds=1), {})):
        Session.objects.update(expire_date=timezone.now() + late)
        read = SessionStore(key)
        assert dict(read.items()) == left
        assert read.session_key == (key if left else None)


@pytest.mark.parametrize("unknown", ["a" * 32, "' OR 1=1 -- " + "a" * 20, "zwölf Zeichen 🗝 und mehr"])
def test_an_unknown_key_is_none_and_is_not_taken_over(key: str, unknown: str) -> None:
    read = SessionStore(unknown)
    assert dict(read.items()) == {}
    assert read.session_key is None
    read["person"] = "Ben"
    read.save()
    assert read.session_key not in (unknown, key, None)


def test_text_that_nobody_signed_holds_nothing(key: str) -> None:
    Session.objects.update(session_data="eyJwZXJzb24iOiJCZW4ifQ")
    assert dict(SessionStore(key).items()) == {}
