from __future__ import annotations

from datetime import datetime

import pytest

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.queries.state import plan_state
from politoscope.planning.services.drafting import draft_plan
from politoscope.proposals.enums import ProposalStatus
from tests.factories.planning import accepted

pytestmark = pytest.mark.django_db


def test_planning_run_leaves_the_waiting_list_of_the_vote_alone(edition: Edition, cem: Person, now: datetime) -> None:
    chosen = accepted(edition, "Chosen")
    waiting = accepted(edition, "Waiting")
    waiting.status = ProposalStatus.PARKED
    waiting.save(update_fields=["status"])
    draft_plan(edition=edition, actor=cem, now=now)
    cards = {card.key[0]: card for card in plan_state(edition, now=now).cards}
    assert (cards[chosen.pk].position.is_placed, cards[waiting.pk].position.is_placed) == (True, False)
    assert cards[waiting.pk].position.is_parked
