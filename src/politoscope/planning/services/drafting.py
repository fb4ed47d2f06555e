"""The engine's plan, taken over as one step."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning import drafting
from politoscope.planning.enums import StepKind
from politoscope.planning.models import Step
from politoscope.planning.queries.state import plan_state
from politoscope.planning.services.board import occurrence_key
from politoscope.planning.services.steps import open_desk, take_step
from politoscope.proposals.models import Proposal


@transaction.atomic
def draft_plan(*, edition: Edition, actor: Person | None, now: datetime) -> Step | None:
    """Place every accepted session that waits for a place, as far as there are cells; move nothing else."""
    desk = open_desk(edition)
    drafted = drafting.fill(plan_state(edition, now=now))
    proposals = Proposal.objects.in_bulk([proposal for proposal, _number in drafted])
    after = {
        occurrence_key(desk, proposals[proposal], number): position for (proposal, number), position in drafted.items()
    }
    return take_step(desk, kind=StepKind.APPLY, author=actor, now=now, after=after)
