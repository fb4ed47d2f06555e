"""Where compiled code is looked for: never what numba would not use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from barcamp_engine.planning.solvers import compiled_code
from barcamp_engine.planning.solvers.solve import solve
from tests.engine.planning.problems import camp


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the solvers as the installed ones, with a cache of its own."""
    here = tmp_path / "solvers"
    shutil.copytree(compiled_code.HERE / "kernels", here / "kernels", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(compiled_code, "HERE", here)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    forget()
    yield here
    monkeypatch.undo()
    forget()


def forget() -> None:
    compiled_code.folder.cache_clear()
    compiled_code.fingerprint.cache_clear()


def test_what_is_compiled_stays_ready_until_a_kernel_changes(copy: Path) -> None:
    assert not compiled_code.is_warm()
    compiled_code.mark_warm()
    forget()
    assert compiled_code.is_warm()
    with (copy / "kernels" / "rooms.py").open("a") as file:
        file.write("# changed\n")
    forget()
    assert not compiled_code.is_warm()


def test_a_kernel_installed_anew_is_compiled_anew(copy: Path) -> None:
    """Numba goes by path and time of the source: ready means that it will not compile."""
    compiled_code.mark_warm()
    os.utime(copy / "kernels" / "rooms.py", (1, 1))
    forget()
    assert not compiled_code.is_warm()


def test_older_code_of_this_installation_is_removed_and_that_of_others_is_not(copy: Path) -> None:
    compiled_code.mark_warm()
    first = compiled_code.folder()
    assert first is not None
    other = first.parent / "politoscope-other-1"
    other.mkdir()
    os.utime(copy / "kernels" / "rooms.py", (1, 1))
    forget()
    compiled_code.mark_warm()
    second = compiled_code.folder()
    assert second is not None
    assert set(first.parent.iterdir()) == {second, other}


def test_without_compiled_code_the_plan_that_stands_goes_only_for_a_better_one(copy: Path) -> None:
    best = solve(camp())
    assert not best.is_compiled
    turned = {"ten": "eleven", "eleven": "ten"}
    standing = tuple(replace(one, slot=turned[one.slot]) for one in best.plan.placements)
    assert len(standing) == 3
    assert set(solve(camp(previous=standing)).plan.placements) == set(standing)
