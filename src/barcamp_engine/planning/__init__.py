"""The planning engine: a problem goes in, a session plan with its bound and its reasons comes out.

    problem = read_instance(json.load(file))
    result = solve(problem, seconds=1, seed=0, clock=time.monotonic)
    result.plan, result.value, result.bound, result.gap, result.reasons, result.figures

Importing this package is cheap: numba and OR-Tools are loaded by :func:`solve` only.
"""

from __future__ import annotations

from barcamp_engine.planning.advice import CellAdvice, advise
from barcamp_engine.planning.audience import AudienceModel, AudienceRange, expected_audience
from barcamp_engine.planning.constraints import check
from barcamp_engine.planning.diff import Change, ChangeKind, diff
from barcamp_engine.planning.errors import PlanError, ProblemError
from barcamp_engine.planning.fairness import fairer_plan, unfairness
from barcamp_engine.planning.figures import Figures, describe
from barcamp_engine.planning.infeasible import Hindrance, Obstacle, find_hindrances
from barcamp_engine.planning.judge import Judge, Verdict
from barcamp_engine.planning.plan import Placement, Plan
from barcamp_engine.planning.problem import (
    LeaveOut,
    Participant,
    Pin,
    Problem,
    Proposal,
    Room,
    Slot,
    Weights,
)
from barcamp_engine.planning.reasons import Alternative, Reason, RoomReason, Together, explain
from barcamp_engine.planning.repair import Repair, repair
from barcamp_engine.planning.result import Bound, BoundKind, Progress, Result
from barcamp_engine.planning.solvers.solve import solve
from barcamp_engine.planning.value import Value, evaluate, personal_bound
from barcamp_engine.planning.violations import Code, Violation

__all__ = [
    "Alternative",
    "AudienceModel",
    "AudienceRange",
    "Bound",
    "BoundKind",
    "CellAdvice",
    "Change",
    "ChangeKind",
    "Code",
    "Figures",
    "Hindrance",
    "Judge",
    "LeaveOut",
    "Obstacle",
    "Participant",
    "Pin",
    "Placement",
    "Plan",
    "PlanError",
    "Problem",
    "ProblemError",
    "Progress",
    "Proposal",
    "Reason",
    "Repair",
    "Result",
    "Room",
    "RoomReason",
    "Slot",
    "Together",
    "Value",
    "Verdict",
    "Violation",
    "Weights",
    "advise",
    "check",
    "describe",
    "diff",
    "evaluate",
    "expected_audience",
    "explain",
    "fairer_plan",
    "find_hindrances",
    "personal_bound",
    "repair",
    "solve",
    "unfairness",
]
