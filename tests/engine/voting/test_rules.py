"""Worked examples from the papers, and the rules against their definitions."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from barcamp_engine.voting import Arithmetic, Ballot, HandCount, Profile, Rule, Ties, tally
from barcamp_engine.voting.errors import InvalidQuorum, InvalidSeats
from tests.engine.voting import definitions
from tests.engine.voting.instances import own, profile

EVERY_RULE = list(Rule)


def accepted(ballots, seats, rule, **options):
    return tally(ballots, seats=seats, rule=rule, ties=Ties.lowest_index(), **options).accepted


def test_phragmens_own_example():
    document, ballots = own("phragmen-1894.json")
    for rule, expected in document["accepted"].items():
        assert list(accepted(ballots, document["seats"], rule)) == expected
    result = tally(ballots, seats=3, ties=Ties.lowest_index())
    assert str(result.loads[0]) == document["loads"][0]


def test_seventy_and_thirty():
    document, ballots = own("seventy-thirty.json")
    for rule, expected in document["large_group_gets"].items():
        winners = accepted(ballots, document["seats"], rule)
        assert Counter(name[0] for name in winners)["A"] == expected, rule
    unfair = tally(ballots, seats=10, rule=Rule.APPROVAL, ties=Ties.lowest_index()).fairness
    assert {claim.proposal[0] for claim in unfair.claims} == {"B"}
    assert {(claim.people, claim.entitled, claim.held) for claim in unfair.claims} == {(30, 3, 0)}


def test_loads_by_hand():
    result = tally(profile("ab", "a", "c", proposals="abc"), seats=2, ties=Ties.lowest_index())
    assert result.ranking == ("a", "c", "b")
    assert result.loads == (Fraction(1, 2), Fraction(1), Fraction(3, 2))
    assert (result.accepted, result.waiting) == (("a", "c"), ("b",))


def test_satisfaction_approval_splits_a_ballot():
    ballots = profile("ab", "ab", "ab", "c", "c", proposals="abc")
    assert accepted(ballots, 1, Rule.APPROVAL) == ("a",)
    assert accepted(ballots, 1, Rule.SATISFACTION_APPROVAL) == ("c",)


def test_sequential_pav_halves_and_thirds():
    # a: 3; then b counts 2·½ + 0, c counts 1½
    ballots = profile("ab", "ab", "ac", "c", proposals="abc")
    assert tally(ballots, seats=3, rule=Rule.SEQUENTIAL_PAV, ties=Ties.lowest_index()).accepted == ("a", "c", "b")


def test_greedy_cc_covers_people_first():
    ballots = profile("ab", "ab", "ab", "c", proposals="abc")
    assert accepted(ballots, 2, Rule.GREEDY_CC) == ("a", "c")


def test_greedy_cc_fills_by_index_like_the_libraries_only_in_the_reference_order():
    ballots = profile("b", "bc", proposals="abc")
    assert accepted(ballots, 2, Rule.GREEDY_CC) == ("b", "a")
    by_seed = tally(ballots, seats=2, rule=Rule.GREEDY_CC, ties=Ties.fingerprint("s"))
    assert by_seed.ranking == ("b", "c")


def test_equal_shares_stops_when_nobody_can_pay():
    # three people with 2/3 each: a is bought for 1/3 each, then nobody can pay for b (1/3) or c (2/3)
    ballots = profile("ab", "a", "ac", proposals="abc")
    bought = tally(ballots, seats=2, rule=Rule.EQUAL_SHARES, ties=Ties.lowest_index())
    assert (bought.ranking, bought.waiting) == (("a",), ())
    assert {reason.code for reason in bought.reasons} == {"accepted", "not-ranked"}
    for rule in (Rule.EQUAL_SHARES_APPROVAL, Rule.EQUAL_SHARES_PHRAGMEN, Rule.EQUAL_SHARES_INCREMENT):
        completed = tally(ballots, seats=2, rule=rule, ties=Ties.lowest_index())
        assert completed.accepted == ("a", "b"), rule
        assert completed.waiting == ("c",), rule


def test_equal_shares_with_increments_ends_where_the_next_does_not_fit():
    ballots = Profile(
        ("double", "single"), (Ballot(("double",)),) * 3 + (Ballot(("single",)),), costs={"double": 2, "single": 2}
    )
    result = tally(ballots, seats=3, rule=Rule.EQUAL_SHARES_INCREMENT, ties=Ties.lowest_index())
    assert (result.accepted, result.waiting) == (("double",), ("single",))


def test_equal_shares_with_increments_takes_all_when_there_is_room():
    ballots = profile("ab", "a", proposals="abc")
    result = tally(ballots, seats=3, rule=Rule.EQUAL_SHARES_INCREMENT, ties=Ties.lowest_index())
    assert result.ranking == ("a", "b")


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_topics_that_nobody_wants_are_never_ranked(rule):
    ballots = profile("ab", "b", proposals="abx")
    result = tally(ballots, seats=3, rule=rule, ties=Ties.fingerprint("seed"))
    assert "x" not in result.ranking
    assert [reason.code for reason in result.reasons if reason.proposal == "x"] == ["nobody-yet"]


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_nobody_below_the_quorum_is_ranked(rule):
    ballots = profile("ab", "b", "b", proposals="ab")
    result = tally(ballots, seats=2, rule=rule, quorum=2, ties=Ties.lowest_index())
    assert result.ranking == ("b",)


def test_own_hosts_do_not_count_for_the_quorum():
    ballots = (Ballot(("a", "b")),) * 3
    result = tally(Profile(("a", "b"), ballots, hosts={"a": 1}), seats=2, quorum=3, ties=Ties.lowest_index())
    assert result.accepted == ("b",)
    reason = next(reason for reason in result.reasons if reason.proposal == "a")
    assert (reason.code, reason.interested, reason.counted, reason.quorum, reason.missing) == (
        "below-quorum",
        3,
        2,
        3,
        1,
    )


def test_a_double_session_takes_two_places():
    ballots = Profile(
        ("a", "b", "c"), (Ballot(("a",)),) * 5 + (Ballot(("b",)),) * 2 + (Ballot(("c",)),), costs={"a": 2}
    )
    result = tally(ballots, seats=3, ties=Ties.lowest_index())
    assert result.loads[:2] == (Fraction(2, 5), Fraction(1, 2))
    assert result.accepted == ("a", "b")
    # c would fit into one place, but the list ends where the next one does not fit: another place only adds
    assert tally(ballots, seats=1, ties=Ties.lowest_index()).accepted == ()


def test_hands_alone_are_a_majority_vote_and_say_so():
    hands = Profile(("a", "b", "c"), (), hands=HandCount(9, {"a": 3, "b": 8, "c": 5}))
    result = tally(hands, seats=2, ties=Ties.lowest_index())
    assert result.is_hands_only
    assert result.ranking == ("b", "c", "a")
    assert (result.hands, result.people) == (9, 8)


def test_hands_are_counted_with_the_ballots_and_shown_apart():
    both = Profile(("a", "b"), (Ballot(("a",)), Ballot(("b",))), hands=HandCount(4, {"b": 3}))
    result = tally(both, seats=1, ties=Ties.lowest_index())
    assert not result.is_hands_only
    assert [(reason.proposal, reason.interested, reason.hands) for reason in result.reasons] == [
        ("a", 1, 0),
        ("b", 4, 3),
    ]


@pytest.mark.parametrize("seats", [0, -1, 4])
def test_places_must_fit_the_proposals(seats):
    with pytest.raises(InvalidSeats, match="at most 3"):
        tally(profile("ab", proposals="abc"), seats=seats, ties=Ties.lowest_index())


def test_a_quorum_below_zero_is_refused():
    with pytest.raises(InvalidQuorum):
        tally(profile("ab", proposals="abc"), seats=1, quorum=-1, ties=Ties.lowest_index())


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_progress_is_reported(rule):
    seen = []
    ballots = profile("ab", "a", "ac", proposals="abc")
    tally(
        ballots, seats=2, rule=rule, ties=Ties.lowest_index(), progress=lambda done, steps: seen.append((done, steps))
    )
    assert seen
    assert all(done <= steps for done, steps in seen)


def test_numpy_reports_progress_too():
    pytest.importorskip("numpy")
    seen = []
    tally(
        profile("ab", "a", proposals="ab"),
        seats=1,
        ties=Ties.lowest_index(),
        arithmetic=Arithmetic.NUMPY,
        progress=lambda done, steps: seen.append((done, steps)),
    )
    assert seen == [(1, 2), (2, 2)]


def test_definitions_agree_on_the_seventy_and_thirty():
    document, ballots = own("seventy-thirty.json")
    people = [ballot.choices for ballot in ballots.ballots for _ in range(ballot.weight // 10)]
    ranking = definitions.phragmen(ballots.proposals, people)
    assert Counter(name[0] for name, _ in ranking[:10])["A"] == document["large_group_gets"]["sequential-phragmen"]
