"""Bad input and bad luck: the plan stays consistent, and the page says what happened."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.test import Client

from politoscope.people.models import Person
from politoscope.planning import services
from politoscope.planning.bridge.advice import warnings
from politoscope.planning.drafting import fill
from politoscope.planning.enums import RunMode, RunStatus
from politoscope.planning.models import HostAbsence, RoomClosure, SolverRun
from politoscope.planning.queries.state import plan_state
from politoscope.planning.services import solving
from tests.factories.editions import DayFactory, ProgrammeItemFactory, SlotFactory
from tests.factories.planning import accepted
from tests.planning.conftest import Camp

SITE = "/politoscope-2026/"
BOARD = SITE + "organise/plan/"
MASTODON, PODCAST, CRISIS = "Mastodon für Behörden", "Podcast in der Verwaltung", "Krisenkommunikation"

Pages = Callable[[str], str]


@pytest.fixture
def page(camp: Camp, client: Client) -> Pages:
    """Return a function that reads a page of the planner in English, shortly before the first slot."""
    client.force_login(camp.cem)

    def read(path: str) -> str:
        with time_machine.travel(camp.now):
            response = client.get(path, headers={"accept-language": "en"})
        assert response.status_code == 200
        return response.text

    return read


def run(camp: Camp, mode: RunMode = RunMode.FILL) -> SolverRun:
    found = solving.start_run(edition=camp.edition, actor=camp.cem, mode=mode, seconds=1, now=camp.now)
    solving.carry_out(found.pk)
    found.refresh_from_db()
    return found


def test_more_sessions_than_cells_are_named_on_the_page(camp: Camp, page: Pages) -> None:
    for number in range(20, 29):
        accepted(camp.edition, f"Session {number}", number=number)
    found = run(camp)
    assert (found.result["placed"], len(found.result["unplaced"])) == (9, 3)
    text = page(f"{BOARD}solve/{found.pk}/")
    assert "No place for" in text
    assert "There are 9 places in all, and more sessions than that." in text
    solving.apply_run(edition=camp.edition, actor=camp.cem, run=found, now=camp.now)
    assert len(camp.cells()) == 9


def test_no_room_is_large_enough_the_largest_is_taken_and_the_card_warns(camp: Camp) -> None:
    state = plan_state(camp.edition, now=camp.now)
    crowd = [frozenset({camp.podcast.pk})] * 300  # of whom 130 at least are expected, for 120 seats
    drafted = fill(replace(state, marks=crowd))
    position = drafted[camp.podcast.pk, 1]
    assert position.room == camp.rooms.saal.pk
    found = warnings(replace(state.moved(drafted), marks=crowd))
    assert [one.code for one in found[camp.podcast.pk, 1]] == ["too_small"]


def test_a_host_in_three_sessions_is_in_one_place_at_a_time(camp: Camp, ada: Person) -> None:
    accepted(camp.edition, "Ada zum Dritten", ada, number=21)
    camp.draft()
    slots = [slot for title, slot, _room in camp.cells() if title != PODCAST]
    assert sorted(slots) == [0, 1, 2]


def test_a_host_who_has_left_is_planned_before_or_not_at_all(camp: Camp, ada: Person, page: Pages) -> None:
    HostAbsence.objects.create(edition=camp.edition, person=ada, starts_at=camp.slots[1].starts_at)
    found = run(camp)
    assert found.result["unplaced"] in ([MASTODON], [CRISIS])
    solving.apply_run(edition=camp.edition, actor=camp.cem, run=found, now=camp.now)
    assert {slot for title, slot, _room in camp.cells() if title != PODCAST} == {0}
    assert "One host has more sessions than slots when they are there (1)" in page(f"{BOARD}solve/{found.pk}/")
    left = CRISIS if found.result["unplaced"] == [CRISIS] else MASTODON
    camp.place(proposal=camp.crisis if left == CRISIS else camp.mastodon, slot=camp.slots[2], room=camp.rooms.saal)
    assert "Ada Amt is not there at that time." in page(BOARD)


def test_pins_that_contradict_each_other_stay_and_are_explained(camp: Camp, page: Pages) -> None:
    for proposal, room in ((camp.mastodon, camp.rooms.saal), (camp.crisis, camp.rooms.studio)):
        camp.place(proposal=proposal, slot=camp.slots[0], room=room)
        services.pin_session(edition=camp.edition, actor=camp.cem, proposal=proposal, now=camp.now)
    found = run(camp, RunMode.REPLAN)
    assert found.status == RunStatus.DONE
    solving.apply_run(edition=camp.edition, actor=camp.cem, run=found, now=camp.now)
    assert {(MASTODON, 0, "Saal"), (CRISIS, 0, "Studio")} < camp.cells()
    assert "Ada Amt hosts “Mastodon für Behörden” at the same time." in page(BOARD)


def test_a_slot_without_rooms_stays_empty(camp: Camp, page: Pages) -> None:
    for number in range(20, 26):
        accepted(camp.edition, f"Session {number}", number=number)
    for room in camp.edition.rooms.all():
        RoomClosure.objects.create(
            edition=camp.edition, room=room, starts_at=camp.slots[1].starts_at, ends_at=camp.slots[1].ends_at
        )
    found = run(camp)
    solving.apply_run(edition=camp.edition, actor=camp.cem, run=found, now=camp.now)
    assert {slot for _title, slot, _room in camp.cells()} == {0, 2}
    assert len(camp.cells()) == 6
    assert page(BOARD).count("not available") == 3


def test_an_edition_without_anything_says_what_is_missing(camp: Camp, page: Pages) -> None:
    camp.edition.proposals.all().delete()
    for rows in (camp.edition.slots, camp.edition.rooms, camp.edition.days):
        rows.all().delete()
    assert "This edition has no days yet." in page(BOARD)
    found = run(camp)
    assert found.result == {"reason": "nothing_to_plan"}
    assert "There is nothing to plan" in page(f"{BOARD}solve/{found.pk}/")
    for path in ("publish/", "repairs/", "history/", "paper/"):
        page(BOARD + path)


def test_a_night_over_midnight_and_the_end_of_summer_time_shifts_in_real_minutes(camp: Camp, page: Pages) -> None:
    """Berlin, 25 October 2026: at 03:00 the clocks go back to 02:00."""
    night = DayFactory(edition=camp.edition, date=datetime(2026, 10, 24).date())
    first = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # 23:30 on the clock
    slots = [
        SlotFactory(edition=camp.edition, day=night, starts_at=start, ends_at=start + timedelta(minutes=45))
        for start in (first + timedelta(hours=hours) for hours in range(5))
    ]
    for number, slot in enumerate(slots, start=20):
        camp.place(proposal=accepted(camp.edition, f"Nacht {number}", number=number), slot=slot, room=camp.rooms.saal)
    camp.publish()
    placed = camp.cells_by_id()
    shift = {"edition": camp.edition, "actor": camp.cem, "now": camp.now, "starts_at": slots[1].starts_at}
    services.shift_programme(minutes=10, **shift)
    after = list(camp.edition.slots.filter(day=night).order_by("starts_at"))
    assert [slot.pk for slot in after] == [slot.pk for slot in slots]
    assert [later.starts_at - earlier.starts_at for earlier, later in pairwise(after)] == [
        timedelta(minutes=70), *[timedelta(minutes=60)] * 3
    ]  # fmt: skip
    assert camp.cells_by_id() == placed
    table = page(BOARD).partition("24 October 2026")[2]
    assert [table.count(f"Nacht {number}</p>") for number in range(20, 25)] == [1] * 5
    for clock in ("23:30", "00:40", "01:40", "02:40"):
        assert f">{clock}<" in table
    assert table.count(">02:40<") == 2, "an hour apart, the same time on the clock"


def test_a_long_session_does_not_reach_over_the_night(camp: Camp) -> None:
    morning = DayFactory(edition=camp.edition, date=camp.edition.days.get().date + timedelta(days=1))
    start = camp.slots[2].ends_at + timedelta(minutes=15)
    SlotFactory(edition=camp.edition, day=morning, starts_at=start, ends_at=start + timedelta(minutes=45))
    workshop = accepted(camp.edition, "Werkstatt", number=9, length_slots=2)
    camp.draft()
    assert {slot for title, slot, _room in camp.cells() if title == workshop.title} <= {0, 1, 2}


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_run_says_so_and_changes_nothing(camp: Camp, client: Client) -> None:
    """The cancellation comes from another process: only the row in the database tells the engine."""
    ProgrammeItemFactory(edition=camp.edition, starts_at=camp.slots[2].ends_at)
    found = solving.start_run(edition=camp.edition, actor=camp.cem, mode=RunMode.REPLAN, seconds=30, now=camp.now)
    for number in range(30, 50):
        accepted(camp.edition, f"Session {number}", number=number)
    worker = threading.Thread(target=solving._carry_out_apart, args=(found.pk,))
    solving._answered[found.pk] = threading.Event()
    worker.start()
    client.force_login(camp.cem)
    response = client.post(f"{BOARD}solve/{found.pk}/cancel/")
    began = time.monotonic()
    worker.join(timeout=60)
    assert not worker.is_alive()
    assert time.monotonic() - began < 25, "it did not run to its end"
    found.refresh_from_db()
    assert found.status in (RunStatus.CANCELLED, RunStatus.DONE)  # done: the engine had proved its plan before
    text = client.get(response["Location"], headers={"accept-language": "en"}).text
    assert ("Stopped" in text) == (found.status == RunStatus.CANCELLED)
    assert camp.cells() == set()


def test_a_server_that_restarts_in_the_middle_leaves_the_plan_and_says_so(camp: Camp, client: Client) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    found = solving.start_run(edition=camp.edition, actor=camp.cem, mode=RunMode.REPLAN, seconds=5, now=camp.now)
    client.force_login(camp.cem)
    address = f"{BOARD}solve/{found.pk}/"
    with time_machine.travel(camp.now + timedelta(seconds=1)):
        assert "The engine is working" in client.get(address, headers={"accept-language": "en"}).text
    with time_machine.travel(camp.now + solving.LOST_AFTER + timedelta(seconds=1)):
        text = client.get(address, headers={"accept-language": "en"}).text
        assert "The server was started anew during this run" in text
        assert "The plan on the board is untouched" in text
        assert "nothing to plan" not in text
        again = text.partition(f'action="{BOARD}solve/"')[2].partition("</form>")[0]
        assert 'name="mode" value="replan"' in again
        assert 'name="seconds" value="5"' in again
        client.post(address + "apply/")
    assert camp.cells() == {(MASTODON, 0, "Saal")}
    assert run(camp).status == RunStatus.DONE  # and the next one answers
