"""Rules reject nonsense, and periods change only within bounds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured

from politoscope.audit.forgetting import RULES, Action, Due, Rule, apply_decisions, register
from politoscope.environment import Environment


def forget(due: Due) -> int:
    return 0


@pytest.fixture(autouse=True)
def _rules_stay() -> Iterator[None]:
    """Put every rule back: they are shared by the whole site."""
    before = dict(RULES)
    yield
    RULES.clear()
    RULES.update(before)


@pytest.mark.parametrize(
    "wrong", [{"days": 3}, {"forget": forget}, {"action": Action.KEEP, "days": 3, "forget": forget}, {}]
)
def test_period_and_what_ends_it_belong_together(wrong: dict) -> None:
    with pytest.raises(ValueError, match="belong together"):
        Rule("tests.wrong", "wrong", (), **wrong)


def test_second_rule_of_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="two rules"):
        register(Rule("mail.outbox", "again", (), days=3, forget=forget))


@pytest.mark.parametrize(
    ("code", "bounds"),
    [
        ("registration.registrations", (45, 360)),
        ("registration.access_needs", (3, 14)),
        ("people.strangers", (1, 2)),
        ("voting.participation", (7, 7)),
        ("people.sign_ins", (14, 14)),
        ("proposals.archive", (0, 0)),
    ],
)
def test_period_can_be_decided_otherwise_within_bounds(code: str, bounds: tuple[int, int]) -> None:
    assert RULES[code].bounds == bounds
    for days in {bounds[0] - 1, bounds[1] + 1} - {-1}:
        with pytest.raises(ImproperlyConfigured, match=f"{bounds[0]} up to {bounds[1]}"):
            apply_decisions({code: days})


def test_decided_period_counts() -> None:
    apply_decisions({"mail.outbox": 30, "registration.registrations": 90})
    assert (RULES["mail.outbox"].days, RULES["registration.registrations"].days) == (30, 90)


def test_rule_that_is_not_there_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"mail\.inbox"):
        apply_decisions({"mail.inbox": 30})


def test_periods_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "mail.outbox=30, audit.log=180,")
    assert Environment().periods("RETENTION_DAYS") == {"mail.outbox": 30, "audit.log": 180}
    monkeypatch.delenv("RETENTION_DAYS")
    assert Environment().periods("RETENTION_DAYS") == {}


@pytest.mark.parametrize("wrong", ["mail.outbox", "mail.outbox=", "=30", "mail.outbox=30d", "mail.outbox=-3"])
def test_periods_that_are_none_stop_the_start(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("RETENTION_DAYS", wrong)
    with pytest.raises(ImproperlyConfigured, match="rule=days"):
        Environment().periods("RETENTION_DAYS")
