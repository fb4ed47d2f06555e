"""What goes by itself, and when: rules as data (P-07, W-05).

Every app says it of its own rows in its module ``retention``, found at the start. The same rules are what the nightly
run carries out (:mod:`politoscope.notices.forgetting`) and what the privacy page shows, so neither can lag behind.
The periods are defaults: whoever answers for the data decides on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AFTER_THE_EDITION = _("after the end of the edition")


class Action(TextChoices):
    """What becomes of the data when its time is over."""

    DELETE = "delete", _("is deleted")
    REDUCE = "reduce", _("is taken out, the rest stays")
    KEEP = "keep", _("stays")


@dataclass(frozen=True)
class Due:
    """What a run hands to a rule: everything that started before ``before`` has had its time.

    ``edition`` and ``ended_at`` are those of the edition whose data is due. A rule of the site gets none and leaves the
    editions in ``held`` alone.
    """

    now: datetime
    before: datetime
    edition: Any = None
    ended_at: datetime | None = None
    held: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Rule:
    """How long one class of data stays.

    ``covers`` names the models, or fields of them, as ``app.Model`` or ``app.Model.field``; ``shown_on`` the page where
    people see the data. ``forget`` removes what is due and returns how many rows that were; it runs in a transaction of
    its own. ``yields_to_hold`` is False where no hold of an edition counts, ``is_fixed`` True where nobody may
    change it.
    """

    code: str
    label: StrOrPromise
    covers: tuple[str, ...]
    days: int | None = None
    forget: Callable[[Due], int] | None = None
    action: Action = Action.DELETE
    since: StrOrPromise = AFTER_THE_EDITION
    shown_on: str = ""
    is_of_edition: bool = True
    yields_to_hold: bool = True
    is_fixed: bool = False

    def __post_init__(self) -> None:
        """Refuse a rule that would do nothing, and data that stays and has a date."""
        if len({self.action == Action.KEEP, self.days is None, self.forget is None}) != 1:
            raise ValueError(f"{self.code}: a period and what ends it belong together")

    @property
    def bounds(self) -> tuple[int, int]:
        """Return the shortest and the longest period that an operator may set; none is longer where no hold counts."""
        days = self.days or 0
        if self.is_fixed or self.days is None:
            return days, days
        return max(days // 4, 1), 2 * days if self.yields_to_hold else days

    @property
    def period(self) -> str:
        """Return how long the data stays, in words."""
        if self.days is None:
            return str(self.action.label)
        words = ngettext("%(days)s day %(since)s", "%(days)s days %(since)s", self.days)
        return words % {"days": self.days, "since": self.since}


@dataclass(frozen=True)
class Line:
    """A rule as a page shows it; ``day`` is when the data of one edition goes, if that is known."""

    rule: Rule
    day: date | None = None
    is_held: bool = False


RULES: dict[str, Rule] = {}
"""Every rule by its code."""


def register(*rules: Rule) -> None:
    """Add rules; a second rule of one name is a mistake."""
    for rule in rules:
        if RULES.setdefault(rule.code, rule) is not rule:
            raise ValueError(f"there are two rules called {rule.code}")


def apply_decisions(decided: Mapping[str, int]) -> None:
    """Set the periods that were decided otherwise. Raises ``ImproperlyConfigured`` for what is out of bounds."""
    for code, days in decided.items():
        if (rule := RULES.get(code)) is None:
            raise ImproperlyConfigured(f"RETENTION_DAYS names '{code}'. The rules are in docs/operations/retention.md.")
        shortest, longest = rule.bounds
        if not shortest <= days <= longest:
            raise ImproperlyConfigured(f"RETENTION_DAYS sets {code} to {days}. Set it to {shortest} up to {longest}.")
        RULES[code] = replace(rule, days=days)


def in_running_order() -> list[Rule]:
    """Return the rules that remove something, those of later stages first: what they hold on to can go afterwards."""
    return [rule for rule in reversed(RULES.values()) if rule.forget is not None]


def in_reading_order() -> list[Rule]:
    """Return all rules: those of an edition before those of the site, the shortest period first, what stays last."""
    return sorted(RULES.values(), key=lambda rule: (rule.days is None, not rule.is_of_edition, rule.days or 0))
