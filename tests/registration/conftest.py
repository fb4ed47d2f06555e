from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from politoscope.editions.models import Edition
from politoscope.registration.models import Registration
from politoscope.registration.services import register
from tests.factories.people import PersonFactory


@pytest.fixture
def small(edition: Edition) -> Edition:
    """Return the edition with two places."""
    edition.capacity = 2
    edition.save(update_fields=["capacity"])
    return edition


@pytest.fixture
def comes(now: datetime) -> Callable[..., Registration]:
    """Register somebody new, by name."""

    def come(edition: Edition, name: str) -> Registration:
        return register(edition=edition, person=PersonFactory(name=name), name=name, now=now)

    return come
