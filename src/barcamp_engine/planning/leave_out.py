"""Which accepted proposals get a place when cells run short and the voting rank decides."""

from __future__ import annotations

from barcamp_engine.planning.constraints import cell_is_open
from barcamp_engine.planning.indexed import IndexedProblem


def wanted_by_rank(index: IndexedProblem) -> tuple[int, ...]:
    """Return the proposals that get a cell, best rank first (no rank comes last).

    Required ones first, then rank after rank: a proposal joins if all chosen ones still have a cell each. Sets that
    can be matched to cells form a transversal matroid, so this greedy choice is lexicographically the best. A
    proposal over several slots takes that many cells. Hosts in two places are not looked at here.
    """
    owner: dict[tuple[int, int], int] = {}
    cells = {
        s: [
            (t, r)
            for t in range(len(index.problem.slots))
            for r in range(len(index.capacity))
            if cell_is_open(index, (s, t, r))
        ]
        for s in range(len(index.length))
    }

    def find(s: int, seen: set[tuple[int, int]]) -> bool:
        for cell in cells[s]:
            if cell in seen:
                continue
            seen.add(cell)
            if cell not in owner or find(owner[cell], seen):
                owner[cell] = s
                return True
        return False

    def standing(s: int) -> tuple[bool, bool, int, int]:
        proposal = index.problem.proposals[s]
        return not proposal.is_required, proposal.rank is None, proposal.rank or 0, s

    chosen = []
    for s in sorted(cells, key=standing):
        before = dict(owner)
        if all(find(s, set()) for _ in range(index.length[s])):
            chosen.append(s)
        else:
            owner.clear()
            owner.update(before)
    return tuple(chosen)
