"""A proof says what brute force says, and every bound on the way is valid, with cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings

from barcamp_engine.planning import Participant, Proposal, Room, Slot
from barcamp_engine.planning.instance_file import read_instance
from barcamp_engine.planning.result import BoundKind
from barcamp_engine.planning.solvers.cuts import find_cuts
from barcamp_engine.planning.solvers.stopping import Stop
from tests.engine.planning.brute_force import best_plan
from tests.engine.planning.problems import camp, instances
from tests.engine.planning.solvers.test_solve import needs_compiled

if TYPE_CHECKING:
    from barcamp_engine.planning.problem import Problem
    from barcamp_engine.planning.solvers.candidates import Candidates
    from barcamp_engine.planning.solvers.standing import Standing

pytestmark = needs_compiled
NODES = 10**7


def candidates_of(problem: Problem, least: float) -> Candidates | None:
    """Return all candidates for plans worth more than `least`, at whatever prices a short generation left."""
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.columns import ColumnPool
    from barcamp_engine.planning.solvers.enumeration import Enumeration
    from barcamp_engine.planning.solvers.generation import Generation

    generation = Generation(ColumnPool(problem.indexed, build_model(problem.indexed)), 1)
    generation.run(Stop(1.0), 3_000, least)
    return Enumeration(generation, least, NODES, Stop(1.0)).run()


def test_three_pairs_of_three_sessions_are_cut() -> None:
    holds = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 1]], bool)
    assert find_cuts(holds, np.array([0.5, 0.5, 0.5])) == [(0, 1, 2)]
    assert find_cuts(holds, np.array([1.0, 0.0, 0.0])) == []


@given(data=instances())
@settings(max_examples=60, deadline=None)
def test_the_bound_over_candidates_holds_with_cuts(data: dict[str, Any]) -> None:
    from barcamp_engine.planning.solvers.closing import Closing

    problem = read_instance(data)
    best = best_plan(problem)
    if best is None:
        return
    candidates = candidates_of(problem, best[1].objective - 0.5)
    assert candidates is not None
    Closing(candidates, Stop(1.0)).run()
    assert candidates.bound >= best[1].objective - 1e-6


@given(data=instances())
@settings(max_examples=60, deadline=None)
def test_a_proof_is_what_brute_force_finds(data: dict[str, Any]) -> None:
    problem = read_instance(data)
    best = best_plan(problem)
    if best is None:
        return
    standing = standing_after(problem, Stop(1.0))
    assert standing.bound.value >= best[1].objective - 1e-6
    if standing.bound.kind is BoundKind.PROOF:
        assert standing.merit[0] < 0 or abs(standing.objective - best[1].objective) < 1e-6


@pytest.mark.parametrize("length", [1, 2])
def test_a_proof_called_off_anywhere_leaves_a_valid_bound(length: int) -> None:
    problem = camp(
        slots=(Slot("a"), Slot("b"), Slot("c")),
        proposals=(Proposal("one", length=length), *(Proposal(name) for name in ("two", "three", "four"))),
        rooms=(Room("hall", 9), Room("nook", 1)),
        participants=(
            Participant("ada", ("one", "two", "three", "four")),
            Participant("ben", ("two", "three", "four")),
            Participant("cem", ("one", "four")),
            Participant("dora", ("one", "two")),
        ),
    )
    best = best_plan(problem)
    assert best is not None
    for looks in range(40):
        standing = standing_after(problem, called_off_after(looks))
        assert standing.objective <= best[1].objective + 1e-6
        assert standing.bound.value >= best[1].objective - 1e-6
    assert standing_after(problem, Stop(1.0)).bound.value < standing_after(problem, called_off_after(0)).bound.value


def called_off_after(looks: int) -> Stop:
    """Return a stop that lets the work go on for so many looks at it."""
    left = iter([False] * looks)
    return Stop(1.0, cancelled=lambda: next(left, True))


def standing_after(problem: Problem, stop: Stop) -> Standing:
    """Return what is known after a first plan, a little generation, and a proof as far as the stop lets it go."""
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.columns import ColumnPool
    from barcamp_engine.planning.solvers.generation import Generation
    from barcamp_engine.planning.solvers.local_search import Searcher
    from barcamp_engine.planning.solvers.proof import prove
    from barcamp_engine.planning.solvers.standing import Standing

    standing = Standing(problem, stop, None)
    model = build_model(problem.indexed)
    searcher = Searcher(problem.indexed, model, 0)
    searcher.start()
    standing.offer(searcher.cells(), "construct")
    pool = ColumnPool(problem.indexed, model)
    pool.add_plan(searcher.cells())
    generation = Generation(pool, 1)
    generation.run(Stop(1.0), 100_000, standing.objective)
    standing.offer_bound(generation.best, BoundKind.COLUMNS)
    prove(generation, standing, stop, 1, 1.0)
    return standing


def test_a_programme_without_a_solution_says_so() -> None:
    from barcamp_engine.planning.solvers.master import Master, Row

    master = Master()
    master.add_row(Row(1.0, True))
    master.add_column(1.0, [])
    with pytest.raises(ArithmeticError, match="could not be solved"):
        master.solve()


def test_cuts_take_away_the_mixture_of_three_pairs() -> None:
    """Pairs are worth 2, single sessions half a wish: half of each pair is worth 3, no plan more than 2.5."""
    from barcamp_engine.planning.solvers.arrays import build_model
    from barcamp_engine.planning.solvers.candidates import Candidates, Prices
    from barcamp_engine.planning.solvers.closing import Closing
    from barcamp_engine.planning.solvers.columns import ColumnPool

    problem = camp(
        slots=(Slot("a"), Slot("b"), Slot("c")),
        proposals=(Proposal("one"), Proposal("two"), Proposal("three")),
        rooms=(Room("hall", 9), Room("nook", 9)),
        participants=(Participant("ada", ("one", "two", "three")),),
    )
    pool = ColumnPool(problem.indexed, build_model(problem.indexed))
    sets = np.array([[0, 1], [1, 2], [0, 2], [0, 3], [1, 3], [2, 3], [3, 3]], np.int16)
    value = np.array([2.0, 2.0, 2.0, 0.5, 0.5, 0.5, 0.0])
    nothing = Prices(np.zeros(3), [], np.zeros(0))
    candidates = Candidates(pool, 0.0, 6.0, np.zeros(7, np.int16), sets, value, [], nothing)
    closing = Closing(candidates, Stop(1.0), enough=0)
    closing.solve()
    assert abs(candidates.bound - 3.0) < 0.01
    closing.run()
    assert candidates.cuts == [(0, 1, 2)]
    assert abs(candidates.bound - 2.5) < 0.01
