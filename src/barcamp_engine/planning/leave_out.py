"""Which accepted proposals get a place when cells run short and the voting rank decides."""

from __future__ import annotations

from dataclasses import replace

from barcamp_engine.planning.indexed import IndexedProblem
from barcamp_engine.planning.matching import Matching
from barcamp_engine.planning.problem import Problem


def require(problem: Problem, wanted: tuple[int, ...]) -> Problem:
    """Return the problem in which all of `wanted` are required; what they leave is free for the others."""
    if not wanted:
        return problem
    chosen = set(wanted)
    return replace(
        problem,
        proposals=tuple(
            replace(proposal, is_required=proposal.is_required or position in chosen)
            for position, proposal in enumerate(problem.proposals)
        ),
    )


def wanted_by_rank(index: IndexedProblem) -> tuple[int, ...]:
    """Return the proposals that get a cell, best rank first (no rank comes last).

    Required ones first, then rank after rank: a proposal joins if all chosen ones still have a cell each. Sets that
    can be matched to cells form a transversal matroid, so this greedy choice is lexicographically the best. A
    proposal over several slots takes that many cells. Hosts in two places are not looked at here.
    """
    matching = Matching({s: sorted(cells) for s, cells in enumerate(index.covered_cells)})

    def standing(s: int) -> tuple[bool, bool, int, int]:
        proposal = index.problem.proposals[s]
        return not proposal.is_required, proposal.rank is None, proposal.rank or 0, s

    chosen = []
    free = len(frozenset().union(*index.covered_cells))
    for s in sorted(range(len(index.length)), key=standing):
        if free < index.length[s]:
            continue
        before = dict(matching.owner)
        if all(matching.add(s) for _ in range(index.length[s])):
            chosen.append(s)
            free -= index.length[s]
        else:
            matching.owner = before
    return tuple(chosen)
