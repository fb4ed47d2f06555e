"""What goes wrong on the day, and what one action does about it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from politoscope.editions.enums import Role
from politoscope.editions.models import Slot
from politoscope.editions.services.frame import add_part, change_part
from politoscope.planning import services
from politoscope.planning.errors import PlanError, SlotFrozen
from politoscope.planning.models import RoomClosure
from politoscope.proposals.enums import ProposalStatus
from tests.factories.editions import ProgrammeItemFactory, RoleGrantFactory
from tests.factories.people import PersonFactory
from tests.planning.conftest import Camp

MASTODON, PODCAST, CRISIS = "Mastodon für Behörden", "Podcast in der Verwaltung", "Krisenkommunikation"


@pytest.fixture
def full(camp: Camp) -> Camp:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    camp.place(proposal=camp.crisis, slot=camp.slots[1], room=camp.rooms.salon)
    return camp


def test_room_lost_moves_only_its_sessions(full: Camp) -> None:
    services.lose_room(
        edition=full.edition, actor=full.cem, room=full.rooms.salon, starts_at=full.slots[0].starts_at, now=full.now
    )
    cells = full.cells()
    assert {(MASTODON, 0, "Saal"), (PODCAST, 1, "Saal")} < cells
    assert {room for _title, _slot, room in cells} <= {"Saal", "Studio"}
    assert len(cells) == 3


def test_room_lost_at_noon_keeps_the_morning(full: Camp) -> None:
    services.lose_room(
        edition=full.edition, actor=full.cem, room=full.rooms.saal, starts_at=full.slots[1].starts_at, now=full.now
    )
    assert (MASTODON, 0, "Saal") in full.cells()
    assert not any(room == "Saal" and slot > 0 for _title, slot, room in full.cells())


def test_every_room_lost_sends_everything_to_the_parking_lot_and_undo_brings_it_back(full: Camp) -> None:
    before = full.cells()
    for room in (full.rooms.saal, full.rooms.salon, full.rooms.studio):
        services.lose_room(
            edition=full.edition, actor=full.cem, room=room, starts_at=full.slots[0].starts_at, now=full.now
        )
    assert full.cells() == set()
    assert full.plan.occurrences.filter(is_parked=True).count() == 3
    for _ in range(3):
        services.undo_step(edition=full.edition, actor=full.cem, now=full.now)
    assert full.cells() == before
    assert not RoomClosure.objects.exists()


def test_shift_moves_keynotes_along_and_what_runs_stays(full: Camp) -> None:
    item = ProgrammeItemFactory(edition=full.edition, starts_at=full.slots[1].ends_at)
    services.shift_programme(
        edition=full.edition, actor=full.cem, minutes=10, starts_at=full.slots[1].starts_at, now=full.now
    )
    before = item.starts_at
    item.refresh_from_db()
    assert item.starts_at - before == timedelta(minutes=10)
    assert full.edition.slots.order_by("starts_at").first().starts_at == full.slots[0].starts_at


def test_shift_forward_refuses_to_run_into_what_goes_on(full: Camp) -> None:
    with pytest.raises(PlanError, match="before what runs"):
        services.shift_programme(
            edition=full.edition, actor=full.cem, minutes=-30, starts_at=full.slots[1].starts_at, now=full.now
        )


def test_the_times_of_what_starts_soon_are_frozen_except_for_the_moderator(full: Camp) -> None:
    """Also the way back is closed: the slot that a planner shifted an hour ago has come near."""
    planner, moderator = PersonFactory(), PersonFactory()
    RoleGrantFactory(edition=full.edition, person=planner, role=Role.PLANNER)
    RoleGrantFactory(edition=full.edition, person=moderator, role=Role.MODERATOR)
    lunch = ProgrammeItemFactory(edition=full.edition, title="Mittagessen", starts_at=full.slots[2].ends_at)
    full.publish()

    def starts() -> list[datetime]:
        return list(full.edition.slots.order_by("starts_at").values_list("starts_at", flat=True))

    before, first = starts(), full.slots[0].starts_at
    later = {"edition": full.edition, "minutes": 5, "starts_at": first}
    services.shift_programme(actor=planner, now=first - timedelta(minutes=16), **later)
    shifted, soon = starts(), first - timedelta(minutes=10)
    assert shifted == [start + timedelta(minutes=5) for start in before]
    later["starts_at"] = shifted[0]
    lunch.refresh_from_db()
    slot = full.edition.slots.earliest("starts_at")
    who = {"edition": full.edition, "actor": planner, "now": soon}
    for change in (
        lambda: services.shift_programme(**later | who),
        lambda: services.undo_step(**who),
        lambda: services.shorten_slot(slot=slot, minutes=20, **who),
        lambda: services.move_item(item=lunch, before=slot, **who),
    ):
        with pytest.raises(SlotFrozen):
            change()
    assert starts() == shifted
    services.shift_programme(actor=moderator, now=soon, **later)
    assert starts() == [start + timedelta(minutes=10) for start in before]


def test_lunch_moves_before_a_slot_and_the_slots_between_move_up(full: Camp) -> None:
    lunch = ProgrammeItemFactory(
        edition=full.edition,
        title="Mittagessen",
        starts_at=full.slots[2].ends_at,
        ends_at=full.slots[2].ends_at + timedelta(minutes=60),
    )
    services.move_item(edition=full.edition, actor=full.cem, item=lunch, before=full.slots[1], now=full.now)
    lunch.refresh_from_db()
    slots = list(full.edition.slots.order_by("starts_at"))
    assert lunch.starts_at == full.slots[1].starts_at
    assert slots[1].starts_at >= lunch.ends_at
    assert [slot.pk for slot in slots] == [slot.pk for slot in full.slots]
    assert slots[2].ends_at <= full.slots[2].ends_at + timedelta(minutes=60)


def test_host_away_moves_the_session_to_another_slot(full: Camp) -> None:
    services.miss_host(
        edition=full.edition,
        actor=full.cem,
        person=full.podcast.hosts.get().person,
        starts_at=full.slots[1].starts_at,
        ends_at=full.slots[1].ends_at,
        now=full.now,
    )
    slots = {title: slot for title, slot, _room in full.cells()}
    assert slots[PODCAST] != 1
    assert (slots[MASTODON], slots[CRISIS]) == (0, 1)


def test_cancelled_session_leaves_the_plan_for_good(full: Camp) -> None:
    services.cancel_session(edition=full.edition, actor=full.cem, proposal=full.podcast, now=full.now)
    full.draft()
    full.podcast.refresh_from_db()
    assert full.podcast.status == ProposalStatus.WITHDRAWN
    assert {title for title, _slot, _room in full.cells()} == {MASTODON, CRISIS}


def test_repeat_takes_another_slot_and_has_its_own_number(full: Camp) -> None:
    services.repeat_session(edition=full.edition, actor=full.cem, proposal=full.podcast, now=full.now)
    slots = [slot for title, slot, _room in full.cells() if title == PODCAST]
    assert len(slots) == len(set(slots)) == 2
    numbers = list(full.plan.occurrences.filter(proposal=full.podcast).values_list("number", flat=True))
    assert sorted(numbers) == [1, 2]


def test_undone_repeat_is_gone_and_comes_back_with_its_old_number(full: Camp) -> None:
    services.repeat_session(edition=full.edition, actor=full.cem, proposal=full.podcast, now=full.now)
    guid = full.plan.occurrences.get(proposal=full.podcast, number=2).guid
    services.undo_step(edition=full.edition, actor=full.cem, now=full.now)
    assert [title for title, _slot, _room in full.cells()].count(PODCAST) == 1
    services.repeat_session(edition=full.edition, actor=full.cem, proposal=full.podcast, now=full.now)
    assert full.plan.occurrences.get(proposal=full.podcast, number=2).guid == guid
    assert full.plan.occurrences.filter(proposal=full.podcast).count() == 2


def test_split_makes_two_parts_in_two_slots(full: Camp) -> None:
    services.split_session(edition=full.edition, actor=full.cem, proposal=full.podcast, now=full.now)
    assert set(full.plan.occurrences.filter(proposal=full.podcast).values_list("number", "is_part")) == {
        (1, True),
        (2, True),
    }
    services.undo_step(edition=full.edition, actor=full.cem, now=full.now)
    assert not full.plan.occurrences.get(proposal=full.podcast, number=1).is_part


def test_ninety_minutes_stay_where_the_next_slot_is_free_and_move_where_not(full: Camp) -> None:
    services.resize_session(edition=full.edition, actor=full.cem, proposal=full.podcast, length_slots=2, now=full.now)
    assert {(PODCAST, 1, "Saal"), (PODCAST, 2, "Saal")} < full.cells()
    with pytest.raises(PlanError, match="No room is free"):  # Ada hosts in the middle slot already
        services.resize_session(
            edition=full.edition, actor=full.cem, proposal=full.mastodon, length_slots=2, now=full.now
        )
    full.park(proposal=full.crisis)
    services.resize_session(edition=full.edition, actor=full.cem, proposal=full.mastodon, length_slots=2, now=full.now)
    spans = sorted((slot, room) for title, slot, room in full.cells() if title == MASTODON)
    assert len(spans) == 2
    assert spans[0][1] == spans[1][1] != "Saal"


@pytest.mark.parametrize("is_new", [False, True])
def test_other_times_send_a_long_session_that_they_tear_apart_to_the_parking_lot(full: Camp, is_new: bool) -> None:
    services.resize_session(edition=full.edition, actor=full.cem, proposal=full.podcast, length_slots=2, now=full.now)
    last = full.slots[2]
    times = {"starts_at": last.starts_at + timedelta(hours=1), "ends_at": last.ends_at + timedelta(hours=1)}
    if is_new:  # between the two
        times = {"starts_at": full.slots[1].ends_at, "ends_at": last.starts_at}
        add_part(part=Slot(edition=full.edition, day=last.day), actor=full.cem, values=times, now=full.now)
    else:
        change_part(part=last, actor=full.cem, values=times, now=full.now)
    assert full.plan.occurrences.get(proposal=full.podcast).is_parked
    full.place(proposal=full.crisis, slot=full.slots[1], room=full.rooms.saal)
    assert full.cells() == {(MASTODON, 0, "Saal"), (CRISIS, 1, "Saal")}


def test_merge_frees_the_cells_of_the_other(full: Camp) -> None:
    services.merge_sessions(edition=full.edition, actor=full.cem, kept=full.mastodon, merged=full.podcast, now=full.now)
    assert {title for title, _slot, _room in full.cells()} == {MASTODON, CRISIS}
