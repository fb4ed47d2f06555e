"""Undo, redo and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from politoscope.editions.enums import Role
from politoscope.planning import services
from politoscope.planning.enums import StepKind
from politoscope.planning.errors import NothingToUndo, PlanConflict
from politoscope.planning.models import Step
from tests.factories.editions import RoleGrantFactory
from tests.factories.people import PersonFactory
from tests.planning.conftest import Camp

MASTODON, PODCAST = "Mastodon für Behörden", "Podcast in der Verwaltung"


@pytest.fixture
def moved(camp: Camp) -> Camp:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.mastodon, slot=camp.slots[1], room=camp.rooms.studio)
    camp.place(proposal=camp.podcast, slot=camp.slots[2], room=camp.rooms.saal)
    return camp


def back(camp: Camp) -> None:
    services.undo_step(edition=camp.edition, actor=camp.cem, now=camp.now)


def again(camp: Camp) -> None:
    services.redo_step(edition=camp.edition, actor=camp.cem, now=camp.now)


def test_undo_and_redo_walk_back_and_forth(moved: Camp) -> None:
    back(moved)
    assert moved.cells() == {(MASTODON, 1, "Studio")}
    back(moved)
    assert moved.cells() == {(MASTODON, 0, "Saal")}
    again(moved)
    assert moved.cells() == {(MASTODON, 1, "Studio")}
    again(moved)
    assert moved.cells() == {(MASTODON, 1, "Studio"), (PODCAST, 2, "Saal")}
    with pytest.raises(NothingToUndo):
        again(moved)
    back(moved)
    assert moved.cells() == {(MASTODON, 1, "Studio")}


def test_undo_is_a_step_and_nothing_leaves_the_history(moved: Camp) -> None:
    back(moved)
    kinds = list(Step.objects.order_by("version").values_list("version", "kind"))
    assert kinds == [(1, StepKind.PLACE), (2, StepKind.MOVE), (3, StepKind.PLACE), (4, StepKind.UNDO)]


def test_a_new_step_ends_redo(moved: Camp) -> None:
    back(moved)
    moved.place(proposal=moved.crisis, slot=moved.slots[0], room=moved.rooms.salon)
    with pytest.raises(NothingToUndo):
        again(moved)


def test_undo_takes_back_only_ones_own_steps(moved: Camp) -> None:
    other = PersonFactory()
    RoleGrantFactory(edition=moved.edition, person=other, role=Role.PLANNER)
    with pytest.raises(NothingToUndo):
        services.undo_step(edition=moved.edition, actor=other, now=moved.now)


def test_undo_refuses_when_somebody_moved_the_session_since(moved: Camp) -> None:
    other = PersonFactory()
    RoleGrantFactory(edition=moved.edition, person=other, role=Role.PLANNER)
    services.park_session(edition=moved.edition, actor=other, proposal=moved.podcast, now=moved.now)
    with pytest.raises(PlanConflict, match="Podcast"):
        back(moved)
    assert moved.cells() == {(MASTODON, 1, "Studio")}


def test_restore_goes_back_to_any_version_and_can_be_undone(moved: Camp) -> None:
    services.restore_version(edition=moved.edition, actor=moved.cem, version=1, now=moved.now)
    assert moved.cells() == {(MASTODON, 0, "Saal")}
    back(moved)
    assert moved.cells() == {(MASTODON, 1, "Studio"), (PODCAST, 2, "Saal")}
    services.restore_version(edition=moved.edition, actor=moved.cem, version=0, now=moved.now)
    assert moved.cells() == set()


def test_restore_sends_sessions_of_a_room_that_is_gone_to_the_parking_lot(moved: Camp) -> None:
    moved.rooms.saal.delete()
    services.restore_version(edition=moved.edition, actor=moved.cem, version=1, now=moved.now)
    assert moved.cells() == set()
    assert moved.plan.occurrences.get(proposal=moved.mastodon).is_parked


def test_undo_of_a_shift_brings_the_times_back(moved: Camp) -> None:
    before = [(slot.starts_at, slot.ends_at) for slot in moved.slots]
    common = {"edition": moved.edition, "actor": moved.cem, "now": moved.now}
    services.shift_programme(minutes=10, starts_at=moved.slots[1].starts_at, **common)
    times = list(moved.edition.slots.order_by("starts_at").values_list("starts_at", "ends_at"))
    ten = timedelta(minutes=10)
    assert times == [before[0], *((start + ten, end + ten) for start, end in before[1:])]
    back(moved)
    assert list(moved.edition.slots.order_by("starts_at").values_list("starts_at", "ends_at")) == before
    again(moved)
    assert list(moved.edition.slots.order_by("starts_at").values_list("starts_at", "ends_at")) == times


def test_the_history_replays_to_the_plan_as_it_is(moved: Camp) -> None:
    """R-14 for the board: the state is the sum of its steps."""
    back(moved)
    services.repeat_session(edition=moved.edition, actor=moved.cem, proposal=moved.mastodon, now=moved.now)
    services.restore_version(edition=moved.edition, actor=moved.cem, version=3, now=moved.now)
    services.undo_step(edition=moved.edition, actor=moved.cem, now=moved.now)
    state: dict[int, dict] = {}
    for step in Step.objects.order_by("version"):
        for change in step.changes.all():
            assert state.get(change.occurrence_id, change.before) == change.before
            state[change.occurrence_id] = change.after
    placed = {key for key, position in state.items() if position["slot"]}
    assert placed == {cell.occurrence_id for cell in moved.plan.cells.all()}
