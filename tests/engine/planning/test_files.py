"""Instances and tables in and out: nothing is lost, and what is wrong is named with its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barcamp_engine.planning import LeaveOut, PlanError, ProblemError, Room, Slot
from barcamp_engine.planning.instance_file import read_instance, read_plan
from barcamp_engine.planning.instance_out import write_assignments, write_instance
from barcamp_engine.planning.solvers.plain import plain_plan
from barcamp_engine.planning.solvers.stopping import Stop
from barcamp_engine.planning.tables import read_tables
from tests.engine.planning.problems import instances

SLOTS = "id,day,start,minutes\nten,thu,10:00,45\neleven,thu,11:00,45\nlate,thu,,30\n"
ROOMS = "id,capacity,features\nhall,30,beamer|quiet\n"
SESSIONS = "id,hosts,needs,allowed_slots,pin_slot,required,rank\na,ada|ben,beamer,ten|late,ten,ja,2\nb,,,,,,\n"
MARKS = "person,session,weight\ncem,a,2.5\ncem,b,\n\n"


@given(data=instances(), extra=st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_instance_survives_writing_and_reading(data: dict[str, Any], extra: bool) -> None:
    if extra:
        data["leave_out"] = "rank"
        data["sessions"][0].update(rank=3, hands=12, required=True)
        if len(data["slots"]) > 1:
            data["sessions"][0].update(length=2, max_occurrences=1)
        data["frozen_slots"] = [0]
        data["slots"][0] = {"start": "some time", "minutes": 30}
    problem = read_instance(data)
    assert read_instance(write_instance(problem)) == problem
    plan = problem.indexed.plan_of(plain_plan(problem.indexed, Stop(1.0)))
    assert read_plan(problem, {"assignments": write_assignments(problem, plan)}) == plan


def test_tables_become_a_problem() -> None:
    problem = read_tables({"slots": SLOTS, "rooms": ROOMS, "sessions": SESSIONS, "marks": MARKS})
    assert problem.slots == (Slot("ten", "thu", 600), Slot("eleven", "thu", 660), Slot("late", "thu", None, 30))
    assert problem.rooms == (Room("hall", 30, frozenset({"beamer", "quiet"})),)
    first, second = problem.proposals
    assert (first.hosts, first.rank, first.is_required) == (("ada", "ben"), 2, True)
    assert first.allowed_slots == {"ten", "late"}
    assert (second.pin, second.allowed_slots) == (None, None)
    assert [(person.id, person.marks, person.weights) for person in problem.participants] == [
        ("cem", ("a", "b"), (2.5, 1)),
        ("ada", (), None),
        ("ben", (), None),
    ]
    assert problem.leave_out is LeaveOut.BY_VALUE


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"rooms": None}, "rooms.csv"),
        ({"slots": ""}, "slots.csv, line 1"),
        ({"rooms": "id,seats\nhall,3\n"}, "rooms.csv, line 1"),
        ({"rooms": "id,capacity\nhall,many\n"}, "rooms.csv, line 2, capacity"),
        ({"rooms": "id,capacity\nhall,\n"}, "rooms.csv, line 2, capacity"),
        ({"slots": "id,start\nten,ten\n"}, "slots.csv, line 2, start"),
        ({"marks": "person,session,weight\ncem,a,much\n"}, "marks.csv, line 2, weight"),
        ({"marks": "person,session\ncem,z\n"}, "votes[cem]"),
    ],
)
def test_a_broken_table_is_named(changes: dict[str, str | None], place: str) -> None:
    texts = {"slots": SLOTS, "rooms": ROOMS, "sessions": SESSIONS, "marks": MARKS, **changes}
    with pytest.raises(ProblemError) as error:
        read_tables({name: text for name, text in texts.items() if text is not None})
    assert error.value.place == place


GOOD: dict[str, Any] = {
    "format": "barcamp-instance/1",
    "slots": [{"start": "day1 10:00", "minutes": 45}],
    "rooms": [{"capacity": 3}],
    "participants": 1,
    "sessions": [{"hosts": [0]}],
    "votes": [[0]],
}


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"sessions": None}, "missing_list", "sessions"),
        ({"sessions": {}}, "no_list", "sessions"),
        ({"sessions": [3]}, "no_object", "sessions[0]"),
        ({"sessions": [{"needs": [3]}]}, "no_word", "sessions[0].needs"),
        ({"sessions": [{"hosts": [True]}]}, "unknown_participant", "sessions[0].hosts"),
        ({"sessions": [{"length": 0}]}, "no_length", "sessions[0].length"),
        ({"sessions": [{"length": 2, "max_occurrences": 2}]}, "long_repeat", "sessions[0].max_occurrences"),
        ({"sessions": [{"hands": -1}]}, "negative_hands", "sessions[0].hands"),
        ({"slots": [{"minutes": 0}]}, "slot_without_length", "slots[0].minutes"),
        ({"participants": -1, "votes": []}, "negative_count", "participants"),
        ({"votes": [3]}, "no_list", "votes[0]"),
        ({"weights": [[1, 2]]}, "weights_do_not_fit", "weights[0]"),
        ({"weights": [["much"]]}, "no_number", "weights[0]"),
        ({"previous": [[0, 0]]}, "no_placement", "previous[0]"),
        ({"previous": [[0, 7, 0]]}, "unknown_slot", "previous[0]"),
        ({"frozen_slots": [4]}, "unknown_slot", "frozen_slots"),
        ({"leave_out": "dice"}, "unknown_leave_out", "leave_out"),
        ({"rooms": []}, "no_room", "rooms"),
    ],
)
def test_a_broken_instance_is_named(changes: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(ProblemError) as error:
        read_instance({**GOOD, **changes})
    assert (error.value.code, error.value.place) == (code, place)
    assert error.value.remedy


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ([], "assignments"),
        ({"assignments": {}}, "assignments"),
        ({"assignments": [3]}, "assignments[0]"),
        ({"assignments": [{"session": 0, "slot": 9, "room": 0}]}, "assignments[0].slot"),
        ({"assignments": [{"session": 0, "slot": 0}]}, "assignments[0].room"),
    ],
)
def test_a_broken_plan_is_named(data: Any, place: str) -> None:
    with pytest.raises(PlanError) as error:
        read_plan(read_instance(GOOD), data)
    assert error.value.place == place


def test_votes_may_be_missing_altogether() -> None:
    data = {key: value for key, value in GOOD.items() if key != "votes"}
    assert read_instance(data).participants[0].marks == ()
