"""The hard rules, each written once.

Three families, by what they look at: one cell (`CELL_RULES`), two placements (`PAIR_RULES`), the whole plan
(`PLAN_RULES`). :func:`check` applies all of them to a plan; the solvers read the same rules as tables
(:func:`cell_is_open`, :func:`share_a_host`); the board asks :func:`cell_violations` while a card is held.

Source of the numbers V1 to V10: the planning definition of this project.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.plan import Placement, Plan
from barcamp_engine.planning.problem import Pin, Problem
from barcamp_engine.planning.violations import Code, Violation


def blocked_cells(index: IndexedProblem, cell: Cell) -> Iterator[Violation]:
    """V3: nothing stands in a blocked cell."""
    s, start, r = cell
    for t in _inside(index, s, start):
        if (t, r) in index.blocked:
            yield _at(index, Code.CELL_BLOCKED, (s, t, r))


def present_hosts(index: IndexedProblem, cell: Cell) -> Iterator[Violation]:
    """V7: every host is there."""
    s, start, r = cell
    for host in index.hosts[s]:
        for t in _inside(index, s, start):
            if index.away[host] >> t & 1:
                yield _at(index, Code.HOST_ABSENT, (s, t, r), person=index.problem.participants[host].id)


def needed_features(index: IndexedProblem, cell: Cell) -> Iterator[Violation]:
    """V8: the room has what the session needs."""
    s, _, r = cell
    lacks = index.problem.proposals[s].needs - index.problem.rooms[r].features
    if lacks:
        yield _at(index, Code.ROOM_LACKS, cell, lacks=tuple(sorted(lacks)))


def allowed_slots(index: IndexedProblem, cell: Cell) -> Iterator[Violation]:
    """V9, first half: only in slots the session may use."""
    s, start, _ = cell
    allowed = index.problem.proposals[s].allowed_slots
    if allowed is not None and index.problem.slots[start].id not in allowed:
        yield _at(index, Code.SLOT_NOT_ALLOWED, cell)


def fitting_length(index: IndexedProblem, cell: Cell) -> Iterator[Violation]:
    """A session over several slots needs that many slots in a row on one day."""
    s, start, _ = cell
    slots = index.problem.slots
    last = start + index.length[s] - 1
    if last >= len(slots) or not all(slots[t].is_followed_by(slots[t + 1]) for t in range(start, last)):
        yield _at(index, Code.TOO_LONG, cell)


def single_pin(index: IndexedProblem, cell: Cell) -> Iterator[Violation]:
    """V9, second half, where it can be seen from one cell: a pinned session that takes place once."""
    proposal = index.problem.proposals[cell[0]]
    if proposal.pin is not None and proposal.max_occurrences == 1 and not meets_pin(index, proposal.pin, cell):
        yield _at(index, Code.PIN_BROKEN, cell)


def cell_taken(index: IndexedProblem, one: Cell, two: Cell) -> Iterator[Violation]:
    """V2: one session per cell."""
    if one[2] == two[2]:
        for t in _shared_slots(index, one, two):
            yield _at(index, Code.CELL_TAKEN, (two[0], t, two[2]), other=index.problem.proposals[one[0]].id)


def twice_in_slot(index: IndexedProblem, one: Cell, two: Cell) -> Iterator[Violation]:
    """V4, second half: a repeat is in another slot."""
    if one[0] == two[0] and _shared_slots(index, one, two):
        yield _at(index, Code.TWICE_IN_SLOT, two)


def host_clash(index: IndexedProblem, one: Cell, two: Cell) -> Iterator[Violation]:
    """V6: nobody hosts two sessions at a time."""
    if one[0] == two[0]:
        return
    for t in _shared_slots(index, one, two):
        for host in sorted(set(index.hosts[one[0]]) & set(index.hosts[two[0]])):
            person = index.problem.participants[host].id
            yield _at(index, Code.HOST_CLASH, (two[0], t, two[2]), index.problem.proposals[one[0]].id, person)


def occurrences(index: IndexedProblem, cells: tuple[Cell, ...]) -> Iterator[Violation]:
    """V4, first half, and V5: not too often, and required sessions do occur."""
    count = Counter(s for s, _, _ in cells)
    for s, proposal in enumerate(index.problem.proposals):
        if count[s] > proposal.max_occurrences:
            yield Violation(Code.TOO_OFTEN, proposal.id)
        if proposal.is_required and not count[s]:
            yield Violation(Code.REQUIRED_MISSING, proposal.id)


def repeated_pins(index: IndexedProblem, cells: tuple[Cell, ...]) -> Iterator[Violation]:
    """V9 for sessions that may repeat: one of the occurrences stands at the pin."""
    for s, proposal in enumerate(index.problem.proposals):
        if proposal.pin is None or proposal.max_occurrences == 1:
            continue
        mine = [cell for cell in cells if cell[0] == s]
        if mine and not any(meets_pin(index, proposal.pin, cell) for cell in mine):
            yield Violation(Code.PIN_BROKEN, proposal.id)


def frozen_slots(index: IndexedProblem, cells: tuple[Cell, ...]) -> Iterator[Violation]:
    """V10: what is frozen stays as it was."""
    frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
    now = {cell for cell in cells if frozen.intersection(_inside(index, cell[0], cell[1]))}
    before = {cell for cell in index.previous if frozen.intersection(_inside(index, cell[0], cell[1]))}
    for cell in sorted(now ^ before):
        yield _at(index, Code.FROZEN_CHANGED, cell)


CellRule = Callable[[IndexedProblem, Cell], Iterator[Violation]]
SLOT_RULES: tuple[CellRule, ...] = (present_hosts, allowed_slots, fitting_length)  # the room does not matter
ROOM_RULES: tuple[CellRule, ...] = (needed_features,)  # the slot does not matter
PLACE_RULES: tuple[CellRule, ...] = (blocked_cells,)  # of the proposal only the length matters
PIN_RULES: tuple[CellRule, ...] = (single_pin,)  # concerns pinned proposals only
CELL_RULES = SLOT_RULES + ROOM_RULES + PLACE_RULES + PIN_RULES
PAIR_RULES: tuple[Callable[[IndexedProblem, Cell, Cell], Iterator[Violation]], ...] = (
    cell_taken,
    twice_in_slot,
    host_clash,
)
PLAN_RULES: tuple[Callable[[IndexedProblem, tuple[Cell, ...]], Iterator[Violation]], ...] = (
    occurrences,
    repeated_pins,
    frozen_slots,
)


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Return every broken rule, sorted; empty means feasible. Cost: quadratic in the placements of a slot."""
    index = problem.indexed
    found: list[Violation] = list(_unknown_ids(index, plan))
    known = [line for line in plan if _is_known(index, line)]
    found += [
        Violation(Code.LISTED_TWICE, line.proposal, line.slot, line.room)
        for line, times in Counter(known).items()
        if times > 1
    ]
    cells = index.cells_of(Plan(tuple(dict.fromkeys(known))))
    for cell in cells:
        found += cell_violations(index, cell)
    for one, two in _meeting_pairs(index, cells):
        for pair_rule in PAIR_RULES:
            found += pair_rule(index, one, two)
    for plan_rule in PLAN_RULES:
        found += plan_rule(index, cells)
    return tuple(sorted(found))


def cell_violations(index: IndexedProblem, cell: Cell) -> list[Violation]:
    """Return what speaks against a cell whatever else is planned."""
    return [violation for rule in CELL_RULES for violation in rule(index, cell)]


def cell_is_open(index: IndexedProblem, cell: Cell) -> bool:
    """Whether no rule about a single cell speaks against it."""
    return (cell[1], cell[2]) in index.open_cells[cell[0]]


def find_open_cells(index: IndexedProblem) -> tuple[frozenset[tuple[int, int]], ...]:
    """Return per proposal the (slot, room) pairs that no rule about a single cell forbids.

    Each family of rules is asked only about what it depends on, so that this is fast at any size.
    """
    slots, rooms = range(len(index.problem.slots)), range(len(index.capacity))
    places: dict[int, list[tuple[int, int]]] = {}
    found = []
    for s, length in enumerate(index.length):
        if length not in places:
            places[length] = [(t, r) for t in slots for r in rooms if _passes(index, PLACE_RULES, (s, t, r))]
        good_slots = {t for t in slots if _passes(index, SLOT_RULES, (s, t, 0))}
        good_rooms = {r for r in rooms if _passes(index, ROOM_RULES, (s, 0, r))}
        cells = [(t, r) for t, r in places[length] if t in good_slots and r in good_rooms]
        if index.problem.proposals[s].pin is not None:
            cells = [(t, r) for t, r in cells if _passes(index, PIN_RULES, (s, t, r))]
        found.append(frozenset(cells))
    return tuple(found)


def _passes(index: IndexedProblem, rules: tuple[CellRule, ...], cell: Cell) -> bool:
    return not any(True for rule in rules for _ in rule(index, cell))


def share_a_host(index: IndexedProblem, one: int, two: int) -> bool:
    """Whether two proposals cannot take place at the same time."""
    return not set(index.hosts[one]).isdisjoint(index.hosts[two])


def compatible(index: IndexedProblem, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Return the placements that can stay together, first come first kept: those in frozen slots, then the rest."""
    frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
    kept: list[Cell] = []
    for cell in sorted(cells, key=lambda cell: frozen.isdisjoint(_inside(index, cell[0], cell[1]))):
        is_frozen = not frozen.isdisjoint(_inside(index, cell[0], cell[1]))
        if is_frozen or (
            cell_is_open(index, cell)
            and not any(True for other in kept for rule in PAIR_RULES for _ in rule(index, other, cell))
        ):
            kept.append(cell)
    return tuple(kept)


def meets_pin(index: IndexedProblem, pin: Pin, cell: Cell) -> bool:
    """Whether a cell is where the pin wants it."""
    slot, room = index.problem.slots[cell[1]].id, index.problem.rooms[cell[2]].id
    return pin.slot in (None, slot) and pin.room in (None, room)


def _meeting_pairs(index: IndexedProblem, cells: tuple[Cell, ...]) -> Iterator[tuple[Cell, Cell]]:
    """Yield each pair of placements that share a slot once; rules about pairs concern no others."""
    by_slot: dict[int, list[Cell]] = {}
    for cell in cells:
        for t in _inside(index, cell[0], cell[1]):
            by_slot.setdefault(t, []).append(cell)
    for t, here in by_slot.items():
        for one, two in combinations(here, 2):
            if t == max(one[1], two[1]):
                yield one, two


def _inside(index: IndexedProblem, proposal: int, start: int) -> range:
    return range(start, min(start + index.length[proposal], len(index.problem.slots)))


def _shared_slots(index: IndexedProblem, one: Cell, two: Cell) -> range:
    first, second = _inside(index, one[0], one[1]), _inside(index, two[0], two[1])
    return range(max(first.start, second.start), min(first.stop, second.stop))


def _at(
    index: IndexedProblem,
    code: Code,
    cell: Cell,
    other: str = "",
    person: str = "",
    lacks: tuple[str, ...] = (),
) -> Violation:
    problem = index.problem
    s, t, r = cell
    return Violation(code, problem.proposals[s].id, problem.slots[t].id, problem.rooms[r].id, other, person, lacks)


def _is_known(index: IndexedProblem, line: Placement) -> bool:
    return line.proposal in index.proposal_at and line.slot in index.slot_at and line.room in index.room_at


def _unknown_ids(index: IndexedProblem, plan: Plan) -> Iterator[Violation]:
    for line in plan:
        for known, code, item in (
            (index.proposal_at, Code.UNKNOWN_PROPOSAL, line.proposal),
            (index.slot_at, Code.UNKNOWN_SLOT, line.slot),
            (index.room_at, Code.UNKNOWN_ROOM, line.room),
        ):
            if item not in known:
                yield Violation(code, line.proposal, line.slot, line.room)
