"""Every hard rule: one plan that breaks it and nothing else, and the verifier's count on random plans."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barcamp_engine.planning import Code, Participant, Pin, Plan, Problem, Proposal, Room, Slot, Violation, check
from barcamp_engine.planning.constraints import CELL_RULES
from barcamp_engine.planning.instance_file import read_instance, read_plan
from tests.engine.planning.problems import at, camp, instances, verifier

GOOD = at("mastodon ten hall", "podcast eleven hall", "linkedin eleven nook")


def with_proposal(position: int, **changes: Any) -> Problem:
    problem = camp()
    proposals = list(problem.proposals)
    old = proposals[position]
    fields = {name: getattr(old, name) for name in old.__dataclass_fields__}
    proposals[position] = Proposal(**{**fields, **changes})
    return camp(proposals=tuple(proposals))


def test_a_plan_that_keeps_every_rule() -> None:
    assert check(camp(), Plan(GOOD)) == ()
    assert check(camp(), Plan()) == ()


@pytest.mark.parametrize(
    ("problem", "plan", "expected"),
    [
        (camp(), at("nothing ten hall"), Violation(Code.UNKNOWN_PROPOSAL, "nothing", "ten", "hall")),
        (camp(), at("podcast noon hall"), Violation(Code.UNKNOWN_SLOT, "podcast", "noon", "hall")),
        (camp(), at("podcast ten attic"), Violation(Code.UNKNOWN_ROOM, "podcast", "ten", "attic")),
        (camp(), at("podcast ten hall", "podcast ten hall"), Violation(Code.LISTED_TWICE, "podcast", "ten", "hall")),
        (
            camp(),
            at("podcast ten hall", "linkedin ten hall"),
            Violation(Code.CELL_TAKEN, "linkedin", "ten", "hall", other="podcast"),
        ),
        (
            camp(blocked=frozenset({("ten", "nook")})),
            at("podcast ten nook"),
            Violation(Code.CELL_BLOCKED, "podcast", "ten", "nook"),
        ),
        (with_proposal(1), at("podcast ten hall", "podcast eleven hall"), Violation(Code.TOO_OFTEN, "podcast")),
        (
            with_proposal(1, max_occurrences=2),
            at("podcast ten hall", "podcast ten nook"),
            Violation(Code.TWICE_IN_SLOT, "podcast", "ten", "nook"),
        ),
        (with_proposal(1, is_required=True), (), Violation(Code.REQUIRED_MISSING, "podcast")),
        (
            with_proposal(1, hosts=("ada",)),
            at("mastodon ten hall", "podcast ten nook"),
            Violation(Code.HOST_CLASH, "podcast", "ten", "nook", other="mastodon", person="ada"),
        ),
        (
            camp(
                participants=(
                    Participant("ada", absent=frozenset({"ten"})),
                    Participant("ben"),
                )
            ),
            at("mastodon ten hall"),
            Violation(Code.HOST_ABSENT, "mastodon", "ten", "hall", person="ada"),
        ),
        (camp(), at("mastodon ten nook"), Violation(Code.ROOM_LACKS, "mastodon", "ten", "nook", lacks=("beamer",))),
        (
            with_proposal(1, allowed_slots=frozenset({"eleven"})),
            at("podcast ten nook"),
            Violation(Code.SLOT_NOT_ALLOWED, "podcast", "ten", "nook"),
        ),
        (
            with_proposal(1, pin=Pin(slot="eleven")),
            at("podcast ten nook"),
            Violation(Code.PIN_BROKEN, "podcast", "ten", "nook"),
        ),
        (
            with_proposal(1, pin=Pin(room="hall")),
            at("podcast ten nook"),
            Violation(Code.PIN_BROKEN, "podcast", "ten", "nook"),
        ),
        (
            with_proposal(1, pin=Pin(room="hall"), max_occurrences=2),
            at("podcast ten nook", "podcast eleven nook"),
            Violation(Code.PIN_BROKEN, "podcast"),
        ),
        (
            camp(previous=GOOD, frozen_slots=frozenset({"ten"})),
            at("podcast eleven hall", "linkedin eleven nook"),
            Violation(Code.FROZEN_CHANGED, "mastodon", "ten", "hall"),
        ),
        (with_proposal(1, length=2), at("podcast eleven nook"), Violation(Code.TOO_LONG, "podcast", "eleven", "nook")),
    ],
    ids=lambda value: value.code.value if isinstance(value, Violation) else "",
)
def test_each_rule_alone(problem: Problem, plan: tuple[Any, ...], expected: Violation) -> None:
    assert check(problem, Plan(plan)) == (expected,)


def test_a_repeat_may_stand_off_the_pin_if_another_occurrence_stands_on_it() -> None:
    problem = with_proposal(1, pin=Pin("ten", "hall"), max_occurrences=2)
    assert check(problem, Plan(at("podcast ten hall", "podcast eleven nook"))) == ()


def test_a_long_session_takes_its_room_for_all_its_slots() -> None:
    problem = with_proposal(1, length=2)
    clash = check(problem, Plan(at("podcast ten hall", "linkedin eleven hall")))
    assert clash == (Violation(Code.CELL_TAKEN, "linkedin", "eleven", "hall", other="podcast"),)


def test_a_long_session_does_not_span_a_night_or_a_long_break() -> None:
    slots = (Slot("a", "thu", 600), Slot("b", "thu", 720), Slot("c", "fri", 600))
    problem = camp(slots=slots, proposals=(Proposal("podcast", length=2),), participants=())
    for start in ("a", "b"):
        assert check(problem, Plan(at(f"podcast {start} hall"))) == (
            Violation(Code.TOO_LONG, "podcast", start, "hall"),
        )


def test_slots_without_a_time_follow_each_other() -> None:
    problem = camp(slots=(Slot("a"), Slot("b")), proposals=(Proposal("podcast", length=2),), participants=())
    assert check(problem, Plan(at("podcast a hall"))) == ()


@given(data=instances(), seed=st.integers(0, 999))
@settings(max_examples=200, deadline=None)
def test_as_many_violations_as_the_verifier_finds(data: dict[str, Any], seed: int) -> None:
    chance = random.Random(seed)
    sizes = [len(data[name]) for name in ("sessions", "slots", "rooms")]
    lines = [[chance.randrange(size) for size in sizes] for _ in range(chance.randint(0, 6))]
    plan = {"assignments": [dict(zip(("session", "slot", "room"), line, strict=True)) for line in lines]}
    problem = read_instance(data)
    ours = check(problem, read_plan(problem, plan))
    theirs = verifier().check(data, plan)["violations"]
    assert bool(ours) == bool(theirs)
    codes = {violation.code for violation in ours}
    if not codes & {Code.TOO_OFTEN, Code.LISTED_TWICE, Code.CELL_TAKEN}:  # those are grouped differently
        assert len(ours) == len(theirs)


@given(data=instances())
@settings(max_examples=100, deadline=None)
def test_the_table_of_open_cells_says_what_the_rules_say(data: dict[str, Any]) -> None:
    index = read_instance(data).indexed
    for s, cells in enumerate(index.open_cells):
        expected = {
            (t, r)
            for t in range(len(data["slots"]))
            for r in range(len(data["rooms"]))
            if not any(True for rule in CELL_RULES for _ in rule(index, (s, t, r)))
        }
        assert cells == expected


def test_rooms_are_equal_by_value() -> None:
    assert Room("hall", 3) == Room("hall", 3)


def test_two_long_sessions_clash_once_per_shared_slot() -> None:
    problem = camp(proposals=(Proposal("one", length=2), Proposal("two", length=2)), participants=())
    clashes = check(problem, Plan(at("one ten hall", "two ten hall")))
    assert [(violation.code, violation.slot) for violation in clashes] == [
        (Code.CELL_TAKEN, "eleven"),
        (Code.CELL_TAKEN, "ten"),
    ]
