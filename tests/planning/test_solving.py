"""“Plan it”: the engine answers, nothing changes before a planner says so, and every mishap leaves the plan alone."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client

from politoscope.planning import services
from politoscope.planning.bridge.advice import advise_cells, warnings
from politoscope.planning.bridge.child import Job
from politoscope.planning.bridge.problem import ask
from politoscope.planning.bridge.report import distribution
from politoscope.planning.enums import RunMode, RunStatus
from politoscope.planning.errors import PlanConflict, PlanError
from politoscope.planning.models import SolverRun
from politoscope.planning.queries.board import board_of
from politoscope.planning.queries.state import plan_state
from politoscope.planning.services import solving
from politoscope.planning.solver import EngineLost, ask_engine
from tests.factories.planning import accepted
from tests.planning.conftest import Camp

BOARD = "/politoscope-2026/organise/plan/"


def run(camp: Camp, mode: RunMode = RunMode.FILL) -> SolverRun:
    found = solving.start_run(edition=camp.edition, actor=camp.cem, mode=mode, seconds=1, now=camp.now)
    solving.carry_out(found.pk)
    found.refresh_from_db()
    return found


def test_a_run_finds_a_plan_with_a_bound_and_changes_nothing(camp: Camp) -> None:
    found = run(camp)
    assert found.status == RunStatus.DONE
    assert found.result["placed"] == 3
    assert found.result["bound"] >= found.result["objective"]
    assert len(found.result["reasons"]) == 3
    assert camp.cells() == set()


def test_taking_a_run_over_is_one_step_that_undo_takes_back(camp: Camp) -> None:
    found = run(camp)
    solving.apply_run(edition=camp.edition, actor=camp.cem, run=found, now=camp.now)
    assert len(camp.cells()) == 3
    services.undo_step(edition=camp.edition, actor=camp.cem, now=camp.now)
    assert camp.cells() == set()


def test_a_run_on_an_older_plan_is_a_conflict(camp: Camp) -> None:
    found = run(camp)
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.mastodon, slot=camp.slots[2], room=camp.rooms.studio)
    with pytest.raises(PlanConflict):
        solving.apply_run(edition=camp.edition, actor=camp.cem, run=found, now=camp.now)
    assert camp.cells() == {("Mastodon für Behörden", 2, "Studio")}


def test_pins_stay_even_where_they_break_a_rule(camp: Camp) -> None:
    """A planner's word is final: Ada is pinned to two sessions at one time."""
    for proposal, room in ((camp.mastodon, camp.rooms.saal), (camp.crisis, camp.rooms.studio)):
        camp.place(proposal=proposal, slot=camp.slots[0], room=room)
        services.pin_session(edition=camp.edition, actor=camp.cem, proposal=proposal, now=camp.now)
    found = run(camp, RunMode.REPLAN)
    solving.apply_run(edition=camp.edition, actor=camp.cem, run=found, now=camp.now)
    assert {("Mastodon für Behörden", 0, "Saal"), ("Krisenkommunikation", 0, "Studio")} < camp.cells()


def test_nothing_to_plan_is_said_and_cannot_be_taken_over(camp: Camp) -> None:
    camp.edition.rooms.all().delete()
    found = run(camp)
    assert (found.status, found.result) == (RunStatus.DONE, {"reason": "nothing_to_plan"})
    with pytest.raises(PlanError):
        solving.apply_run(edition=camp.edition, actor=camp.cem, run=found, now=camp.now)


def test_no_room_has_what_a_session_needs_is_named(camp: Camp) -> None:
    accepted(camp.edition, "Mit Induktionsschleife", number=9, needs=["hearing_loop"])
    found = run(camp)
    assert found.result["unplaced"] == ["Mit Induktionsschleife"]
    obstacles = [(one["obstacle"], one["titles"], one["lacks"]) for one in found.result["hindrances"]]
    assert obstacles == [("no_room_has", ["Mit Induktionsschleife"], ["hearing_loop"])]


def test_a_host_with_more_sessions_than_slots_is_named(camp: Camp, ada) -> None:
    for number in (21, 22):
        accepted(camp.edition, f"Ada {number}", ada, number=number)
    found = run(camp)
    assert len(found.result["unplaced"]) == 1
    assert found.result["hindrances"][0]["obstacle"] == "host_overbooked"


def test_a_run_whose_server_went_away_ends_with_what_it_had(camp: Camp) -> None:
    found = solving.start_run(edition=camp.edition, actor=camp.cem, mode=RunMode.FILL, seconds=60, now=camp.now)
    found.result = {"positions": []}
    assert solving.settle(found, now=camp.now + timedelta(seconds=3)).status == RunStatus.RUNNING
    assert solving.settle(found, now=camp.now + timedelta(seconds=5)).status == RunStatus.FAILED
    assert found.result == {"positions": [], "reason": "server_left"}


def test_a_run_of_this_server_goes_on_however_long_it_is_silent(camp: Camp) -> None:
    found = solving.start_run(edition=camp.edition, actor=camp.cem, mode=RunMode.FILL, seconds=60, now=camp.now)
    solving._answered[found.pk] = threading.Event()
    try:
        assert solving.settle(found, now=camp.now + timedelta(seconds=60)).status == RunStatus.RUNNING
    finally:
        del solving._answered[found.pk]


def test_a_run_that_was_heard_of_meanwhile_goes_on(camp: Camp) -> None:
    found = solving.start_run(edition=camp.edition, actor=camp.cem, mode=RunMode.FILL, seconds=60, now=camp.now)
    SolverRun.objects.update(heard_at=camp.now + timedelta(seconds=9))
    assert solving.settle(found, now=camp.now + timedelta(seconds=10)).status == RunStatus.RUNNING


def test_a_run_is_heard_of_every_second_and_hears_that_it_shall_stop(
    camp: Camp, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = solving.start_run(edition=camp.edition, actor=camp.cem, mode=RunMode.FILL, seconds=60, now=camp.now)
    monkeypatch.setattr(solving, "connection", connections.create_connection("default"))  # not the test's own
    pulse = solving._Pulse(found.pk)
    pulse.asked = pulse.told = pulse.told - 2
    with time_machine.travel(camp.now + timedelta(seconds=5), tick=False):
        assert not pulse()
    found.refresh_from_db()
    assert found.heard_at == camp.now + timedelta(seconds=5)
    solving.cancel_run(run=found)
    pulse.asked -= 2
    assert pulse()


def test_the_engine_can_be_killed_at_any_time(camp: Camp) -> None:
    question = ask(plan_state(camp.edition, now=camp.now), RunMode.FILL)
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    began = time.monotonic()
    job = Job(question.problem, 50, seed=1)
    try:
        ask_engine(job, seconds=50, is_cancelled=stop.is_set)
    except EngineLost:
        assert time.monotonic() - began < 10  # it was killed in the middle
    assert ask_engine(Job(question.problem, 0.2), seconds=0.2).plan  # and the next question is answered


@pytest.mark.django_db(transaction=True)
def test_plan_it_by_page(camp: Camp, client: Client) -> None:
    client.force_login(camp.cem)
    with time_machine.travel(camp.now):
        response = client.post(BOARD + "solve/", {"mode": "fill", "seconds": "1"})
    assert response.status_code == 302
    deadline = time.monotonic() + 20
    while SolverRun.objects.get().status == RunStatus.RUNNING and time.monotonic() < deadline:
        time.sleep(0.1)
    text = client.get(response["Location"], headers={"accept-language": "en"}).text
    assert "Take it over" in text
    client.post(response["Location"] + "apply/")
    assert len(camp.cells()) == 3


def test_the_one_key_of_the_board_places_what_waits_and_then_plans_anew(camp: Camp) -> None:
    def key() -> dict[str, str]:
        return board_of(camp.edition, person=camp.cem, now=camp.now).solve_fields

    assert key() == {"mode": RunMode.FILL, "seconds": "1"}
    camp.draft()
    assert key() == {"mode": RunMode.REPLAN, "seconds": "1"}


def test_advice_names_the_clash_and_the_swap(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    state = plan_state(camp.edition, now=camp.now)
    advice = {(one.slot, one.room): one for one in advise_cells(state, (camp.crisis.pk, 1))}
    assert len(advice) == 9
    clash = advice[camp.slots[0].pk, camp.rooms.studio.pk]
    assert [(one.code, one.title, one.person) for one in clash.objections] == [
        ("host_clash", "Mastodon für Behörden", "Ada Amt")
    ]
    swap = advice[camp.slots[1].pk, camp.rooms.saal.pk]
    assert (swap.swaps_with, swap.is_allowed) == ("Podcast in der Verwaltung", True)
    assert sum(one.is_best for one in advice.values()) == 1


def test_warnings_stand_on_cards_that_break_a_rule(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.crisis, slot=camp.slots[0], room=camp.rooms.studio)
    found = warnings(plan_state(camp.edition, now=camp.now))
    assert {one.code for objections in found.values() for one in objections} == {"host_clash"}


@pytest.mark.parametrize(
    ("attended", "groups"),
    [
        ([], []),
        ([3] * 7, [{"from": 0, "to": 3, "people": 7}]),
        (
            [0, 1, 1, 2, 2, 2] + [3] * 6 + [4] * 2,
            [{"from": 0, "to": 2, "people": 6}, {"from": 3, "to": 4, "people": 8}],
        ),
    ],
)
def test_distribution_isolates_nobody(attended: list[int], groups: list[dict[str, int]]) -> None:
    assert distribution(attended) == groups
