"""Where each unit may stand: the rules about single cells, pins, frozen slots and length, as one table."""

from __future__ import annotations

import numpy as np

from barcamp_engine.planning.constraints import meets_pin
from barcamp_engine.planning.indexed import Cell, IndexedProblem


def allowed_places(index: IndexedProblem, unit_start: list[int]) -> np.ndarray:
    """Return [unit, slot, room], 1 where it may stand; unit k of a long proposal k slots after its beginning."""
    allowed = np.zeros((unit_start[-1], len(index.problem.slots), len(index.problem.rooms)), np.uint8)
    for s in range(len(index.length)):
        _allow(index, allowed, s, unit_start[s])
    for (_, t, r), unit in _claim(_fixed_cells(index), unit_start).items():
        allowed[unit] = 0
        allowed[unit, t, r] = 1
    return allowed


def pinned_repeats(index: IndexedProblem) -> np.ndarray:
    """Mark the repeated proposals whose pin is not kept by a frozen slot already."""
    fixed = _fixed_cells(index)
    marks = np.zeros(len(index.length), np.uint8)
    for s, proposal in enumerate(index.problem.proposals):
        if proposal.pin is not None and proposal.max_occurrences > 1:
            marks[s] = not any(cell[0] == s and meets_pin(index, proposal.pin, cell) for cell in fixed)
    return marks


def _allow(index: IndexedProblem, allowed: np.ndarray, s: int, first: int) -> None:
    proposal = index.problem.proposals[s]
    frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
    if proposal.length > 1:
        for start, room in _long_cells(index, s, frozen):
            for piece in range(proposal.length):
                allowed[first + piece, start + piece, room] = 1
        return
    cells = [(t, r) for t, r in index.open_cells[s] if t not in frozen]
    if not cells:
        return
    slots, rooms = np.array(cells).T
    allowed[first : first + proposal.max_occurrences, slots, rooms] = 1
    if proposal.pin is not None:
        for t, r in cells:
            if not meets_pin(index, proposal.pin, (s, t, r)):
                allowed[first, t, r] = 0


def _long_cells(index: IndexedProblem, s: int, frozen: set[int]) -> list[tuple[int, int]]:
    """Return where a session over several slots may begin: only where it stands if a frozen slot holds it."""
    held = [
        (t, r)
        for who, t, r in index.previous
        if who == s
        and frozen.intersection(index.slots_covered(s, t))
        and t + index.length[s] <= len(index.problem.slots)
    ]
    return held or [(t, r) for t, r in sorted(index.open_cells[s]) if frozen.isdisjoint(index.slots_covered(s, t))]


def _fixed_cells(index: IndexedProblem) -> list[Cell]:
    frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
    return [(s, t, r) for s, t, r in index.previous if t in frozen and index.length[s] == 1]


def _claim(fixed: list[Cell], unit_start: list[int]) -> dict[Cell, int]:
    """Give each frozen cell the last free unit of its proposal (the first one may be pinned elsewhere)."""
    claimed: dict[Cell, int] = {}
    free: dict[int, int] = {}
    for s, t, r in fixed:
        unit = free.setdefault(s, unit_start[s + 1] - 1)
        if unit >= unit_start[s]:
            claimed[s, t, r] = unit
            free[s] = unit - 1
    return claimed
