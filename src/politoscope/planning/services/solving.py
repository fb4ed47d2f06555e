"""“Plan it”: the engine works in the background, and nothing changes before a planner takes its plan over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.bridge.child import Job
from politoscope.planning.bridge.problem import Question, ask
from politoscope.planning.bridge.report import reasons_of, report, report_result
from politoscope.planning.enums import RunMode, RunStatus, StepKind
from politoscope.planning.errors import PlanError
from politoscope.planning.models import SessionPlan, SolverRun, Step
from politoscope.planning.positions import Position
from politoscope.planning.queries.state import plan_state
from politoscope.planning.services.board import occurrence_key
from politoscope.planning.services.steps import open_desk, take_step
from politoscope.planning.solver import EngineLost, ask_engine
from politoscope.planning.state import State
from politoscope.proposals.models import Proposal

if TYPE_CHECKING:
    from barcamp_engine.planning import Progress, Reason, Result

LONGEST_SECONDS = 60
TELL_EVERY_SECONDS = 0.3
BEAT_EVERY_SECONDS = 1.0
LOST_AFTER = timedelta(seconds=4)
"""A run is heard of in each second while its server is there, whatever the engine has to say."""
SERVER_LEFT = "server_left"
OVERHEAD_SECONDS = 0.25
"""What asking, judging and answering take beside the search, so that the page keeps the promised time."""

_answered: dict[UUID, threading.Event] = {}
"""Runs of this process that are going on, with what tells that their answer is there."""


@transaction.atomic
def start_run(*, edition: Edition, actor: Person | None, mode: RunMode, seconds: int, now: datetime) -> SolverRun:
    """Note that the engine is asked; :func:`run_in_background` asks it."""
    if not 1 <= seconds <= LONGEST_SECONDS:
        raise PlanError(_("Choose between 1 and %(most)d seconds.") % {"most": LONGEST_SECONDS})
    plan, _is_new = SessionPlan.objects.get_or_create(edition=edition)
    return SolverRun.objects.create(
        plan=plan,
        base_version=plan.version,
        mode=mode,
        seconds=seconds,
        requested_by=actor,
        started_at=now,
        heard_at=now,
    )


def run_in_background(run: SolverRun) -> None:
    """Ask the engine without keeping the page waiting."""
    _answered[run.pk] = threading.Event()
    threading.Thread(target=_carry_out_apart, args=(run.pk,), name=f"solver-{run.pk}", daemon=True).start()


def wait_for(run: SolverRun, *, seconds: float) -> None:
    """Wait for the answer to a run of this process, but not for ever."""
    if run.pk in _answered:
        _answered[run.pk].wait(seconds)


def carry_out(run_id: UUID) -> None:
    """Ask the engine and note what it says. A run that was cancelled keeps the best plan it had found."""
    run = SolverRun.objects.select_related("plan__edition").get(pk=run_id)
    state = plan_state(run.plan.edition, now=run.started_at)
    question = ask(state, RunMode(run.mode))
    if question is None:
        _finish(run, RunStatus.DONE, {"reason": "nothing_to_plan"})
        return
    teller = _Teller(run, state, question)
    job = Job(question.problem, max(0.2, run.seconds - OVERHEAD_SECONDS), wants_reasons=True)
    try:
        ask_engine(job, seconds=run.seconds, listen=teller.hear, is_cancelled=_Pulse(run.pk))
    except EngineLost:
        is_cancelled = SolverRun.objects.filter(pk=run.pk, status=RunStatus.CANCELLED).exists()
        _finish(run, RunStatus.CANCELLED if is_cancelled else RunStatus.FAILED, teller.facts)


@transaction.atomic
def cancel_run(*, run: SolverRun) -> None:
    """Stop a run; what it found so far can still be taken over."""
    SolverRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING).update(status=RunStatus.CANCELLED)


@transaction.atomic
def apply_run(*, edition: Edition, actor: Person, run: SolverRun, now: datetime) -> Step | None:
    """Take a drafted plan over as one step. Raises: PlanConflict when somebody changed what it builds on."""
    desk = open_desk(edition)
    positions = run_positions(run)
    if not positions:
        raise PlanError(_("This run has found no plan. Start another one."))
    proposals = Proposal.objects.in_bulk([proposal for proposal, _number in positions])
    after = {
        occurrence_key(desk, proposals[proposal], number): position
        for (proposal, number), position in positions.items()
    }
    step = take_step(desk, kind=StepKind.APPLY, author=actor, now=now, after=after, seen=run.base_version)
    SolverRun.objects.filter(pk=run.pk).update(applied=step)
    return step


def run_positions(run: SolverRun) -> dict[tuple[UUID, int], Position]:
    """Return where a run puts each card."""
    return {
        (UUID(proposal), number): Position.from_json(data) for proposal, number, data in run.result.get("positions", [])
    }


def settle(run: SolverRun, *, now: datetime) -> SolverRun:
    """Note that a run will not end by itself: its server went away, or was started anew. What it had found stays."""
    if run.status == RunStatus.RUNNING and run.pk not in _answered and run.heard_at + LOST_AFTER < now:
        running = SolverRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING, heard_at=run.heard_at)
        running.update(status=RunStatus.FAILED, result=run.result | {"reason": SERVER_LEFT})
        run.refresh_from_db()
    return run


class _Teller:
    """Writes down what the engine says: the best plan so far every now and then, the answer and its reasons at once."""

    def __init__(self, run: SolverRun, state: State, question: Question) -> None:
        self.run, self.state, self.question, self.mode = run, state, question, RunMode(run.mode)
        self.began = self.told = time.monotonic()
        self.facts: dict[str, Any] = {}

    def hear(self, kind: str, content: Any) -> None:
        """Take one message."""
        hears: dict[str, Callable[[Any], None]] = {
            "progress": self._progress,
            "answer": self._answer,
            "reasons": self._reasons,
        }
        if kind in hears:
            hears[kind](content)

    def _progress(self, progress: Progress) -> None:
        self.facts = report(self.state, self.question, self.mode, progress.plan, progress.value, progress.bound.value)
        if time.monotonic() - self.told > TELL_EVERY_SECONDS:
            self.told = time.monotonic()
            running = SolverRun.objects.filter(pk=self.run.pk, status=RunStatus.RUNNING)
            running.update(result=self.facts, heard_at=timezone.now())

    def _answer(self, result: Result) -> None:
        self.facts = report_result(self.state, self.question, self.mode, result)
        self.facts["seconds"] = round(time.monotonic() - self.began, 2)
        _finish(self.run, RunStatus.DONE, self.facts)
        if self.run.pk in _answered:
            _answered[self.run.pk].set()

    def _reasons(self, reasons: Sequence[Reason]) -> None:
        self.facts["reasons"] = reasons_of(self.state, self.question, reasons)
        _finish(self.run, RunStatus.DONE, self.facts)


class _Pulse:
    """Notes every second that the run goes on, and learns whether somebody stopped it, from whatever process."""

    def __init__(self, run_id: UUID) -> None:
        self.run = SolverRun.objects.filter(pk=run_id)
        self.asked = self.told = time.monotonic()
        self.is_cancelled = False

    def __call__(self) -> bool:
        """Tell whether the run was cancelled."""
        if time.monotonic() - self.asked > TELL_EVERY_SECONDS:
            self.asked = time.monotonic()
            self.is_cancelled = self.run.filter(status=RunStatus.CANCELLED).exists()
            if self.asked - self.told > BEAT_EVERY_SECONDS:
                self.told = self.asked
                self.beat()
            connection.close()  # this thread is the watcher's and asks rarely
        return self.is_cancelled

    def beat(self) -> None:
        """Note that the run goes on."""
        with suppress(OperationalError):  # somebody else is writing: the next beat will do
            self.run.filter(status=RunStatus.RUNNING).update(heard_at=timezone.now())


def _carry_out_apart(run_id: UUID) -> None:
    try:
        carry_out(run_id)
    finally:
        _answered.pop(run_id).set()
        connection.close()


def _finish(run: SolverRun, status: RunStatus, result: dict) -> None:
    SolverRun.objects.filter(pk=run.pk).update(status=status, result=result, heard_at=timezone.now())
