"""Why each session stands where it stands. Data with codes; words are made elsewhere.

No number that concerns fewer than :data:`FEWEST` people leaves this module: it is None instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from barcamp_engine.planning.board import Board, slot_audience
from barcamp_engine.planning.constraints import PAIR_RULES, cell_is_open, meets_pin
from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.plan import Placement, Plan
from barcamp_engine.planning.problem import Problem

FEWEST = 5
CANDIDATES = 3  # alternatives per session that are evaluated exactly, after a ranking by marks alone


class RoomReason(StrEnum):
    """Why this room."""

    FROZEN = "frozen"
    PINNED = "pinned"
    ONLY_WITH_FEATURE = "only_with_feature"  # of the rooms open in this slot
    KEPT = "kept"  # it was there in the previous plan
    LARGEST_NEEDED = "largest_needed"  # even the largest open room is not too large
    FITS = "fits"  # the expected audience has a seat
    BEST_LEFT = "best_left"  # the largest rooms are taken by larger audiences


@dataclass(frozen=True, slots=True)
class Together:
    """Another session wanted by the same people, and where it stands. `people` is None below FEWEST."""

    proposal: str
    slots: tuple[str, ...]
    people: int | None
    is_parallel: bool


@dataclass(frozen=True, slots=True)
class Alternative:
    """The best other cell: what moving there does to J. `swaps_with` stands there now; empty: the cell is free."""

    slot: str
    room: str
    objective: float
    swaps_with: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One placement explained."""

    placement: Placement
    shares_most_with: Together | None
    hurts_most: Together | None
    best_other: Alternative | None
    room: RoomReason
    features: tuple[str, ...] = ()


def explain(problem: Problem, plan: Plan) -> tuple[Reason, ...]:
    """Return a reason per placement, in the plan's order. Cost: about a millisecond per session and slot."""
    index = problem.indexed
    cells = index.cells_of(plan)
    board = Board(index, cells)
    fans = fans_of(index)
    covers = [_Cover(index, fans, cells, t) for t in range(len(problem.slots))]
    return tuple(
        Reason(
            placement=line,
            shares_most_with=_most_shared(index, fans, cells, cell, parallel_only=False),
            hurts_most=_most_shared(index, fans, cells, cell, parallel_only=True),
            best_other=_best_other(board, covers, fans, cell),
            room=_why_room(board, cell)[0],
            features=_why_room(board, cell)[1],
        )
        for line, cell in zip(plan, cells, strict=True)
    )


def fans_of(index: IndexedProblem) -> list[int]:
    """Return per proposal the bit set of people who want it."""
    return [sum(1 << person for person, _ in those) for those in index.wanters]


def shown(people: int) -> int | None:
    """Return a number that may be shown, or None when it would isolate people."""
    return people if people == 0 or people >= FEWEST else None


class _Cover:
    """Who has a wish met in a slot by exactly one session, and by several (marks alone, repeats apart)."""

    def __init__(self, index: IndexedProblem, fans: list[int], cells: tuple[Cell, ...], slot: int) -> None:
        self.here = sum(1 << person for person, away in enumerate(index.away) if not away >> slot & 1)
        self.some = self.many = 0
        for s, start, _ in cells:
            if slot in index.slots_covered(s, start):
                self.many |= self.some & fans[s]
                self.some |= fans[s]

    def after(self, removed: int, added: int) -> int:
        """Return how many wishes are met when one session's fans leave and another's come (0: none)."""
        rest = self.many | (self.some & ~removed)
        return ((rest | added) & self.here).bit_count()


def _most_shared(
    index: IndexedProblem, fans: list[int], cells: tuple[Cell, ...], cell: Cell, *, parallel_only: bool
) -> Together | None:
    s, start, _ = cell
    mine = set(index.slots_covered(s, start))
    slots: dict[int, set[int]] = {}
    for other, begins, _ in cells:
        if other != s:
            slots.setdefault(other, set()).update(index.slots_covered(other, begins))
    ranked = [
        ((fans[s] & fans[other]).bit_count(), -other)
        for other, those in slots.items()
        if not parallel_only or mine & those
    ]
    people, other = max(ranked, default=(0, 0))
    if people == 0:
        return None
    problem = index.problem
    where = slots[-other]
    return Together(
        problem.proposals[-other].id,
        tuple(problem.slots[t].id for t in sorted(where)),
        shown(people),
        bool(mine & where),
    )


def _best_other(board: Board, covers: list[_Cover], fans: list[int], cell: Cell) -> Alternative | None:
    """Rank all cells by marks alone, evaluate the first few that the rules allow, return the best of these."""
    index = board.index
    if index.length[cell[0]] > 1 or index.problem.slots[cell[1]].id in index.problem.frozen_slots:
        return None
    best: Alternative | None = None
    tried = 0
    for _, target, other in sorted(_ranked_targets(board, covers, fans, cell), key=lambda item: (-item[0], item[1])):
        change = _as_change(board, cell, target, other)
        if change is None:
            continue
        win = board.preview(*change).objective
        if best is None or win > best.objective:
            name = index.problem.proposals[other[0]].id if other else ""
            best = Alternative(index.problem.slots[target[1]].id, index.problem.rooms[target[2]].id, win, name)
        tried += 1
        if tried == CANDIDATES:
            break
    return best


def _ranked_targets(
    board: Board, covers: list[_Cover], fans: list[int], cell: Cell
) -> Iterator[tuple[int, Cell, Cell | None]]:
    """Yield (wishes won, cell, who stands there) for every cell of the other open slots."""
    index = board.index
    s, here, _ = cell
    now = covers[here].after(0, 0)
    for t, slot in enumerate(index.problem.slots):
        if t == here or slot.id in index.problem.frozen_slots:
            continue
        there = covers[t].after(0, 0)
        taken = {placed[2]: placed for placed in board.at(t)}
        for r in range(len(index.capacity)):
            other = taken.get(r)
            theirs = 0 if other is None else fans[other[0]]
            if other is not None and (index.length[other[0]] > 1 or other[0] == s):
                continue
            gain = covers[here].after(fans[s], theirs) - now + covers[t].after(theirs, fans[s]) - there
            yield gain, (s, t, r), other


def _as_change(
    board: Board, cell: Cell, target: Cell, other: Cell | None
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]] | None:
    """Return (removed, added) of a move or a swap, or None when a rule forbids it."""
    index = board.index
    removed = (cell,) if other is None else (cell, other)
    added = (target,) if other is None else (target, (other[0], cell[1], cell[2]))
    rest = board.cells - set(removed)
    for new in added:
        if not cell_is_open(index, new) or not _pin_holds(index, rest, new):
            return None
        if any(True for old in rest for rule in PAIR_RULES for _ in rule(index, old, new)):
            return None
    return removed, added


def _pin_holds(index: IndexedProblem, rest: set[Cell], new: Cell) -> bool:
    pin = index.problem.proposals[new[0]].pin
    if pin is None:
        return True
    return any(meets_pin(index, pin, cell) for cell in (*rest, new) if cell[0] == new[0])


def _why_room(board: Board, cell: Cell) -> tuple[RoomReason, tuple[str, ...]]:
    index = board.index
    problem = index.problem
    s, t, r = cell
    proposal = problem.proposals[s]
    if problem.slots[t].id in problem.frozen_slots:
        return RoomReason.FROZEN, ()
    if proposal.pin is not None and proposal.pin.room == problem.rooms[r].id:
        return RoomReason.PINNED, ()
    open_rooms = [other for other in range(len(problem.rooms)) if (t, other) not in index.blocked]
    rare = [
        need
        for need in sorted(proposal.needs)
        if all(need not in problem.rooms[other].features for other in open_rooms if other != r)
    ]
    if rare:
        return RoomReason.ONLY_WITH_FEATURE, tuple(rare)
    if cell in index.previous:
        return RoomReason.KEPT, ()
    coming = slot_audience(index, board.cells, t)[s]
    if index.capacity[r] == max(index.capacity[other] for other in open_rooms) and coming > _second(index, open_rooms):
        return RoomReason.LARGEST_NEEDED, ()
    return (RoomReason.FITS if coming <= index.capacity[r] else RoomReason.BEST_LEFT), ()


def _second(index: IndexedProblem, rooms: list[int]) -> int:
    sizes = sorted((index.capacity[r] for r in rooms), reverse=True)
    return sizes[1] if len(sizes) > 1 else 0
