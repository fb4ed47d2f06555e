"""What small changes of one plan would do, asked many times: while a card is held, for every cell and every swap.

A change takes placements away and puts others in. It concerns the people who want or host what moves, and the slots
that are left and entered; only these are looked at, and what several changes have in common is worked out once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from barcamp_engine.planning.audience import DEFAULT, AudienceModel, AudienceRange, audience_range
from barcamp_engine.planning.constraints import PAIR_RULES, cell_violations
from barcamp_engine.planning.indexed import Cell
from barcamp_engine.planning.plan import Placement, Plan
from barcamp_engine.planning.problem import Problem
from barcamp_engine.planning.value import attended_by, busy_slots, starts_of
from barcamp_engine.planning.violations import Violation

Starts = tuple[tuple[int, tuple[int, ...]], ...]
"""Proposals with the slots in which they begin."""
Here = tuple[tuple[int, int], ...]
"""The proposals of a slot, each with how often it takes place."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One change: the rules that what is put in would break, the difference of A, and who would come.

    A rule about two placements that are put in is named once, under the first. `audience` has a range for each
    placement put in. `crowded` are those of them that expect more people than seats, and what stays where it is but
    is that full only after the change.
    """

    violations: tuple[Violation, ...]
    attended: float
    audience: tuple[AudienceRange, ...]
    crowded: tuple[Placement, ...]


class Judge:
    """A plan that stays as it is, with everything that makes asking about changes of it cheap.

    Rules about the whole plan (how often, what must occur, frozen slots) are not looked at: see
    :func:`barcamp_engine.planning.constraints.check`.
    """

    def __init__(self, problem: Problem, plan: Plan, model: AudienceModel = DEFAULT) -> None:
        self.index = problem.indexed
        self.model = model
        self.cells = self.index.cells_of(plan)
        self.starts = starts_of(self.cells)
        self.times = Counter(s for s, _, _ in self.cells)
        self.busy = busy_slots(self.index, self.cells)
        self.at: list[list[Cell]] = [[] for _ in problem.slots]
        for cell in self.cells:
            for t in self.slots_of(cell):
                self.at[t].append(cell)
        self._attended: dict[int, float] = {}
        self._gains: dict[tuple[int, Starts], float] = {}
        self._gains_of_all: dict[Starts, float] = {}
        self._coming: dict[tuple[int, int, Here], AudienceRange] = {}
        self._fillable: dict[Cell, bool] = {}

    def judge(self, removed: Iterable[Placement], added: Iterable[Placement]) -> Verdict:
        """Return what a change would do. Raises: KeyError on an unknown id."""
        put = tuple(added)
        change = _Change(self, self.index.cells_of(Plan(tuple(removed))), self.index.cells_of(Plan(put)))
        audience = tuple(change.audience(cell) for cell in change.new)
        full = [cell for cell, coming in zip(change.new, audience, strict=True) if self.is_full(cell, coming)]
        full += change.filled()
        return Verdict(tuple(change.violations()), change.attended(), audience, self.index.plan_of(full).placements)

    def slots_of(self, cell: Cell) -> range:
        """Return the slots that a placement takes, as far as the edition has them."""
        return range(cell[1], min(cell[1] + self.index.length[cell[0]], len(self.at)))

    def here(self, t: int) -> Here:
        """Return what takes place in a slot."""
        return tuple((s, self.times[s]) for s in sorted({s for s, _, _ in self.at[t]}))

    def is_full(self, cell: Cell, coming: AudienceRange) -> bool:
        """Tell whether more people are to be expected than there are seats."""
        return coming.low > self.index.capacity[cell[2]]

    def can_be_full(self, cell: Cell) -> bool:
        """Tell whether there are too few seats should all come who want a session: for most the answer is no."""
        if cell not in self._fillable:
            all_come = audience_range(self.index, cell[0], cell[1], len(self.index.wanters[cell[0]]), self.model)
            self._fillable[cell] = self.is_full(cell, all_come)
        return self._fillable[cell]

    def gain(self, person: int, changed: Starts) -> float:
        """Return what a person attends more when some proposals begin in other slots."""
        if person not in self._attended:
            self._attended[person] = self._attend(person, {})
        if (person, changed) not in self._gains:
            self._gains[person, changed] = self._attend(person, dict(changed)) - self._attended[person]
        return self._gains[person, changed]

    def gain_of_all(self, changed: Starts) -> float:
        """Return what all attend more when one proposal begins in other slots."""
        if changed not in self._gains_of_all:
            concerned = self.index.concerned[changed[0][0]]
            self._gains_of_all[changed] = sum(self.gain(person, changed) for person in concerned)
        return self._gains_of_all[changed]

    def audience(self, s: int, t: int, here: Here) -> AudienceRange:
        """Return who comes to a proposal in a slot with these proposals."""
        if (s, t, here) not in self._coming:
            coming = self._expected(s, t, here)
            self._coming[s, t, here] = audience_range(self.index, s, t, coming, self.model)
        return self._coming[s, t, here]

    def _attend(self, person: int, changed: dict[int, tuple[int, ...]]) -> float:
        """As :func:`barcamp_engine.planning.value.attended_by`, quicker for who wants at most one special session.

        Of the others, that take one slot once, each free slot gives the heaviest. One session that repeats or is long
        is attended where it gains most over what it displaces, if anywhere.
        """
        index = self.index
        busy = self.busy[person]
        if any(person in index.hosts[s] for s in changed):
            busy = self._busy_hosting(person, changed)
        best: dict[int, float] = {}
        starts: dict[int, Sequence[int]] = {}
        special: list[tuple[float, int]] = []
        for weight, s in index.wishes[person]:
            slots = changed[s] if s in changed else self.starts.get(s)
            if slots:
                starts[s] = slots
                if len(slots) > 1 or index.length[s] > 1:
                    special.append((weight, s))
                elif not busy >> slots[0] & 1 and weight > best.get(slots[0], 0):
                    best[slots[0]] = weight
        if len(special) > 1:
            return attended_by(index.wishes[person], starts, index.length, busy)
        gain: float = 0
        for weight, s in special:
            for start in starts[s]:
                span = index.slots_covered(s, start)
                if not any(busy >> t & 1 for t in span):
                    gain = max(gain, weight - sum(best.get(t, 0) for t in span))
        return sum(best.values()) + gain

    def _busy_hosting(self, person: int, changed: dict[int, tuple[int, ...]]) -> int:
        busy = self.index.away[person]
        for s, slots in {**self.starts, **changed}.items():
            if person in self.index.hosts[s]:
                for start in slots:
                    for t in self.index.slots_covered(s, start):
                        busy |= 1 << t
        return busy

    def _expected(self, s: int, t: int, here: Here) -> float:
        """As :func:`barcamp_engine.planning.board.slot_audience`, for one proposal."""
        index = self.index
        hosts = {host for other, _ in here for host in index.hosts[other]}
        part = 1.0 / dict(here)[s]
        once = frozenset(other for other, times in here if times == 1)
        repeated = [(other, 1.0 / times) for other, times in here if times > 1]
        total = 0.0
        for person, _ in index.wanters[s]:
            if person not in hosts and not index.away[person] >> t & 1:
                wished = index.wished[person]
                pull = len(wished & once) + sum(share for other, share in repeated if other in wished)
                total += part / max(1.0, pull)
        return total


class _Change:
    """One change while it is judged. What is taken away stands in the plan."""

    def __init__(self, judge: Judge, gone: tuple[Cell, ...], new: tuple[Cell, ...]) -> None:
        self.judge, self.index = judge, judge.index
        self.gone, self.new = gone, new
        touched = sorted({s for s, _, _ in (*gone, *new)})
        mine = [cell for cell in judge.cells if cell[0] in touched and cell not in gone] + list(new)
        self.starts = {s: tuple(sorted({t for other, t, _ in mine if other == s})) for s in touched}
        self.times = {s: sum(1 for cell in mine if cell[0] == s) for s in touched}

    def violations(self) -> Iterator[Violation]:
        """Yield the rules that what is put in would break."""
        for place, cell in enumerate(self.new):
            yield from cell_violations(self.index, cell)
            standing = dict.fromkeys(other for t in self.judge.slots_of(cell) for other in self.judge.at[t])
            for other in (*(one for one in standing if one not in self.gone), *self.new[place + 1 :]):
                for rule in PAIR_RULES:
                    yield from rule(self.index, other, cell)

    def attended(self) -> float:
        """Return the difference of A: what each proposal does alone, and the rest for the few whom several concern."""
        concerned = self.index.concerned
        alone = [(one,) for one in self.starts.items()]
        difference = sum(self.judge.gain_of_all(one) for one in alone)
        for person in {p for one, two in combinations(self.starts, 2) for p in concerned[one] & concerned[two]}:
            mine = tuple(one for one in self.starts.items() if person in concerned[one[0]])
            difference += self.judge.gain(person, mine) - sum(self.judge.gain(person, (one,)) for one in mine)
        return difference

    def audience(self, cell: Cell) -> AudienceRange:
        """Return who comes to a placement after the change."""
        return self.judge.audience(cell[0], cell[1], self._here(cell[1]))

    def filled(self) -> Iterator[Cell]:
        """Yield what stays where it is, and is full only after the change."""
        judge = self.judge
        for t in sorted(self._touched_slots()):
            for cell in judge.at[t]:
                if cell[1] == t and cell not in self.gone and judge.can_be_full(cell):
                    before = judge.audience(cell[0], t, judge.here(t))
                    if judge.is_full(cell, self.audience(cell)) and not judge.is_full(cell, before):
                        yield cell

    def _touched_slots(self) -> set[int]:
        """Return the slots left and entered, and those of a session that now takes place more or less often."""
        judge = self.judge
        is_rarer = {s for s, times in self.times.items() if times != judge.times[s]}
        cells = (*self.gone, *self.new, *(cell for cell in judge.cells if cell[0] in is_rarer))
        return {t for cell in cells for t in judge.slots_of(cell)}

    def _here(self, t: int) -> Here:
        stays = {cell[0] for cell in self.judge.at[t] if cell not in self.gone}
        comes = {cell[0] for cell in self.new if t in self.judge.slots_of(cell)}
        return tuple((s, self.times.get(s, self.judge.times[s])) for s in sorted(stays | comes))
