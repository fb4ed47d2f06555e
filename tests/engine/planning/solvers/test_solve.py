"""What every solver has to keep: rules, values, valid bounds, the same plan for the same seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from barcamp_engine.planning import (
    LeaveOut,
    Participant,
    Pin,
    Plan,
    Problem,
    Progress,
    Proposal,
    Room,
    Slot,
    check,
    evaluate,
    solve,
)
from barcamp_engine.planning.instance_file import read_instance
from barcamp_engine.planning.solvers.compiled_code import is_warm
from barcamp_engine.planning.solvers.plain import plain_plan
from barcamp_engine.planning.solvers.solve import is_for_columns
from barcamp_engine.planning.solvers.stopping import Stop
from tests.engine.planning.brute_force import all_plans, best_plan
from tests.engine.planning.problems import OWN, SHARED, at, camp, instances, load

needs_compiled = pytest.mark.skipif(
    not is_warm(), reason="compile first: python -m barcamp_engine.planning.solvers.warm_up"
)
CAMP = ("syn-small-1000", "syn-small-1001", "csconf3-60x120-1008")


@needs_compiled
@given(data=instances())
@settings(max_examples=60, deadline=None)
def test_equal_to_brute_force_and_never_above_the_bound(data: dict[str, Any]) -> None:
    problem = read_instance(data)
    best = best_plan(problem)
    result = solve(problem, seconds=0.05, workers=1)
    assert result.trouble == ""
    if best is None:
        assert result.violations
        return
    assert result.violations == ()
    assert result.bound.value >= best[1].objective - 1e-6
    assert result.value.objective == pytest.approx(best[1].objective, abs=1e-6)


@needs_compiled
@given(data=instances())
@settings(max_examples=25, deadline=None)
def test_the_bound_holds_however_little_work_went_into_it(data: dict[str, Any]) -> None:
    problem = read_instance(data)
    best = best_plan(problem)
    result = solve(problem, seconds=1e-4, workers=1)
    assert best is None or result.bound.value >= best[1].objective - 1e-6


@needs_compiled
@given(data=instances())
@settings(max_examples=25, deadline=None)
def test_long_sessions_are_placed_as_well_as_by_brute_force(data: dict[str, Any]) -> None:
    for entry in data["sessions"][: len(data["slots"]) - 1]:
        entry.update(length=2, max_occurrences=1)
    problem = read_instance(data)
    best = best_plan(problem)
    result = solve(problem, seconds=0.05, workers=1)
    if best is not None:
        assert result.violations == ()
        assert result.bound.value >= best[1].objective - 1e-6
        assert result.value.objective == pytest.approx(best[1].objective, abs=1e-6)


@given(data=instances())
@settings(max_examples=50, deadline=None)
def test_the_plain_plan_breaks_no_rule_about_what_it_places(data: dict[str, Any]) -> None:
    problem = read_instance(data)
    plan = problem.indexed.plan_of(plain_plan(problem.indexed, Stop(1.0)))
    assert {violation.code.value for violation in check(problem, plan)} <= {"required_missing"}


@needs_compiled
@pytest.mark.parametrize("name", CAMP)
def test_two_runs_with_one_seed_are_equal(name: str) -> None:
    _, problem = load(SHARED / "instances" / f"{name}.json")
    one, two = (solve(problem, seconds=0.2, seed=7, workers=2) for _ in range(2))
    assert one.plan == two.plan
    assert one.bound == two.bound


@needs_compiled
@pytest.mark.parametrize("name", ["planted-medium-1000", "planted-large-1000"])
def test_a_planted_optimum_is_reached_and_proven(name: str) -> None:
    data, problem = load(SHARED / "instances" / f"{name}.json")
    result = solve(problem, seconds=1.0)
    assert result.value.objective == data["known_optimum"]
    assert result.is_proven_best


@pytest.mark.parametrize(
    ("proposals", "slots", "rooms", "is_tried"),
    [(60, 4, 15, True), (400, 45, 20, True), (168, 8, 12, True), (134, 8, 16, False), (500, 20, 27, False)],
)
def test_columns_are_tried_where_they_can_win(proposals: int, slots: int, rooms: int, is_tried: bool) -> None:
    problem = Problem(
        tuple(Slot(f"t{n}") for n in range(slots)),
        tuple(Room(f"r{n}", 9) for n in range(rooms)),
        tuple(Proposal(f"s{n}") for n in range(proposals)),
        (),
    )
    assert is_for_columns(problem.indexed) == is_tried


@needs_compiled
def test_a_small_camp_is_proven_best() -> None:
    _, problem = load(OWN / "evening.json")
    result = solve(problem, seconds=1.0)
    assert result.is_proven_best
    assert result.stopped_by == "proof"
    assert result.value.objective == pytest.approx(302.333333, abs=1e-5)


@needs_compiled
def test_progress_only_ever_improves_and_a_cancelled_search_keeps_its_plan() -> None:
    _, problem = load(OWN / "evening.json")
    seen: list[Progress] = []
    result = solve(problem, seconds=5.0, cancelled=lambda: bool(seen), on_progress=seen.append)
    assert result.stopped_by == "cancelled"
    assert result.plan == seen[-1].plan
    assert check(problem, result.plan) == ()
    values = [progress.value.objective for progress in seen]
    assert values == sorted(values)


@needs_compiled
def test_the_clock_ends_the_search() -> None:
    _, problem = load(OWN / "evening.json")
    ticks = iter(range(10**9))
    result = solve(problem, seconds=30.0, clock=lambda: float(next(ticks)))
    assert result.stopped_by in {"clock", "proof"}
    assert check(problem, result.plan) == ()


@needs_compiled
def test_a_frozen_slot_stays_and_the_rest_follows() -> None:
    standing = at("linkedin ten hall")
    problem = camp(previous=standing, frozen_slots=frozenset({"ten"}))
    result = solve(problem, seconds=0.05)
    assert result.violations == ()
    assert [line for line in result.plan if line.slot == "ten"] == list(standing)
    assert result.value.objective == max(
        evaluate(problem, problem.indexed.plan_of(c)).objective for c in all_plans(problem)
    )


@needs_compiled
def test_the_voting_rank_decides_who_is_left_out() -> None:
    wanted = tuple(Participant(f"p{n}", ("loved",)) for n in range(9))
    proposals = (Proposal("loved", rank=3), Proposal("first", rank=1), Proposal("second", rank=2))
    problem = Problem((Slot("a"),), (Room("x", 9), Room("y", 9)), proposals, wanted)
    by_value = solve(problem, seconds=0.02).plan
    by_rank = solve(replace(problem, leave_out=LeaveOut.BY_RANK), seconds=0.02).plan
    assert "loved" in {line.proposal for line in by_value}
    assert {line.proposal for line in by_rank} == {"first", "second"}


@needs_compiled
def test_fairness_never_costs_more_than_allowed() -> None:
    _, problem = load(OWN / "evening.json")
    plain = solve(problem, seconds=0.1)
    fair = solve(problem, seconds=0.1, fairness=3.0)
    assert fair.violations == ()
    assert fair.value.objective >= plain.value.objective - 3.0 - 1e-6


@needs_compiled
@pytest.mark.parametrize("path", sorted(Path(OWN).glob("*.json")), ids=lambda path: path.stem)
def test_own_instances_are_planned_without_breaking_a_rule(path: Path) -> None:
    _, problem = load(path)
    result = solve(problem, seconds=0.1)
    assert result.violations == ()
    assert result.bound.value >= result.value.objective - 1e-6


def test_nobody_is_interested() -> None:
    result = solve(camp(participants=(Participant("ada"), Participant("ben"))), seconds=0.05)
    assert result.violations == ()
    assert result.value.objective == 0


def test_nothing_is_proposed() -> None:
    result = solve(camp(proposals=(), participants=()), seconds=0.05)
    assert result.plan == Plan()
    assert result.is_proven_best


def test_without_compiled_code_there_is_still_a_plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from barcamp_engine.planning.solvers import compiled_code

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiled_code, "HERE", tmp_path)
    compiled_code.folder.cache_clear()
    compiled_code.fingerprint.cache_clear()
    try:
        result = solve(camp(), seconds=0.05)
    finally:
        monkeypatch.undo()
        compiled_code.folder.cache_clear()
        compiled_code.fingerprint.cache_clear()
    assert not result.is_compiled
    assert result.violations == ()
    assert len(result.plan) == 3


@needs_compiled
def test_without_any_mark_every_session_still_gets_a_place() -> None:
    people = tuple(Participant(f"p{n}") for n in range(3))
    proposals = tuple(Proposal(f"s{n}", (f"p{n % 3}",)) for n in range(4))
    result = solve(camp(participants=people, proposals=proposals), seconds=0.05)
    assert {line.proposal for line in result.plan} == {"s0", "s1", "s2", "s3"}
    assert result.is_proven_best


@needs_compiled
def test_among_equally_good_plans_the_one_with_more_sessions_is_taken() -> None:
    unmarked = Proposal("unmarked", pin=Pin("eleven", "nook"))
    problem = camp(proposals=(*camp().proposals, unmarked))
    result = solve(problem, seconds=0.05)
    assert result.plan.where("unmarked") == at("unmarked eleven nook")
    assert result.value.objective == pytest.approx(solve(camp(), seconds=0.05).value.objective)


@needs_compiled
def test_a_pin_says_where_and_not_whether() -> None:
    fans = tuple(Participant(f"p{n}", ("loved",)) for n in range(3))
    proposals = (Proposal("pinned", pin=Pin("a", "x")), Proposal("loved", pin=Pin("a", "x")))
    problem = Problem((Slot("a"),), (Room("x", 9),), proposals, fans)
    assert solve(problem, seconds=0.02).plan.placements == at("loved a x")
    required = replace(problem, proposals=(replace(proposals[0], is_required=True), proposals[1]))
    assert solve(required, seconds=0.02).plan.placements == at("pinned a x")


@needs_compiled
def test_a_long_session_moves_out_of_the_way_of_what_is_wanted_more() -> None:
    """The workshop stands in the only room with a beamer; later slots there are free and as good."""
    slots = tuple(Slot(str(t), "thu", 600 + 60 * t, 60) for t in range(4))
    rooms = (Room("hall", 9, frozenset({"beamer"})), Room("nook", 9))
    people = (
        *(Participant(f"p{n}", ("talk", "workshop")) for n in range(5)),
        Participant("host", absent=frozenset("23")),
    )
    talk = Proposal("talk", ("host",), frozenset({"beamer"}), allowed_slots=frozenset("0"))
    workshop = Proposal("workshop", needs=frozenset({"beamer"}), length=2)
    standing = at("workshop 0 hall")
    problem = Problem(slots, rooms, (talk, workshop), people, previous=standing)
    result = solve(problem, seconds=0.05)
    assert result.violations == ()
    assert result.value.attended == 10
    assert result.plan.where("talk") == at("talk 0 hall")


@needs_compiled
def test_what_stood_twice_and_is_long_now_has_moved_wherever_it_goes() -> None:
    """So it had better stay away: beginning in the first slot it would take the other session's room on top."""
    talk = {"hosts": [], "needs": [], "max_occurrences": 1}
    data = {
        "format": "barcamp-instance/1",
        "name": "lengthened",
        "slots": [{"start": f"day1 {hour}:00", "minutes": 45} for hour in ("09", "10")],
        "rooms": [{"capacity": 9, "features": []}] * 2,
        "blocked": [],
        "participants": 0,
        "absent": [],
        "sessions": [{**talk, "length": 2, "pin": {"slot": None, "room": 1}}, talk],
        "votes": [],
        "objective": {"overflow": 0.0, "move_slot": 2.0, "move_room": 0.5},
        "previous": [[0, 0, 0], [0, 1, 0], [1, 0, 1]],
    }
    result = solve(read_instance(data), seconds=0.05, workers=1)
    assert result.value.objective == -2.0
    assert result.is_proven_best


@needs_compiled
def test_where_annealing_breaks_a_rule_the_integer_programme_keeps_them_all() -> None:
    """A Latin square: ten hosts have a session in each of ten rooms, and ten slots have room for just these."""
    size = range(10)
    proposals = tuple(
        Proposal(f"s{host}{room}", (f"h{host}",), pin=Pin(room=f"r{room}"), is_required=True)
        for host in size
        for room in size
    )
    problem = Problem(
        tuple(Slot(f"t{t}") for t in size),
        tuple(Room(f"r{room}", 9) for room in size),
        proposals,
        tuple(Participant(f"h{host}") for host in size),
    )
    result = solve(problem, seconds=0.02)
    assert result.violations == ()
    assert len(result.plan) == len(proposals)


@needs_compiled
def test_a_solver_that_fails_does_not_take_the_plan_away() -> None:
    _, problem = load(OWN / "evening.json")
    seen: list[Progress] = []

    def cancelled() -> bool:
        if seen:
            raise OSError("the line to the caller is cut")
        return False

    result = solve(problem, seconds=5.0, cancelled=cancelled, on_progress=seen.append)
    assert result.stopped_by == "failure"
    assert result.trouble == "OSError: the line to the caller is cut"
    assert result.plan == seen[-1].plan
    assert check(problem, result.plan) == ()
