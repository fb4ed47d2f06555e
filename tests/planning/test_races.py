"""R-10: several planners in the same instant, on real transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from politoscope.planning import services
from politoscope.planning.errors import CellTaken, PlanConflict
from politoscope.planning.models import Publication, Step
from tests.factories.planning import accepted
from tests.planning.conftest import Camp

AT_ONCE = 12

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(actions: list[Callable[[], object]]) -> list[object]:
    """Run the actions in threads that start together, each with a connection of its own."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=30)
            return action()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_one_cell_is_given_once(camp: Camp) -> None:
    sessions = [accepted(camp.edition, f"Session {number}", number=20 + number) for number in range(AT_ONCE)]
    results = all_at_once(
        [lambda one=one: camp.place(proposal=one, slot=camp.slots[0], room=camp.rooms.saal) for one in sessions]
    )
    losers = [result for result in results if not isinstance(result, Step)]
    assert len(losers) == AT_ONCE - 1
    assert {type(loser) for loser in losers} <= {CellTaken, PlanConflict}
    assert len(camp.cells()) == 1


def test_one_session_ends_in_one_place_and_no_step_is_lost(camp: Camp) -> None:
    cells = [(slot, room) for slot in camp.slots for room in vars(camp.rooms).values()]
    results = all_at_once(
        [lambda slot=slot, room=room: camp.place(proposal=camp.mastodon, slot=slot, room=room) for slot, room in cells]
    )
    steps = [result for result in results if isinstance(result, Step)]
    assert [
        result for result in results if isinstance(result, Exception) and not isinstance(result, PlanConflict)
    ] == []
    assert sorted(step.version for step in steps) == list(range(1, len(steps) + 1))
    assert camp.plan.version == len(steps)
    assert len(camp.cells()) == 1


def test_publications_at_once_get_numbers_of_their_own(camp: Camp) -> None:
    """S-15: two drafts after a publication race."""
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    results = all_at_once([camp.publish] * AT_ONCE)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert list(Publication.objects.order_by("number").values_list("number", flat=True)) == list(range(1, AT_ONCE + 1))
    assert {publication.placements.count() for publication in Publication.objects.all()} == {1}


def test_editors_on_one_version_only_the_first_wins(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    seen = camp.plan.version
    cells = [(slot, room) for slot in camp.slots[1:] for room in vars(camp.rooms).values()]
    results = all_at_once(
        [
            lambda slot=slot, room=room: services.place_session(
                edition=camp.edition,
                actor=camp.cem,
                proposal=camp.mastodon,
                slot=slot,
                room=room,
                now=camp.now,
                seen=seen,
            )
            for slot, room in cells
        ]
    )
    assert sum(isinstance(result, Step) for result in results) == 1
    assert sum(isinstance(result, PlanConflict) for result in results) == len(cells) - 1
    assert camp.plan.version == seen + 1
