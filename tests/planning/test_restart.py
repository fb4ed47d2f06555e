"""A server that goes away during “Plan it” and comes back: the plan is as it was, and the page says what happened."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest
from benchmarks.serving.visitor import Page, Visitor

from tests.commands.conftest import installation, migrated  # noqa: F401 - fixtures
from tests.commands.installation import Installation

pytestmark = pytest.mark.slow

PLAN = "/heute/organise/plan/"
PATIENCE_SECONDS = 60
CELLS = """
from politoscope.planning.models import Cell, SessionPlan
plan = SessionPlan.objects.get(edition__slug="heute")
print(plan.version, sorted(map(str, Cell.objects.filter(plan=plan).values_list("occurrence", "slot", "room"))))
"""


def open_until(visitor: Visitor, address: str, is_there: Callable[[Page], bool]) -> Page:
    deadline = time.monotonic() + PATIENCE_SECONDS
    page = visitor.open(address)
    while not is_there(page):
        assert time.monotonic() < deadline, page.text
        time.sleep(0.2)
        page = visitor.open(address)
    return page


def test_a_restart_in_the_middle_of_a_run_changes_nothing_and_is_said(installation: Installation) -> None:  # noqa: F811
    installation.command("manage", "collectstatic", "--noinput", "--verbosity=0")
    installation.command("demo", "--phase", "planning")
    installation.serve()
    planner = Visitor(installation.origin, "planner")
    first = planner.send(f"{PLAN}solve/", mode="fill", seconds="1")
    open_until(planner, first.address, lambda page: "Take it over" in page.text)
    planner.send(f"{first.address}apply/")
    before = installation.shell(CELLS)
    assert before.count("UUID") > 20

    run = planner.send(f"{PLAN}solve/", mode="replan", seconds="30")
    assert "The engine is working" in run.text
    installation.stop(signal.SIGKILL)
    installation.serve()

    ended = open_until(planner, run.address, lambda page: "The engine is working" not in page.text)
    assert "The server was started anew during this run" in ended.text
    assert "The plan on the board is untouched." in ended.text
    assert installation.shell(CELLS) == before
    again = planner.send(f"{PLAN}solve/", mode="replan", seconds="1")
    open_until(planner, again.address, lambda page: "Proven bound" in page.text)
