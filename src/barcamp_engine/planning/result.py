"""What a solver hands back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from barcamp_engine.planning.constraints import check
from barcamp_engine.planning.plan import Plan
from barcamp_engine.planning.problem import Problem
from barcamp_engine.planning.value import Value, evaluate
from barcamp_engine.planning.violations import Violation

if TYPE_CHECKING:
    from barcamp_engine.planning.figures import Figures
    from barcamp_engine.planning.infeasible import Hindrance
    from barcamp_engine.planning.reasons import Reason


class BoundKind(StrEnum):
    """Where a bound comes from."""

    PERSONAL = "personal"  # everybody's best wishes, one per slot: valid, loose
    COUNTING = "counting"  # wishes against cells and free slots: valid, loose, at once; without overflow and moves
    COLUMNS = "columns"  # the linear programme over sets of sessions per slot
    PROOF = "proof"  # the search tree was exhausted


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan is worth more than `value`. PERSONAL and COUNTING bound A, and therefore J, which is A minus prices;
    the others bound J itself: overflow, repeats and moves are inside."""

    value: float
    kind: BoundKind


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known while the search goes on."""

    plan: Plan
    value: Value
    bound: Bound
    phase: str


@dataclass(frozen=True)
class Result:
    """The best plan found, with its value and the bound; reasons and figures are worked out when asked for.

    `stopped_by` is "proof", "work", "clock", "cancelled" or "failure": the search failed on the way, and the plan is
    the best one until then. `trouble` says what failed; if only the bound did, the search went on without it.
    `is_compiled` is False when the compiled search was not ready on this machine. `seconds_to_best` is None without a
    clock.
    """

    problem: Problem
    plan: Plan
    bound: Bound
    stopped_by: str
    seed: int
    is_compiled: bool = True
    seconds_to_best: float | None = None
    steps: tuple[tuple[float, float, float], ...] = ()  # (seconds, J, bound) whenever one got better
    trouble: str = ""
    least_moves: int | None = None  # another slot counts 4, another room 1; None when nobody asked or nothing is proven

    @cached_property
    def value(self) -> Value:
        """The exact value of the plan."""
        return evaluate(self.problem, self.plan)

    @property
    def gap(self) -> float:
        """How far the plan can be from the best at most, as a share of its value."""
        missing = max(0.0, self.bound.value - self.value.objective)
        return missing / max(1e-9, abs(self.value.objective)) if missing > 1e-6 else 0.0

    @property
    def is_proven_best(self) -> bool:
        """Whether no plan can be better."""
        return self.gap == 0.0

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """Rules the plan still breaks; not empty only when no feasible plan was found."""
        return check(self.problem, self.plan)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why each session stands where it stands."""
        from barcamp_engine.planning.reasons import explain

        return explain(self.problem, self.plan)

    @cached_property
    def figures(self) -> Figures:
        """The plan as a whole."""
        from barcamp_engine.planning.figures import describe

        return describe(self.problem, self.plan)

    @cached_property
    def hindrances(self) -> tuple[Hindrance, ...]:
        """Why no plan can keep every rule; empty when the plan keeps them all."""
        from barcamp_engine.planning.infeasible import find_hindrances

        return find_hindrances(self.problem) if self.violations else ()
