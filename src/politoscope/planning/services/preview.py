"""What a command would do, found out by doing it and taking it back: there is no second path that could differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from politoscope.editions.models import Edition
from politoscope.planning.differences import Difference, differences
from politoscope.planning.models import SessionPlan
from politoscope.planning.queries.spots import spots_of_draft
from politoscope.planning.services.steps import open_desk


class PlanMovedOn(Exception):
    """The plan is no longer the one that the preview showed. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The sessions that would change, and the version that was looked at."""

    changes: list[Difference]
    version: int


def preview(edition: Edition, command: Callable[[], Any]) -> Preview:
    """Run a command inside a transaction that is rolled back. Raises what the command raises."""
    with transaction.atomic():
        plan, _is_new = SessionPlan.objects.get_or_create(edition=edition)
        before = spots_of_draft(plan)
        command()
        changes = differences(before, spots_of_draft(plan))
        transaction.set_rollback(True)
    return Preview(changes, plan.version)


@transaction.atomic
def carry_out(edition: Edition, command: Callable[[], Any], *, seen: int | None) -> None:
    """Run a command in earnest, on the plan whose preview somebody has agreed to.

    Raises: PlanMovedOn, and what the command raises.
    """
    desk = open_desk(edition)
    if seen is not None and seen != desk.plan.version:
        raise PlanMovedOn
    command()
