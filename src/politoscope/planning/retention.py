"""How long the plan remembers whose it was; the published one is the archive of the edition."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from politoscope.audit.forgetting import Action, Due, Rule, register
from politoscope.planning.models import (
    CalendarKey,
    ChangeNotice,
    HostAbsence,
    Occurrence,
    Publication,
    PublishedPlacement,
    SolverRun,
    Star,
    Step,
)
from politoscope.proposals.querysets import STANDING
from politoscope.proposals.retention import STAYS_BY_TITLE, STAYS_WHOLE

if TYPE_CHECKING:
    from politoscope.editions.models import Edition


def in_last_plan(edition: Edition) -> set[UUID]:
    """Return what stands in the plan as it was published last: it took place."""
    last = Publication.objects.filter(plan__edition=edition).order_by("-number").first()
    placed = PublishedPlacement.objects.filter(publication=last, occurrence__proposal__status__in=STANDING)
    return set(placed.values_list("occurrence__proposal", flat=True)) if last else set()


def ever_planned(edition: Edition) -> set[UUID]:
    """Return what was ever on the board: the history of the plan and earlier revisions name it."""
    return set(Occurrence.objects.filter(plan__edition=edition).values_list("proposal", flat=True))


def forget_news(due: Due) -> int:
    """Delete who was told of which change, and when hosts were away."""
    told = ChangeNotice.objects.filter(publication__plan__edition=due.edition).delete()[0]
    return told + HostAbsence.objects.filter(edition=due.edition).delete()[0]


def forget_own_plans(due: Due) -> int:
    """Delete the stars, and the addresses of own calendars."""
    stars = Star.objects.filter(proposal__edition=due.edition).delete()[0]
    return stars + CalendarKey.objects.filter(edition=due.edition).delete()[0]


def forget_authors(due: Due) -> int:
    """Take the names off the history; the steps themselves stay."""
    steps = Step.objects.filter(plan__edition=due.edition, author__isnull=False)
    runs = SolverRun.objects.filter(plan__edition=due.edition, requested_by__isnull=False)
    revisions = Publication.objects.filter(plan__edition=due.edition, published_by__isnull=False)
    return steps.update(author=None) + runs.update(requested_by=None) + revisions.update(published_by=None)


STAYS_WHOLE.append(in_last_plan)
STAYS_BY_TITLE.append(ever_planned)
register(
    Rule(
        "planning.news",
        _("Who was told of which change of the plan, and when hosts were away"),
        covers=("planning.ChangeNotice", "planning.HostAbsence"),
        days=30,
        forget=forget_news,
        shown_on="planning:mine",
    ),
    Rule(
        "planning.own_plans",
        _("Stars on sessions, and the address of an own calendar"),
        covers=("planning.Star", "planning.CalendarKey"),
        days=180,
        forget=forget_own_plans,
        shown_on="planning:mine",
    ),
    Rule(
        "planning.authors",
        _("Who changed and published the plan"),
        covers=("planning.Step.author", "planning.SolverRun.requested_by", "planning.Publication.published_by"),
        days=365,
        action=Action.REDUCE,
        forget=forget_authors,
        shown_on="planning:history",
    ),
    Rule(
        "planning.plan",
        _("The session plan, as it was published"),
        covers=("planning.Publication", "planning.Step", "planning.SolverRun"),
        action=Action.KEEP,
        shown_on="planning:plan",
    ),
)
