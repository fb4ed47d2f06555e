"""``politoscope retention``: says what would go, does it, and stops it for an edition."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from politoscope.cli import main
from politoscope.editions.models import Edition
from politoscope.notices.models import RetentionHold

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended(db: None) -> None:
    """Have two sign-ins that are over, and one that is not."""
    now = timezone.now()
    for number, days in enumerate((-2, -1, 1)):
        Session.objects.create(session_key=str(number), expire_date=now + timedelta(days=days))


def test_dry_run_prints_each_rule_and_keeps_everything(ended: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retention", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "     2  people.sign_ins           site" in said
    assert "     0  mail.outbox               site" in said
    assert said.endswith("2 rows would go. Nothing was changed.\n")
    assert Session.objects.count() == 3


def test_run_removes_them(ended: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retention"]) == 0
    assert capsys.readouterr().out.endswith("2 rows went.\n")
    assert Session.objects.count() == 1


def test_hold_needs_an_edition_and_a_reason(edition: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retention", "--hold", "nowhere", "--reason", "Archiv"]) == 1
    assert main(["retention", "--hold", edition.slug]) == 1
    assert not RetentionHold.objects.exists()
    assert main(["retention", "--hold", edition.slug, "--reason", "Das  Archiv\nprüft"]) == 0
    assert RetentionHold.objects.get().reason == "Das Archiv prüft"
    assert main(["retention", "--lift", edition.slug]) == 0
    assert not RetentionHold.objects.exists()
    assert "there is no edition called nowhere" in capsys.readouterr().err.lower()
