"""The problem by positions: what the inner loops read.

Cells and wishes are looked up millions of times, so ids become positions once. People with the same wishes stay
separate: their absences differ. Sets of slots are Python integers used as bit sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from barcamp_engine.planning.plan import Placement, Plan
from barcamp_engine.planning.problem import Problem

Cell = tuple[int, int, int]
"""(proposal, slot, room), all positions; a long proposal is placed by its first slot."""


@dataclass(frozen=True, eq=False)
class IndexedProblem:
    """n proposals, T slots, R rooms, P people. Positions follow the order of the problem.

    `wishes[p]` lists (weight, proposal) without the person's own proposals, `wanters[s]` the reverse.
    `away[p]` is the bit set of slots the person misses.
    """

    problem: Problem
    slot_at: dict[str, int]
    room_at: dict[str, int]
    proposal_at: dict[str, int]
    person_at: dict[str, int]
    hosts: tuple[tuple[int, ...], ...]
    wishes: tuple[tuple[tuple[float, int], ...], ...]
    wanters: tuple[tuple[tuple[int, float], ...], ...]
    away: tuple[int, ...]
    blocked: frozenset[tuple[int, int]]
    length: tuple[int, ...]
    capacity: tuple[int, ...]
    previous: tuple[Cell, ...]

    @classmethod
    def of(cls, problem: Problem) -> IndexedProblem:
        """Translate ids into positions. Cost: linear in the number of marks."""
        slot_at = {slot.id: position for position, slot in enumerate(problem.slots)}
        room_at = {room.id: position for position, room in enumerate(problem.rooms)}
        proposal_at = {proposal.id: position for position, proposal in enumerate(problem.proposals)}
        person_at = {person.id: position for position, person in enumerate(problem.participants)}
        hosts = tuple(tuple(person_at[host] for host in proposal.hosts) for proposal in problem.proposals)
        own = {(host, position) for position, those in enumerate(hosts) for host in those}
        wishes = []
        wanters: list[list[tuple[int, float]]] = [[] for _ in problem.proposals]
        for position, person in enumerate(problem.participants):
            weights = person.weights or (1,) * len(person.marks)
            mine = [
                (weight, proposal_at[mark])
                for weight, mark in zip(weights, person.marks, strict=True)
                if (position, proposal_at[mark]) not in own
            ]
            wishes.append(tuple(mine))
            for weight, proposal in mine:
                wanters[proposal].append((position, weight))
        return cls(
            problem=problem,
            slot_at=slot_at,
            room_at=room_at,
            proposal_at=proposal_at,
            person_at=person_at,
            hosts=hosts,
            wishes=tuple(wishes),
            wanters=tuple(tuple(those) for those in wanters),
            away=tuple(sum(1 << slot_at[slot] for slot in person.absent) for person in problem.participants),
            blocked=frozenset((slot_at[slot], room_at[room]) for slot, room in problem.blocked),
            length=tuple(proposal.length for proposal in problem.proposals),
            capacity=tuple(room.capacity for room in problem.rooms),
            previous=tuple(
                (proposal_at[line.proposal], slot_at[line.slot], room_at[line.room]) for line in problem.previous
            ),
        )

    @cached_property
    def open_cells(self) -> tuple[frozenset[tuple[int, int]], ...]:
        """The (slot, room) pairs open to each proposal, by the rules about single cells."""
        from barcamp_engine.planning.constraints import find_open_cells

        return find_open_cells(self)

    @cached_property
    def covered_cells(self) -> tuple[frozenset[tuple[int, int]], ...]:
        """The (slot, room) pairs that an occurrence of each proposal may take, begun there or before."""
        return tuple(
            cells
            if self.length[s] == 1
            else frozenset((t, r) for start, r in cells for t in self.slots_covered(s, start))
            for s, cells in enumerate(self.open_cells)
        )

    @cached_property
    def wished(self) -> tuple[frozenset[int], ...]:
        """The proposals each person wants, without weights."""
        return tuple(frozenset(s for _, s in wishes) for wishes in self.wishes)

    @cached_property
    def concerned(self) -> tuple[frozenset[int], ...]:
        """For each proposal the people whose wishes it touches: who wants it, and who hosts it and wants others."""
        return tuple(
            frozenset(person for person, _ in wanters).union(host for host in hosts if self.wishes[host])
            for wanters, hosts in zip(self.wanters, self.hosts, strict=True)
        )

    @cached_property
    def voters(self) -> int:
        """How many people want anything."""
        return sum(1 for wishes in self.wishes if wishes)

    def cells_of(self, plan: Plan) -> tuple[Cell, ...]:
        """Return the placements as positions, in the plan's order. Raises: KeyError on an unknown id."""
        return tuple(
            (self.proposal_at[line.proposal], self.slot_at[line.slot], self.room_at[line.room]) for line in plan
        )

    def plan_of(self, cells: tuple[Cell, ...] | list[Cell]) -> Plan:
        """Return positions as a plan, in the order of positions (the order every output uses)."""
        problem = self.problem
        return Plan(
            tuple(
                Placement(problem.proposals[s].id, problem.slots[t].id, problem.rooms[r].id)
                for s, t, r in sorted(cells)
            )
        )

    def slots_covered(self, proposal: int, slot: int) -> range:
        """Return the positions of all slots an occurrence takes that starts in `slot`."""
        return range(slot, slot + self.length[proposal])
