"""Small problems: by hand, at random, and from the shared data that lies next to the repository."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import strategies as st

from barcamp_engine.planning import Participant, Placement, Problem, Proposal, Room, Slot
from barcamp_engine.planning.instance_file import read_instance

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "planning"
OWN = Path(__file__).resolve().parents[2] / "instances" / "planning"


def shared_instances() -> list[Path]:
    """Return the shared instances, or one marker that is skipped when they are not there."""
    return sorted((SHARED / "instances").glob("*.json")) or [SHARED / "missing"]


def load(path: Path) -> tuple[dict[str, Any], Problem]:
    """Return an instance as data and as a problem; skip where the shared data is missing."""
    if not path.exists():
        pytest.skip("the shared planning data (../shared/data/planning) is not next to the repository")
    data = json.loads(path.read_text("utf-8"))
    return data, read_instance(data)


def verifier() -> ModuleType:
    """Return the independent verifier as a module, or skip."""
    path = SHARED / "check.py"
    if not path.exists():
        pytest.skip("the verifier (../shared/data/planning/check.py) is not next to the repository")
    spec = importlib.util.spec_from_file_location("verifier", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def camp(**changes: Any) -> Problem:
    """Ada hosts 'mastodon', Ben and Cem want things; two slots, two rooms, only the hall has a beamer."""
    parts: dict[str, Any] = {
        "slots": (Slot("ten", "thu", 600), Slot("eleven", "thu", 660, 45)),
        "rooms": (Room("hall", 3, frozenset({"beamer"})), Room("nook", 1)),
        "proposals": (
            Proposal("mastodon", ("ada",), frozenset({"beamer"})),
            Proposal("podcast", ("ben",)),
            Proposal("linkedin"),
        ),
        "participants": (
            Participant("ada", ("podcast", "linkedin")),
            Participant("ben", ("mastodon", "linkedin")),
            Participant("cem", ("mastodon", "podcast", "linkedin")),
        ),
    }
    return Problem(**{**parts, **changes})


def at(*lines: str) -> tuple[Placement, ...]:
    """Return placements from words: "mastodon ten hall"."""
    return tuple(Placement(*line.split()) for line in lines)


@st.composite
def instances(draw: st.DrawFn, *, rich: bool = True) -> dict[str, Any]:
    """A random `barcamp-instance/1` that brute force can solve; with pins, repeats, absences and moves if `rich`."""
    slots, rooms = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    sessions, people = draw(st.integers(1, 4)), draw(st.integers(0, 5))
    person = st.integers(0, people - 1) if people else st.nothing()
    features = st.lists(st.sampled_from(["beamer", "quiet"]), unique=True, max_size=1)
    data: dict[str, Any] = {
        "format": "barcamp-instance/1",
        "name": "random",
        "slots": [{"start": f"day1 {9 + t:02d}:00", "minutes": 45} for t in range(slots)],
        "rooms": [{"capacity": draw(st.integers(0, 3)), "features": draw(features)} for _ in range(rooms)],
        "blocked": [],
        "participants": people,
        "absent": [],
        "sessions": [
            {
                "hosts": draw(st.lists(person, unique=True, max_size=1)) if people else [],
                "needs": [],
                "max_occurrences": draw(st.integers(1, 2)) if rich else 1,
            }
            for _ in range(sessions)
        ],
        "votes": [draw(st.lists(st.integers(0, sessions - 1), unique=True, max_size=4)) for _ in range(people)],
        "objective": {"overflow": draw(st.sampled_from([0.0, 1.0])), "move_slot": 2.0, "move_room": 0.5},
    }
    if rich:
        _enrich(draw, data, slots, rooms, sessions, people)
    return data


def _enrich(draw: st.DrawFn, data: dict[str, Any], slots: int, rooms: int, sessions: int, people: int) -> None:
    slot, room, session = (st.integers(0, size - 1) for size in (slots, rooms, sessions))
    data["blocked"] = draw(st.lists(st.tuples(slot, room).map(list), max_size=1))
    if people:
        data["absent"] = draw(
            st.lists(st.tuples(st.integers(0, people - 1), slot).map(list), max_size=2, unique_by=tuple)
        )
        if draw(st.booleans()):
            data["weights"] = [[draw(st.sampled_from([1, 2, 3])) for _ in votes] for votes in data["votes"]]
    entry = data["sessions"][draw(session)]
    if draw(st.booleans()):
        entry["pin"] = {"slot": draw(st.none() | slot), "room": draw(st.none() | room)}
    if draw(st.booleans()):
        entry["allowed_slots"] = draw(st.lists(slot, unique=True, min_size=1))
    entry["needs"] = draw(st.lists(st.sampled_from(["beamer", "quiet"]), unique=True, max_size=1))
    if draw(st.booleans()):
        lines = draw(st.lists(st.tuples(session, slot, room), unique_by=lambda line: line[1:], max_size=3))
        data["previous"] = sorted({(line[0], line[1]): list(line) for line in lines}.values())
