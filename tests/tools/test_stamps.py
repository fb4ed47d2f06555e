from __future__ import annotations

import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parent.parent.parent / "tools"


@pytest.fixture
def stamps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Return the module as the set-up script sees it, at work in an empty folder."""
    monkeypatch.syspath_prepend(str(TOOLS))
    import stamps

    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    yield stamps
    sys.modules.pop("stamps", None)


def test_step_runs_once_for_the_same_input(stamps, tmp_path: Path) -> None:
    (tmp_path / "input.txt").write_text("one")
    done: list[int] = []
    step = stamps.Step("copy", tmp_path / "stamp", lambda: done.append(1), files=("*.txt",))
    stamps.perform(step)
    stamps.perform(step)
    assert len(done) == 1
    (tmp_path / "input.txt").write_text("two")
    stamps.perform(step)
    assert len(done) == 2


def test_step_runs_again_when_its_output_is_gone(stamps, tmp_path: Path) -> None:
    output = tmp_path / "output"
    done: list[int] = []

    def run() -> None:
        done.append(1)
        output.write_text("made")

    step = stamps.Step("make", tmp_path / "stamp", run, outputs=(output,))
    stamps.perform(step)
    output.unlink()
    stamps.perform(step)
    assert len(done) == 2


def test_failed_step_is_not_stamped(stamps, tmp_path: Path) -> None:
    def fail() -> None:
        stamps.stop("The disk is full.")

    step = stamps.Step("fill", tmp_path / "stamp", fail)
    with pytest.raises(SystemExit):
        stamps.perform(step)
    assert not (tmp_path / "stamp").exists()


def test_renamed_file_counts_as_a_change(stamps, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("same")
    before = stamps.digest(("*.txt",))
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert stamps.digest(("*.txt",)) != before
