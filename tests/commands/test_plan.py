"""`politoscope plan` as a person at a terminal meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from politoscope.cli import main
from tests.engine.planning.problems import OWN, verifier
from tests.engine.planning.solvers.test_solve import needs_compiled

ROOT = Path(__file__).resolve().parents[2]
EVENING = OWN / "evening.json"


def tiny(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "format": "barcamp-instance/1",
        "slots": [{"start": "day1 10:00", "minutes": 45}, {"start": "day1 11:00", "minutes": 45}],
        "rooms": [{"capacity": 3, "features": []}],
        "participants": 2,
        "sessions": [{"hosts": [0]}, {"hosts": [1]}],
        "votes": [[1], [0]],
    }
    return {**data, **changes}


def write(folder: Path, data: Any) -> str:
    path = folder / "instance.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return str(path)


def test_the_plan_file_passes_the_verifier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "plan.json"
    assert main(["plan", str(EVENING), "--seconds", "0.3", "--out", str(out), "--json"]) == 0
    plan = json.loads(out.read_text("utf-8"))
    assert json.loads(capsys.readouterr().out) == plan
    report = verifier().check(json.loads(EVENING.read_text("utf-8")), plan)
    assert report["violations"] == []
    assert report["false_claims"] == []
    assert plan["seconds"] >= 0


def test_the_table_says_what_the_bound_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", write(tmp_path, tiny()), "--seconds", "0.1"]) == 0
    shown = capsys.readouterr().out
    assert "value 2: 2 wishes met" in shown
    assert "proven to be the best" in shown


def test_without_a_deadline_two_runs_are_equal(capsys: pytest.CaptureFixture[str]) -> None:
    shown = []
    for _ in range(2):
        assert main(["plan", str(EVENING), "--seconds", "0.2", "--seed", "3", "--no-deadline", "--json"]) == 0
        shown.append(json.loads(capsys.readouterr().out))
    assert shown[0] == shown[1]
    assert shown[0]["seconds"] is None


def test_a_plan_that_stands_is_changed_as_little_as_worthwhile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standing = tmp_path / "standing.json"
    lines = [{"session": 0, "slot": 1, "room": 0}, {"session": 1, "slot": 0, "room": 0}]
    standing.write_text(json.dumps({"assignments": lines}), "utf-8")
    instance = write(tmp_path, tiny())
    assert main(["plan", instance, "--seconds", "0.1", "--previous", str(standing), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["assignments"] == lines


def test_what_cannot_be_planned_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sessions = [{"hosts": [0], "needs": ["beamer"], "required": True}, {"hosts": [1]}]
    assert main(["plan", write(tmp_path, tiny(sessions=sessions)), "--seconds", "0.1"]) == 1
    assert "session 0 needs beamer, and no room has it" in capsys.readouterr().out


def test_tables_are_read_from_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "slots.csv").write_text("id;day;start\nten;thu;10:00\neleven;thu;11:00\n", "utf-8")
    (tmp_path / "rooms.csv").write_text("id;capacity;features\nhall;30;beamer\n", "utf-8")
    (tmp_path / "sessions.csv").write_text("id;hosts;needs\nmastodon;ada;beamer\npodcast;ben;\n", "utf-8")
    (tmp_path / "marks.csv").write_text("person;session\nada;podcast\nben;mastodon\ncem;podcast\n", "utf-8")
    assert main(["plan", str(tmp_path), "--seconds", "0.1"]) == 0
    assert "3 wishes met" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ("{", ["line 1", "correct the file"]),
        ("[" * 100_000, ["instance.json"]),
        ([], ["instance", "object"]),
        ({"format": "other"}, ["format", "barcamp-instance/1"]),
        (tiny(slots=[]), ["slots", "add at least one slot"]),
        (tiny(rooms=[{"capacity": -1}]), ["rooms[0].capacity", "0 or more"]),
        (tiny(rooms=[{}]), ["rooms[0].capacity"]),
        (tiny(votes=[[7], []]), ["votes[0]", "session 7"]),
        (tiny(votes=[[0, 0], []]), ["votes[0]", "at most once"]),
        (tiny(votes=[[]]), ["votes", "2 participants"]),
        (tiny(absent=[[9, 0]]), ["absent[0]", "participant 9"]),
        (tiny(sessions=[{"hosts": [0], "pin": {"slot": 0, "room": 5}}, {}]), ["sessions[0].pin.room", "room 5"]),
        (tiny(sessions=[{"max_occurrences": 0}, {}]), ["sessions[0].max_occurrences"]),
        (tiny(weights=[[float("nan")], [1]]), ["weights[0]"]),
        (tiny(objective={"overflow": -1}), ["objective.overflow"]),
        (tiny(participants="many"), ["participants", "whole number"]),
        (tiny(blocked=[[0]]), ["blocked[0]", "[slot, room]"]),
    ],
)
def test_bad_input_is_one_line_with_place_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: Any, names: list[str]
) -> None:
    assert main(["plan", write(tmp_path, data)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert all(name in shown.err for name in names), shown.err


def test_a_missing_file_and_a_bad_option_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["plan", str(tmp_path / "nothing.json")]) == 2
    assert "nothing.json" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stop:
        main(["plan", str(EVENING), "--seconds", "0"])
    assert stop.value.code == 2


def test_a_folder_that_cannot_be_written_does_not_lose_the_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nowhere" / "plan.json"
    assert main(["plan", write(tmp_path, tiny()), "--seconds", "0.1", "--out", str(missing)]) == 2
    shown = capsys.readouterr()
    assert "nowhere" in shown.err
    assert "2 wishes met" in shown.out


def test_a_person_absent_all_day_and_people_without_marks_are_fine(tmp_path: Path) -> None:
    data = tiny(participants=3, votes=[[1], [0], [0, 1]], absent=[[2, 0], [2, 1]])
    assert main(["plan", write(tmp_path, data), "--seconds", "0.1"]) == 0


def test_the_command_starts_without_django_and_the_web() -> None:
    code = (
        "import sys; from politoscope.cli import main; status = main(sys.argv[1:]);"
        "assert 'django' not in sys.modules; raise SystemExit(status)"
    )
    command = [sys.executable, "-c", code, "plan", str(EVENING), "--seconds", "0.1", "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}
    )
    assert done.returncode == 0, done.stderr


def test_importing_the_engine_loads_neither_compiler_nor_solver() -> None:
    code = "import sys, barcamp_engine.planning; assert not {'numba', 'numpy', 'ortools', 'django'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})


def hard(folder: Path) -> str:
    """Write an instance that is not proven in the time of a test: 120 sessions, 400 people with scattered wishes."""
    votes = [sorted({(p * p * 7 + k * k * 31 + p * k) % 120 for k in range(12)}) for p in range(400)]
    slots = [{"start": f"day1 {8 + t}:00", "minutes": 45} for t in range(8)]
    rooms = [{"capacity": 20 + 5 * r} for r in range(14)]
    sessions: list[dict[str, Any]] = [{"hosts": [s]} for s in range(120)]
    return write(folder, tiny(slots=slots, rooms=rooms, participants=400, sessions=sessions, votes=votes))


def start_on(instance: str, out: Path) -> subprocess.Popen[bytes]:
    """Start the command for ten minutes and return it when it has a first plan."""
    command = [sys.executable, "-m", "politoscope.cli", "plan", instance, "--seconds", "600", "--out", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    child = subprocess.Popen(
        [*command, "--progress"], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert child.stderr is not None
    assert child.stderr.readline().startswith((b"construct", b"plain"))
    return child


@needs_compiled
def test_an_interrupted_search_ends_with_its_best_plan(tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    with start_on(hard(tmp_path), out) as child:
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=120) == 0
    plan = json.loads(out.read_text("utf-8"))
    assert plan["stopped_by"] == "cancelled"
    assert plan["violations"] == []


@needs_compiled
def test_a_killed_search_leaves_the_plan_that_stands(tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    out.write_text("the plan that stands", "utf-8")
    with start_on(hard(tmp_path), out) as child:
        child.kill()
        child.wait(timeout=60)
    assert {path.name for path in tmp_path.iterdir()} == {"instance.json", "plan.json"}
    assert out.read_text("utf-8") == "the plan that stands"


def test_five_thousand_sessions_for_two_hundred_cells_are_planned(tmp_path: Path) -> None:
    count = 5000
    data = {
        "format": "barcamp-instance/1",
        "slots": [{"start": f"day1 {9 + t}:00", "minutes": 45} for t in range(10)],
        "rooms": [{"capacity": 30} for _ in range(20)],
        "participants": 300,
        "sessions": [{"hosts": [s % 300]} for s in range(count)],
        "votes": [[(p * 17 + k * 211) % count for k in range(10)] for p in range(300)],
    }
    out = tmp_path / "plan.json"
    assert main(["plan", write(tmp_path, data), "--seconds", "0.2", "--out", str(out), "--json"]) == 0
    plan = json.loads(out.read_text("utf-8"))
    assert len(plan["assignments"]) == 200
    assert verifier().check(data, plan)["false_claims"] == []


def test_more_required_sessions_than_cells_are_explained_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sessions = [{"hosts": [], "required": True} for _ in range(30)]
    assert main(["plan", write(tmp_path, tiny(sessions=sessions, votes=[[1], [0]])), "--seconds", "0.1"]) == 1
    assert "3 sessions (0, 1, 2) share 2 cells" in capsys.readouterr().out


def test_nobody_marked_anything_and_everything_is_placed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", write(tmp_path, tiny(votes=[[], []])), "--seconds", "0.1", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["assignments"]) == 2
