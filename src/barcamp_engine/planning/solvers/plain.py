"""A plan without compiled code: greedy on bit sets, then swaps that improve. Always there, never the best.

Used when the kernels are not compiled yet and when only a first plan is needed. It looks at wishes met slot by
slot and gives the largest rooms to the most wanted; what it returns is judged by the exact value like every plan.
"""

from __future__ import annotations

from itertools import combinations

from barcamp_engine.planning.board import slot_audience
from barcamp_engine.planning.constraints import cell_is_open, meets_pin, share_a_host
from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.solvers.stopping import Stop


class PlainPlan:
    """Sets of proposals per slot that always fit into rooms. One occurrence each; repeats are left out."""

    def __init__(self, index: IndexedProblem) -> None:
        self.index = index
        self.slots = len(index.problem.slots)
        self.fans = [sum(1 << person for person, _ in those) for those in index.wanters]
        self.here = [
            sum(1 << person for person, away in enumerate(index.away) if not away >> t & 1) for t in range(self.slots)
        ]
        frozen = {index.slot_at[slot] for slot in index.problem.frozen_slots}
        self.fixed = {cell for cell in index.previous if frozen.intersection(index.slots_covered(cell[0], cell[1]))}
        self.rooms = {
            s: {
                t: [r for r in self._by_size() if self._may_stand(s, t, r)]
                for t in range(self.slots)
                if frozen.isdisjoint(index.slots_covered(s, t))
            }
            for s in range(len(index.length))
        }
        self.content: list[dict[int, int]] = [{} for _ in range(self.slots)]
        self.starts: dict[int, int] = {}

    def build(self) -> None:
        """Place what is fixed, then everything else where it wins most; the hardest first."""
        for s, t, r in sorted(self.fixed):
            self._take(s, t, r)
        proposals = self.index.problem.proposals

        def difficulty(s: int) -> tuple[bool, int, int, int]:
            cells = sum(map(len, self.rooms[s].values()))
            return not proposals[s].is_required, -self.index.length[s], cells, -len(self.index.wanters[s])

        for s in sorted(range(len(self.index.length)), key=difficulty):
            if s in self.starts:
                continue
            ranked = sorted(self.rooms[s], key=lambda t, s=s: (-self._gain(s, t), t))  # type: ignore[misc]
            any(self._place(s, t) for t in ranked)

    def improve(self, stop: Stop, rounds: int = 20) -> None:
        """Swap pairs of single sessions between slots while that meets more wishes."""
        movable = [s for s in self.starts if self.index.length[s] == 1 and not self._is_fixed(s)]
        for _ in range(rounds):
            changed = False
            for position, one in enumerate(movable):
                if stop.reached():
                    return
                for two in movable[position + 1 :]:
                    changed |= self._swap(one, two)
            if not changed:
                return

    def cells(self) -> tuple[Cell, ...]:
        """Return the plan, sorted, with rooms exchanged inside slots as long as that seats more people."""
        for t in range(self.slots):
            self._settle_rooms(t)
        return tuple(sorted((s, start, self.content[start][s]) for s, start in self.starts.items()))

    def _settle_rooms(self, t: int) -> None:
        index, content = self.index, self.content[t]
        movable = [s for s in sorted(content) if index.length[s] == 1 and not self._is_fixed(s)]
        cells = [(s, start, 0) for s, start in self.starts.items()]
        coming = slot_audience(index, cells, t)
        changed = True
        while changed:
            changed = False
            for one, two in combinations(movable, 2):
                a, b = content[one], content[two]
                if b not in self.rooms[one][t] or a not in self.rooms[two][t]:
                    continue
                seats = index.capacity
                now = max(0.0, coming[one] - seats[a]) + max(0.0, coming[two] - seats[b])
                then = max(0.0, coming[one] - seats[b]) + max(0.0, coming[two] - seats[a])
                if then < now - 1e-9:
                    content[one], content[two] = b, a
                    changed = True

    def _may_stand(self, s: int, t: int, r: int) -> bool:
        pin = self.index.problem.proposals[s].pin
        cell = (s, t, r)
        return cell_is_open(self.index, cell) and (pin is None or meets_pin(self.index, pin, cell))

    def _by_size(self) -> list[int]:
        capacity = self.index.capacity
        return sorted(range(len(capacity)), key=lambda r: -capacity[r])

    def _is_fixed(self, s: int) -> bool:
        return any(cell[0] == s for cell in self.fixed)

    def _covered(self, t: int, but: int = -1) -> int:
        union = 0
        for s in self.content[t]:
            if s != but:
                union |= self.fans[s]
        return union & self.here[t]

    def _gain(self, s: int, t: int) -> int:
        return (self.fans[s] & self.here[t] & ~self._covered(t)).bit_count()

    def _take(self, s: int, t: int, r: int) -> None:
        for slot in self.index.slots_covered(s, t):
            self.content[slot][s] = r
        self.starts[s] = t

    def _place(self, s: int, t: int) -> bool:
        index = self.index
        for slot in index.slots_covered(s, t):
            if slot >= self.slots or any(share_a_host(index, s, other) for other in self.content[slot]):
                return False
        if index.length[s] > 1:
            for r in self.rooms[s][t]:
                if all(r not in self.content[slot].values() for slot in index.slots_covered(s, t)):
                    self._take(s, t, r)
                    return True
            return False
        rooms = self._match(t, [*self.content[t], s])
        if rooms is None:
            return False
        self.content[t] = rooms
        self.starts[s] = t
        return True

    def _match(self, t: int, these: list[int]) -> dict[int, int] | None:
        """Give each a room, the most wanted first; None when they do not fit. Long and fixed ones stay."""
        held = {s: r for s, r in self.content[t].items() if self.index.length[s] > 1 or self._is_fixed(s)}
        owner = {r: s for s, r in held.items()}

        def find(s: int, seen: set[int]) -> bool:
            for r in self.rooms[s].get(t, ()):
                if r in seen or owner.get(r) in held:
                    continue
                seen.add(r)
                if r not in owner or find(owner[r], seen):
                    owner[r] = s
                    return True
            return False

        for s in sorted(these, key=lambda s: -len(self.index.wanters[s])):
            if s not in held and not find(s, set()):
                return None
        return {s: r for r, s in owner.items()}

    def _swap(self, one: int, two: int) -> bool:
        a, b = self.starts[one], self.starts[two]
        if a == b or not self.rooms[one].get(b) or not self.rooms[two].get(a):
            return False
        rest_a, rest_b = self._covered(a, one), self._covered(b, two)
        old = (rest_a | self.fans[one] & self.here[a]).bit_count() + (
            rest_b | self.fans[two] & self.here[b]
        ).bit_count()
        new = (rest_a | self.fans[two] & self.here[a]).bit_count() + (
            rest_b | self.fans[one] & self.here[b]
        ).bit_count()
        if new <= old:
            return False
        if any(share_a_host(self.index, one, s) for s in self.content[b] if s != two):
            return False
        if any(share_a_host(self.index, two, s) for s in self.content[a] if s != one):
            return False
        rooms_a = self._match(a, [s for s in self.content[a] if s != one] + [two])
        rooms_b = self._match(b, [s for s in self.content[b] if s != two] + [one])
        if rooms_a is None or rooms_b is None:
            return False
        self.content[a], self.content[b] = rooms_a, rooms_b
        self.starts[one], self.starts[two] = b, a
        return True


def plain_plan(index: IndexedProblem, stop: Stop) -> tuple[Cell, ...]:
    """Return a feasible plan, as complete as the greedy order manages."""
    plan = PlainPlan(index)
    plan.build()
    plan.improve(stop)
    return plan.cells()
