"""Required sessions that cannot all take place, as few of them as possible, by CP-SAT."""

from __future__ import annotations

from ortools.sat.python import cp_model

from barcamp_engine.planning.indexed import IndexedProblem
from barcamp_engine.planning.solvers.nearest import MOST_PLACES, Programme

WORK = 0.5  # deterministic seconds for each question


def smallest_conflict(index: IndexedProblem) -> tuple[int, ...]:
    """Return required proposals of which all but any one could take place; empty when they can, or nobody knows.

    CP-SAT names a set that is in conflict; then each member is left out once, and for good if the rest still is.
    """
    programme = Programme(index)
    if programme.size > MOST_PLACES:
        return ()
    programme.build()
    wanted = {s: programme.missing[s] for s, proposal in enumerate(index.problem.proposals) if proposal.is_required}
    core = _core(programme.model, wanted)
    for s in core:
        rest = _core(programme.model, {other: wanted[other] for other in core if other != s})
        if rest:
            core = rest
    return core


def _core(model: cp_model.CpModel, wanted: dict[int, cp_model.IntVar]) -> tuple[int, ...]:
    """Return a part of `wanted` that cannot all take place, or nothing when they can or time ran out."""
    model.clear_assumptions()
    model.add_assumptions([~missing for missing in wanted.values()])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = WORK
    if solver.solve(model) != cp_model.INFEASIBLE:
        return ()
    named = set(solver.sufficient_assumptions_for_infeasibility())
    return tuple(s for s, missing in wanted.items() if (~missing).index in named)
