"""Who gets which place, against trying everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from barcamp_engine.planning import Proposal, Room, Slot
from barcamp_engine.planning.leave_out import wanted_by_rank
from barcamp_engine.planning.matching import Matching
from tests.engine.planning.problems import camp

PLACES = st.lists(st.sets(st.integers(0, 4)), min_size=1, max_size=5)


@given(places=PLACES)
def test_as_many_get_a_place_as_by_trying_everything(places: list[set[int]]) -> None:
    matching = Matching(dict(enumerate(places)))
    added = [item for item in range(len(places)) if matching.add(item)]
    assert sorted(matching.owner.values()) == added
    assert all(place in places[item] for place, item in matching.owner.items())
    most = max(
        size
        for size in range(len(places) + 1)
        for chosen in combinations(range(len(places)), size)
        for order in permutations(range(5), size)
        if all(place in places[item] for item, place in zip(chosen, order, strict=True))
    )
    assert len(added) == most


@given(places=PLACES)
def test_a_refusal_names_places_that_too_many_want(places: list[set[int]]) -> None:
    matching = Matching(dict(enumerate(places)))
    for item in range(len(places)):
        if not matching.add(item):
            those = {item, *(matching.owner[place] for place in matching.reached)}
            assert set(matching.reached) == set().union(*(places[one] for one in those))
            assert len(those) == len(matching.reached) + 1


def test_a_long_chain_moves_up_without_recursion() -> None:
    count = 3000
    matching = Matching({item: [item, item + 1] for item in range(count)} | {count: [0]})
    assert all(matching.add(item) for item in range(count))
    assert matching.add(count)
    assert matching.owner == {0: count} | {item + 1: item for item in range(count)}


def test_a_long_session_that_does_not_fit_gives_its_cells_back() -> None:
    proposals = (Proposal("talk", rank=1), Proposal("workshop", rank=2, length=2), Proposal("late", rank=3))
    slots = (Slot("ten", "thu", 600, 60), Slot("eleven", "thu", 660, 60))
    problem = camp(proposals=proposals, participants=(), slots=slots, rooms=(Room("hall", 9),))
    assert wanted_by_rank(problem.indexed) == (0, 2)
    two_rooms = replace(problem, rooms=(Room("hall", 9), Room("nook", 9)))
    assert wanted_by_rank(two_rooms.indexed) == (0, 1, 2)
