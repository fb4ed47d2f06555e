"""The engine needs nothing but Python, and asks for NumPy only when it pays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from barcamp_engine.voting import Arithmetic, Ballot, Profile, Ties, course, tally
from barcamp_engine.voting.electorate import Electorate
from tests.engine.voting.instances import profile

SOURCE = Path(__file__).resolve().parents[3] / "src"


def bare(code: str) -> str:
    """Run code with our sources and no installed package."""
    start = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n"
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", start + code], capture_output=True, text=True, check=True
    ).stdout


def test_the_engine_imports_with_nothing_installed():
    code = """
import pkgutil, importlib, barcamp_engine.voting, barcamp_engine.similarity
for package in (barcamp_engine.voting, barcamp_engine.similarity):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith(".arrays"):
            importlib.import_module(module.name)
from barcamp_engine.voting import Ballot, Profile, Ties, tally
print(tally(Profile(("a", "b"), (Ballot(("a",)),)), seats=1, ties=Ties.lowest_index()).accepted)
print({"django", "numpy"} & set(sys.modules))
"""
    assert bare(code).splitlines() == ["('a',)", "set()"]


def test_large_electorates_are_counted_with_numpy_when_it_is_there(monkeypatch):
    pytest.importorskip("numpy")
    ballots = profile("ab", "a", "c", proposals="abc")
    expected = tally(ballots, seats=2, ties=Ties.lowest_index())
    monkeypatch.setattr(course, "NUMPY_FROM_APPROVALS", 1)
    assert tally(ballots, seats=2, ties=Ties.lowest_index()) == expected
    monkeypatch.setattr(course, "find_spec", lambda name: None)
    assert tally(ballots, seats=2, ties=Ties.lowest_index()) == expected


def test_numbers_too_large_for_floating_point_stay_with_integers():
    arrays = pytest.importorskip("barcamp_engine.voting.arrays")
    assert arrays.can_count(Electorate.of(Profile(("a",), (Ballot(("a",), 2**53 - 1),))))
    assert not arrays.can_count(Electorate.of(Profile(("a",), (Ballot(("a",), 2**53),))))
    assert not arrays.can_count(Electorate.of(Profile(("a",), (Ballot(("a",)),), costs={"a": 2**53})))


def test_the_way_of_counting_can_be_named():
    ballots = profile("ab", "a", proposals="ab")
    assert tally(ballots, seats=1, ties=Ties.lowest_index(), arithmetic="integers") == tally(
        ballots, seats=1, ties=Ties.lowest_index(), arithmetic=Arithmetic.AUTO
    )
