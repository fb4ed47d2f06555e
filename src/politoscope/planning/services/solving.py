"""“Plan it”: the engine works in the background, and nothing changes before a planner takes its plan over."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.bridge.child import Job
from politoscope.planning.bridge.problem import Question, ask, kept_placements
from politoscope.planning.bridge.report import hindrances, report
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

LONGEST_SECONDS = 60
TELL_EVERY_SECONDS = 0.3
LOST_AFTER = timedelta(seconds=45)
OVERHEAD_SECONDS = 0.25
"""What asking, judging and answering take beside the search, so that the page keeps the promised time."""

_threads: dict[UUID, threading.Thread] = {}


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
    thread = threading.Thread(target=_carry_out_apart, args=(run.pk,), name=f"solver-{run.pk}", daemon=True)
    _threads[run.pk] = thread
    thread.start()


def wait_for(run: SolverRun, *, seconds: float) -> None:
    """Wait for a run of this process to end, but not for ever."""
    thread = _threads.get(run.pk)
    if thread is not None:
        thread.join(seconds)


def carry_out(run_id: UUID) -> None:
    """Ask the engine and note what it says. A run that was cancelled keeps the best plan it had found."""
    run = SolverRun.objects.select_related("plan__edition").get(pk=run_id)
    state = plan_state(run.plan.edition, now=run.started_at)
    question = ask(state, RunMode(run.mode))
    if question is None:
        _finish(run, RunStatus.DONE, {"reason": "nothing_to_plan"})
        return
    teller = _Teller(run, state, question)
    try:
        result = ask_engine(
            Job(question.problem, max(0.2, run.seconds - OVERHEAD_SECONDS)),
            seconds=run.seconds,
            listen=teller.hear,
            is_cancelled=_Cancelled(run.pk),
        )
    except EngineLost:
        is_cancelled = SolverRun.objects.filter(pk=run.pk, status=RunStatus.CANCELLED).exists()
        _finish(run, RunStatus.CANCELLED if is_cancelled else RunStatus.FAILED, teller.best)
        return
    plan = type(result.plan).of(kept_placements(result))
    facts = report(state, question, plan, result.value, result.bound.value)
    facts |= {
        "gap": result.gap,
        "is_best": result.is_proven_best,
        "bound_kind": result.bound.kind,
        "stopped_by": result.stopped_by,
        "seconds": round(time.monotonic() - teller.began, 2),
        "hindrances": hindrances(question, facts["unplaced"]),
    }
    _finish(run, RunStatus.DONE, facts)


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
    """Note that a run of a server that went away will not end by itself."""
    if run.status == RunStatus.RUNNING and run.heard_at + LOST_AFTER + timedelta(seconds=run.seconds) < now:
        SolverRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING).update(status=RunStatus.FAILED)
        run.refresh_from_db()
    return run


class _Teller:
    """Writes down the best plan so far, every now and then."""

    def __init__(self, run: SolverRun, state: State, question: Question) -> None:
        self.run, self.state, self.question = run, state, question
        self.began = self.told = time.monotonic()
        self.best: dict = {}

    def hear(self, progress) -> None:
        self.best = report(self.state, self.question, progress.plan, progress.value, progress.bound.value)
        if time.monotonic() - self.told > TELL_EVERY_SECONDS:
            self.told = time.monotonic()
            SolverRun.objects.filter(pk=self.run.pk, status=RunStatus.RUNNING).update(
                result=self.best, heard_at=timezone.now()
            )


class _Cancelled:
    """Asks the database now and then whether somebody stopped the run, from whatever process."""

    def __init__(self, run_id: UUID) -> None:
        self.run_id = run_id
        self.asked = time.monotonic()
        self.is_cancelled = False

    def __call__(self) -> bool:
        if time.monotonic() - self.asked > TELL_EVERY_SECONDS:
            self.asked = time.monotonic()
            self.is_cancelled = SolverRun.objects.filter(pk=self.run_id, status=RunStatus.CANCELLED).exists()
            connection.close()  # this thread is the watcher's and asks rarely
        return self.is_cancelled


def _carry_out_apart(run_id: UUID) -> None:
    try:
        carry_out(run_id)
    finally:
        _threads.pop(run_id, None)
        connection.close()


def _finish(run: SolverRun, status: RunStatus, result: dict) -> None:
    SolverRun.objects.filter(pk=run.pk).update(status=status, result=result, heard_at=timezone.now())
