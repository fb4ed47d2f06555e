"""Where a session could stand: asked while its card is held, answered for every cell in a few milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

from barcamp_engine.planning.audience import DEFAULT, AudienceModel, AudienceRange, audience_range
from barcamp_engine.planning.board import Board, slot_audience
from barcamp_engine.planning.constraints import (
    PAIR_RULES,
    Code,
    Violation,
    cell_violations,
    frozen_slots,
    repeated_pins,
)
from barcamp_engine.planning.indexed import Cell
from barcamp_engine.planning.plan import Placement, Plan
from barcamp_engine.planning.problem import Problem


@dataclass(frozen=True, slots=True)
class CellAdvice:
    """One cell: what forbids it (empty: nothing), what it does to J and A, and who would come.

    Differences are against the plan with the session where it is now; a forbidden cell has them too, so that the
    board can show what is lost.
    """

    slot: str
    room: str
    violations: tuple[Violation, ...]
    objective: float
    attended: float
    audience: AudienceRange

    @property
    def is_allowed(self) -> bool:
        """Whether every hard rule holds there."""
        return not self.violations


def advise(
    problem: Problem,
    plan: Plan,
    proposal: str,
    *,
    held: Placement | None = None,
    model: AudienceModel = DEFAULT,
) -> tuple[CellAdvice, ...]:
    """Return advice for every cell, the best allowed one first.

    `held` is the occurrence that would move; without it the only occurrence, or a new one if the proposal has none
    or several. Cost: people concerned x slots. Raises: KeyError on an unknown proposal.
    """
    index = problem.indexed
    s = index.proposal_at[proposal]
    cells = index.cells_of(plan)
    mine = [cell for cell in cells if cell[0] == s]
    moving = mine if len(mine) == 1 else []
    if held is not None:
        moving = list(index.cells_of(Plan((held,))))
    board = Board(index, cells)
    rest = tuple(cell for cell in cells if cell not in moving)
    found = []
    for t in range(len(problem.slots)):
        if t + index.length[s] > len(problem.slots):
            continue
        found += _advise_slot(board, rest, moving, s, t, model)
    return tuple(sorted(found, key=lambda cell: (bool(cell.violations), -cell.objective, cell.slot, cell.room)))


def _advise_slot(
    board: Board, rest: tuple[Cell, ...], moving: list[Cell], s: int, t: int, model: AudienceModel
) -> list[CellAdvice]:
    """Wishes depend on the slot alone; only seats and rules differ from room to room."""
    index = board.index
    problem = index.problem
    preview = board.preview(moving, [(s, t, 0)])
    coming = slot_audience(index, (*rest, (s, t, 0)), t)[s]
    seats_missing = max(0.0, coming - index.capacity[0]) * index.length[s]
    width = audience_range(index, s, t, coming, model)
    neighbours = [cell for cell in rest if not _apart(index.length, cell, s, t)]
    found = []
    for r in range(len(problem.rooms)):
        cell = (s, t, r)
        violations = cell_violations(index, cell)
        for other in neighbours:
            for rule in PAIR_RULES:
                violations += rule(index, other, cell)
        violations += _occurrence_rules(board, rest, cell)
        here = max(0.0, coming - index.capacity[r]) * index.length[s]
        objective = preview.objective - problem.weights.overflow * (here - seats_missing)
        if index.previous:
            objective += _room_difference(board, moving, (s, t, 0), cell)
        found.append(
            CellAdvice(
                problem.slots[t].id, problem.rooms[r].id, tuple(sorted(violations)), objective, preview.attended, width
            )
        )
    return found


def _apart(length: tuple[int, ...], cell: Cell, s: int, t: int) -> bool:
    return cell[1] + length[cell[0]] <= t or t + length[s] <= cell[1]


def _occurrence_rules(board: Board, rest: tuple[Cell, ...], cell: Cell) -> list[Violation]:
    index = board.index
    proposal = index.problem.proposals[cell[0]]
    found = []
    if sum(1 for other in rest if other[0] == cell[0]) >= proposal.max_occurrences:
        found.append(Violation(Code.TOO_OFTEN, proposal.id))
    if proposal.pin is not None:
        mine = tuple(other for other in (*rest, cell) if other[0] == cell[0])
        found += [violation for violation in repeated_pins(index, mine) if violation.proposal == proposal.id]
    if index.problem.frozen_slots:
        names = {index.problem.slots[t].id for t in index.slots_covered(cell[0], cell[1])}
        found += [
            violation
            for violation in frozen_slots(index, (*rest, cell))
            if violation.proposal == proposal.id and violation.slot in names
        ]
    return found


def _room_difference(board: Board, moving: list[Cell], one: Cell, two: Cell) -> float:
    """Return by how much the price of changed rooms differs between two rooms of a slot."""
    from barcamp_engine.planning.value import moves

    rest = board.cells - set(moving)
    price = board.index.problem.weights.move_room
    with_one, with_two = (moves(board.index, tuple(sorted({*rest, cell})))[1] for cell in (one, two))
    return price * (with_one - with_two)
