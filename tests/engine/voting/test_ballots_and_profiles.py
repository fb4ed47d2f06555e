"""Ballots, hands and profiles reject nonsense when they are made."""

from __future__ import annotations

from fractions import Fraction

import pytest

from barcamp_engine.voting import Ballot, HandCount, Profile, Ties, VotingError, tally
from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.errors import (
    DuplicateProposal,
    EmptyProfile,
    InvalidCost,
    InvalidHands,
    InvalidWeight,
    UnknownProposal,
)


def test_ballot_names_each_proposal_once():
    with pytest.raises(DuplicateProposal, match="'a' twice"):
        Ballot(("a", "b", "a"))


@pytest.mark.parametrize("weight", [-1, Fraction(-1, 2), True, 0.5, "2", None])
def test_ballot_refuses_a_weight_that_is_no_exact_number_from_zero(weight):
    with pytest.raises(InvalidWeight):
        Ballot(("a",), weight)


@pytest.mark.parametrize(
    ("people", "counts"), [(5, {"a": 6}), (-1, {}), (5, {"a": -1}), (5, {"a": True}), (2.5, {}), (5, {"a": None})]
)
def test_hand_count_refuses_impossible_numbers(people, counts):
    with pytest.raises(InvalidHands):
        HandCount(people, counts)


def test_hands_become_nested_ballots_with_exact_totals():
    hands = HandCount(10, {"a": 7, "b": 3, "c": 0, "d": 7})
    ballots = hands.ballots()
    assert [(set(ballot.choices), ballot.weight) for ballot in ballots] == [({"a", "b", "d"}, 3), ({"a", "d"}, 4)]
    for proposal, number in hands.counts.items():
        assert sum(ballot.weight for ballot in ballots if proposal in ballot.choices) == number
    assert HandCount(10).ballots() == ()


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (EmptyProfile, {"proposals": (), "ballots": ()}),
        (EmptyProfile, {"proposals": ("a",), "ballots": ()}),
        (EmptyProfile, {"proposals": ("a",), "ballots": (Ballot(()), Ballot(("a",), 0))}),
        (DuplicateProposal, {"proposals": ("a", "b", "a"), "ballots": (Ballot(("a",)),)}),
        (UnknownProposal, {"proposals": ("a",), "ballots": (Ballot(("a",)), Ballot(("a", "x")))}),
        (UnknownProposal, {"proposals": ("a",), "ballots": (Ballot(("a",)),), "costs": {"x": 1}}),
        (UnknownProposal, {"proposals": ("a",), "ballots": (Ballot(("a",)),), "hosts": {"x": 1}}),
        (UnknownProposal, {"proposals": ("a",), "ballots": (), "hands": HandCount(3, {"x": 1})}),
        (InvalidCost, {"proposals": ("a",), "ballots": (Ballot(("a",)),), "costs": {"a": 0}}),
        (InvalidCost, {"proposals": ("a",), "ballots": (Ballot(("a",)),), "costs": {"a": 1.5}}),
        (InvalidCost, {"proposals": ("a",), "ballots": (Ballot(("a",)),), "hosts": {"a": -1}}),
    ],
)
def test_profile_refuses(error, arguments):
    with pytest.raises(error) as caught:
        Profile(**arguments)
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy.endswith(".")
    assert isinstance(caught.value, VotingError)


def test_an_error_says_where_what_and_what_to_do():
    error = UnknownProposal("x", where="Ballot 2")
    assert str(error).startswith("Ballot 2 names 'x'")
    assert str(error.at_line(7)).startswith("line 7: Ballot 2 names 'x'")


def test_profile_cannot_be_changed_afterwards():
    costs = {"a": 2}
    profile = Profile(("a",), (Ballot(("a",)),), costs=costs)
    costs["a"] = 3
    assert profile.cost_of("a") == 2
    with pytest.raises(TypeError):
        profile.costs["a"] = 3


def test_electorate_counts_equal_ballots_together_and_drops_empty_ones():
    profile = Profile(
        ("a", "b"),
        (Ballot(("a", "b")), Ballot(("b", "a"), 2), Ballot(()), Ballot(("b",), Fraction(1, 2)), Ballot(("a",), 0)),
        costs={"b": Fraction(3, 2)},
    )
    electorate = Electorate.of(profile)
    assert electorate.ballots == ((0, 1), (1,))
    assert (electorate.weights, electorate.unit) == ((6, 1), 2)
    assert (electorate.costs, electorate.cost_unit) == ((2, 3), 2)
    assert electorate.headcount(electorate.people) == Fraction(7, 2)
    assert electorate.headcount(electorate.support[0]) == 3
    assert electorate.places(3) == Fraction(3, 2)
    without = electorate.only([1])
    assert without.ballots == ((1,), (1,))
    assert without.people == electorate.people
    assert electorate.only([0, 1]) is electorate


def test_a_weight_counts_like_so_many_ballots():
    light = Profile(("a", "b", "c"), (Ballot(("a", "b"), 3), Ballot(("c",), 2)))
    heavy = Profile(("a", "b", "c"), (Ballot(("a", "b")),) * 3 + (Ballot(("c",)),) * 2)
    half = Profile(("a", "b", "c"), (Ballot(("a", "b"), Fraction(3, 2)), Ballot(("c",), 1)))
    expected = tally(heavy, seats=2, ties=Ties.lowest_index())
    assert tally(light, seats=2, ties=Ties.lowest_index()) == expected
    scaled = tally(half, seats=2, ties=Ties.lowest_index())
    assert scaled.ranking == expected.ranking
    assert [load / 2 for load in scaled.loads] == list(expected.loads)
