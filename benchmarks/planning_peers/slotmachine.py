"""slotmachine (github.com/emfcamp/slotmachine), re-implemented from its published model.

Source: its repository, README and `slotmachine.py` (2025): a CP-SAT model with a start and a venue per talk, no
overlap per venue and per speaker; it prefers preferred venues (5 per slot of length), and otherwise what stood before
(staying in a venue is worth the length, moving in time costs length + 10 per slot, capped at two hours). It knows no
wishes of visitors: popular talks get the large venues as preferred ones, which is what its users enter by hand.
Every talk must be placed, so the least wanted beyond the number of cells are left out first.
"""

from __future__ import annotations

from typing import Any

from ortools.sat.python import cp_model

from barcamp_engine.planning.instance_file import read_instance

PREFERRED, STAY = 5, 1
MOVE, FARTHEST = 11, 12


def plan(instance: dict[str, Any], seconds: float, seed: int) -> list[tuple[int, int, int]]:
    """Return (session, slot, room) lines after so many seconds; empty when it found nothing."""
    index = read_instance(instance).indexed
    count = len({cell for cells in index.open_cells for cell in cells})
    fans = [len(those) for those in index.wanters]
    required = [proposal.is_required for proposal in index.problem.proposals]
    kept = sorted(range(len(fans)), key=lambda s: (not required[s], -fans[s], s))[:count]
    kept = [s for s in kept if index.open_cells[s]]
    model = cp_model.CpModel()
    start: dict[int, cp_model.IntVar] = {}
    active: dict[tuple[int, int], cp_model.IntVar] = {}
    in_room: dict[int, list[cp_model.IntervalVar]] = {}
    by_host: dict[int, list[cp_model.IntervalVar]] = {}
    goals: list[cp_model.LinearExprT] = []
    stood = {s: (t, r) for s, t, r in index.previous}
    for s in kept:
        cells = index.open_cells[s]
        start[s] = model.new_int_var_from_domain(cp_model.Domain.from_values(sorted({t for t, _ in cells})), "")
        rooms = sorted({r for _, r in cells})
        for r in rooms:
            used = active[s, r] = model.new_bool_var("")
            in_room.setdefault(r, []).append(model.new_optional_fixed_size_interval_var(start[s], 1, used, ""))
            model.add_linear_expression_in_domain(
                start[s], cp_model.Domain.from_values([t for t, room in sorted(cells) if room == r])
            ).only_enforce_if(used)
        model.add_exactly_one(active[s, r] for r in rooms)
        for host in index.hosts[s]:
            by_host.setdefault(host, []).append(model.new_fixed_size_interval_var(start[s], 1, ""))
        goals += [PREFERRED * active[s, r] for r in rooms if index.capacity[r] >= fans[s]]
        if s in stood:
            goals += _stay(model, start[s], active.get((s, stood[s][1])), stood[s][0])
    for intervals in (*in_room.values(), *by_host.values()):
        model.add_no_overlap(intervals)
    if goals:
        model.maximize(sum(goals))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return [(s, solver.value(start[s]), r) for (s, r), used in active.items() if solver.value(used)]


def _stay(
    model: cp_model.CpModel, start: cp_model.IntVar, active: cp_model.IntVar | None, before: int
) -> list[cp_model.LinearExprT]:
    away = model.new_int_var(0, 10**4, "")
    model.add_abs_equality(away, start - before)
    priced = model.new_int_var(0, FARTHEST, "")
    model.add_min_equality(priced, [away, FARTHEST])
    return [-MOVE * priced, *([] if active is None else [STAY * active])]
