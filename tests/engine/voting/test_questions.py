"""The order "Vielfalt" of questions to a panel."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barcamp_engine.voting import Ballot, Profile, Ties, tally
from barcamp_engine.voting.errors import UnknownProposal
from barcamp_engine.voting.questions import diverse_order

MANY = {f"p{i}": ["q1", "q2", "q3"] for i in range(6)} | {f"r{i}": ["q4"] for i in range(4)}
QUESTIONS = ["q1", "q2", "q3", "q4", "q5"]


def test_a_large_group_does_not_fill_the_whole_list():
    assert diverse_order(QUESTIONS, MANY) == ("q1", "q4", "q2", "q3", "q5")


def test_an_answered_question_counts_for_those_who_asked_it():
    assert diverse_order(QUESTIONS, MANY, answered=["q1"]) == ("q4", "q2", "q3", "q5")
    assert diverse_order(QUESTIONS, MANY, answered=["q5", "q1"]) == ("q4", "q2", "q3")


def test_answering_out_of_turn_costs_only_those_who_had_less():
    # p1 asked x alone and it was answered: a debt of 1; y is paid by p2 and p3 alone, ½ each
    votes = {"p1": ["x", "y"], "p2": ["y"], "p3": ["y"], "p4": ["z"]}
    assert diverse_order(["x", "y", "z"], votes, answered=["x"]) == ("y", "z")


def test_without_upvotes_the_oldest_comes_first():
    assert diverse_order(["a", "b", "c"], {}) == ("a", "b", "c")
    assert diverse_order(["a", "b", "c"], {"p": []}, answered=["b"]) == ("a", "c")


def test_an_unknown_question_is_refused():
    with pytest.raises(UnknownProposal):
        diverse_order(["a"], {"p": ["x"]})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sets(st.sampled_from("abcde")).map(sorted), min_size=1, max_size=9).filter(any))
def test_answering_in_turn_keeps_the_order(choices):
    """While the first is always answered next, the order is the ranking of the engine."""
    votes = {str(person): choice for person, choice in enumerate(choices)}
    profile = Profile(tuple("abcde"), tuple(Ballot(tuple(choice)) for choice in choices))
    ranking = tally(profile, seats=1, ties=Ties.lowest_index()).ranking
    for answered in range(len(ranking) + 1):
        rest = diverse_order("abcde", votes, answered=ranking[:answered])
        assert rest[: len(ranking) - answered] == ranking[answered:]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sets(st.sampled_from("abcde")).map(sorted), min_size=1, max_size=9).filter(any),
    st.lists(st.sampled_from("abcde"), unique=True),
)
def test_every_question_stands_there_once(choices, answered):
    order = diverse_order("abcde", {str(i): choice for i, choice in enumerate(choices)}, answered=answered)
    assert sorted([*order, *answered]) == list("abcde")
