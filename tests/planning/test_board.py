"""Moves on the board, by service."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from politoscope.editions.enums import Role
from politoscope.planning import services
from politoscope.planning.enums import StepKind
from politoscope.planning.errors import CellTaken, PlanConflict, PlanError, SlotFrozen, UnknownCell
from politoscope.planning.models import Cell
from politoscope.proposals.enums import ProposalStatus
from tests.factories.editions import RoleGrantFactory
from tests.factories.people import PersonFactory
from tests.factories.planning import accepted
from tests.planning.conftest import Camp


def test_place_session_occupies_the_cell_and_writes_history(camp: Camp) -> None:
    step = camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    assert camp.cells() == {("Mastodon für Behörden", 0, "Saal")}
    assert (step.version, step.kind, step.author, step.made_at) == (1, StepKind.PLACE, camp.cem, camp.now)


def test_place_session_again_at_the_same_cell_is_no_step(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    assert camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal) is None
    assert camp.plan.version == 1


def test_place_session_refuses_a_taken_cell(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    with pytest.raises(CellTaken, match="Mastodon"):
        camp.place(proposal=camp.podcast, slot=camp.slots[0], room=camp.rooms.saal)
    assert camp.cells() == {("Mastodon für Behörden", 0, "Saal")}


def test_long_session_occupies_both_slots(camp: Camp) -> None:
    workshop = accepted(camp.edition, "Werkstatt", number=9, length_slots=2)
    camp.place(proposal=workshop, slot=camp.slots[0], room=camp.rooms.saal)
    assert camp.cells() == {("Werkstatt", 0, "Saal"), ("Werkstatt", 1, "Saal")}
    with pytest.raises(CellTaken):
        camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)


def test_long_session_does_not_fit_into_the_last_slot(camp: Camp) -> None:
    workshop = accepted(camp.edition, "Werkstatt", number=9, length_slots=2)
    with pytest.raises(UnknownCell, match="two slots"):
        camp.place(proposal=workshop, slot=camp.slots[2], room=camp.rooms.saal)


def test_the_database_refuses_two_sessions_in_one_cell(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cell.objects.filter(slot=camp.slots[1]).update(slot=camp.slots[0])


def test_swap_exchanges_both_in_one_step(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.studio)
    camp.swap(one=(camp.mastodon, 1), other=(camp.podcast, 1), slot=camp.slots[1], room=camp.rooms.studio)
    assert camp.cells() == {("Mastodon für Behörden", 1, "Studio"), ("Podcast in der Verwaltung", 0, "Saal")}
    assert camp.plan.version == 3


def test_park_frees_the_cell_and_a_drafted_plan_leaves_it_out(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.park(proposal=camp.mastodon)
    camp.draft()
    assert {title for title, _slot, _room in camp.cells()} == {"Podcast in der Verwaltung", "Krisenkommunikation"}


def test_two_planners_on_one_cell_the_second_is_told(camp: Camp) -> None:
    """R-10: two editors on one version, the second gets a conflict and nothing is overwritten."""
    camp.place(proposal=camp.crisis, slot=camp.slots[2], room=camp.rooms.salon)
    seen = camp.plan.version
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal, seen=seen)
    with pytest.raises(PlanConflict, match="Cem Campleitung"):
        camp.place(proposal=camp.podcast, slot=camp.slots[0], room=camp.rooms.saal, seen=seen)
    with pytest.raises(PlanConflict, match="Mastodon"):
        camp.place(proposal=camp.mastodon, slot=camp.slots[1], room=camp.rooms.saal, seen=seen)
    assert camp.cells() == {("Krisenkommunikation", 2, "Salon"), ("Mastodon für Behörden", 0, "Saal")}


def test_two_planners_in_different_cells_do_not_disturb_each_other(camp: Camp) -> None:
    camp.place(proposal=camp.crisis, slot=camp.slots[2], room=camp.rooms.salon)
    seen = camp.plan.version
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal, seen=seen)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal, seen=seen)
    assert len(camp.cells()) == 3


def test_what_starts_soon_is_frozen_except_for_the_moderator(camp: Camp) -> None:
    soon = camp.slots[0].starts_at - timedelta(minutes=15)
    planner = PersonFactory()
    RoleGrantFactory(edition=camp.edition, person=planner, role=Role.PLANNER)
    move = {"edition": camp.edition, "proposal": camp.mastodon, "slot": camp.slots[0], "room": camp.rooms.saal}
    camp.place(proposal=camp.podcast, slot=camp.slots[0], room=camp.rooms.salon)
    camp.publish()
    with pytest.raises(SlotFrozen):
        services.place_session(actor=planner, now=soon, **move)
    services.place_session(actor=planner, now=soon - timedelta(seconds=1), **move)
    with pytest.raises(SlotFrozen):
        services.park_session(edition=camp.edition, actor=planner, proposal=camp.mastodon, now=soon)
    moderator = PersonFactory()
    RoleGrantFactory(edition=camp.edition, person=moderator, role=Role.MODERATOR)
    services.park_session(edition=camp.edition, actor=moderator, proposal=camp.mastodon, now=soon)
    assert camp.cells() == {("Podcast in der Verwaltung", 0, "Salon")}


def test_nothing_is_frozen_before_the_first_publication(camp: Camp) -> None:
    planner = PersonFactory()
    RoleGrantFactory(edition=camp.edition, person=planner, role=Role.PLANNER)
    late = camp.slots[0].starts_at + timedelta(minutes=5)
    move = {"edition": camp.edition, "proposal": camp.mastodon, "slot": camp.slots[0], "room": camp.rooms.saal}
    services.place_session(actor=planner, now=late, **move)
    assert camp.cells() == {("Mastodon für Behörden", 0, "Saal")}


def test_only_accepted_sessions_are_placed(camp: Camp) -> None:
    proposed = accepted(camp.edition, "Noch nicht", number=9)
    proposed.status = ProposalStatus.PROPOSED
    proposed.save(update_fields=["status"])
    with pytest.raises(PlanError, match="not accepted"):
        camp.place(proposal=proposed, slot=camp.slots[0], room=camp.rooms.saal)


def test_a_deleted_room_leaves_its_session_waiting(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.rooms.saal.delete()
    assert camp.cells() == set()
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.salon)
    assert camp.cells() == {("Mastodon für Behörden", 0, "Salon")}


def test_draft_places_hosts_once_per_slot(camp: Camp) -> None:
    camp.draft()
    cells = camp.cells()
    slots = {title: slot for title, slot, _room in cells}
    assert len(cells) == 3
    assert slots["Mastodon für Behörden"] != slots["Krisenkommunikation"]


def test_draft_of_an_empty_edition_does_nothing(camp: Camp) -> None:
    camp.edition.rooms.all().delete()
    assert camp.draft() is None
