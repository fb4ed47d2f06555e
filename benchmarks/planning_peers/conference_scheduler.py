"""ConferenceScheduler (PyPI `conference-scheduler`), the program itself: PyCon UK's planner.

Its integer programme places every event exactly once, keeps events apart that share a tag or are unavailable, and
minimises the seats that popular events lack; it knows no wishes. Demand is the number of marks, hosts become tags,
needs, absences, blocked cells, pins and allowed slots become unavailability. Because it must place every event, the
least wanted beyond the number of cells are left out first. Solved by CBC through PuLP, as its documentation does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pulp
from conference_scheduler import scheduler
from conference_scheduler.lp_problem.objective_functions import efficiency_capacity_demand_difference
from conference_scheduler.resources import Event, Slot

from barcamp_engine.planning.instance_file import read_instance

SLOT_MINUTES = 45


def plan(instance: dict[str, Any], seconds: float, seed: int) -> list[tuple[int, int, int]]:
    """Return (session, slot, room) lines after so many seconds; empty when CBC found nothing."""
    index = read_instance(instance).indexed
    begin = datetime(2026, 1, 1, 9)
    cells = sorted({cell for cells in index.open_cells for cell in cells})
    slots = [
        Slot(f"room {r}", begin + timedelta(hours=t), SLOT_MINUTES, index.capacity[r], f"slot {t}") for t, r in cells
    ]
    fans = [len(those) for those in index.wanters]
    required = [proposal.is_required for proposal in index.problem.proposals]
    kept = sorted(sorted(range(len(fans)), key=lambda s: (not required[s], -fans[s], s))[: len(cells)])
    events = [
        Event(
            f"session {s}",
            SLOT_MINUTES,
            fans[s],
            tags=[f"host {host}" for host in index.hosts[s]],
            unavailability=[slot for slot, cell in zip(slots, cells, strict=True) if cell not in index.open_cells[s]],
        )
        for s in kept
    ]
    # Events that share a tag are only kept apart where they list something as unavailable: the hosts' other events.
    for event in events:
        event.add_unavailability(
            *(other for other in events if other is not event and set(other.tags) & set(event.tags))
        )
    solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=2, options=[f"randomSeed {seed}"])
    try:
        found = scheduler.solution(events, slots, efficiency_capacity_demand_difference, solver)
    except ValueError:  # "No valid solution found"
        return []
    return [(kept[event], *cells[slot]) for event, slot in found]
