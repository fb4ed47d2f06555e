"""What must hold on every profile, and the fast rules against the slow definitions."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barcamp_engine.voting import Arithmetic, Ballot, HandCount, Profile, Rule, Ties, tally
from tests.engine.voting import definitions

NAMES = "abcdefg"
COUNTED = [rule for rule in Rule if not rule.startswith("equal-shares")]

ballots = st.lists(st.sets(st.sampled_from(NAMES)).map(sorted).map(tuple), min_size=1, max_size=9).filter(any)
seats = st.integers(1, len(NAMES))
rules = st.sampled_from(list(Rule))
ties = st.one_of(st.just(Ties.lowest_index()), st.text(max_size=3).map(Ties.fingerprint))
costs = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3))
quick = settings(max_examples=60, deadline=None)


def profile(choices, **options):
    return Profile(tuple(NAMES), tuple(Ballot(tuple(choice)) for choice in choices), **options)


@quick
@given(ballots, seats, rules, ties, st.randoms(use_true_random=False))
def test_anonymity(choices, places, rule, order, chance):
    shuffled = list(choices)
    chance.shuffle(shuffled)
    assert tally(profile(choices), seats=places, rule=rule, ties=order) == tally(
        profile(shuffled), seats=places, rule=rule, ties=order
    )


@quick
@given(ballots, seats, rules, st.permutations(NAMES))
def test_neutrality(choices, places, rule, renamed):
    """Renaming the proposals renames the result: names decide nothing but ties."""
    name = dict(zip(NAMES, renamed, strict=True))
    before = tally(profile(choices), seats=places, rule=rule, ties=Ties.lowest_index())
    moved = Profile(tuple(renamed), tuple(Ballot(tuple(name[c] for c in choice)) for choice in choices))
    after = tally(moved, seats=places, rule=rule, ties=Ties.lowest_index())
    assert after.ranking == tuple(name[c] for c in before.ranking)
    assert after.loads == before.loads


@quick
@given(ballots, ties, costs)
def test_another_place_only_adds(choices, order, prices):
    for rule in COUNTED:
        if rule is Rule.GREEDY_CC and order.seed is None:
            continue  # the reference order fills with what nobody wants, as the libraries do
        before = ()
        for places in range(1, len(NAMES) + 1):
            result = tally(profile(choices, costs=prices), seats=places, rule=rule, ties=order)
            assert result.accepted[: len(before)] == before
            before = result.accepted


@quick
@given(ballots, seats, ties, costs)
def test_both_paths_give_the_same(choices, places, order, prices):
    pytest.importorskip("numpy")
    weighted = Profile(tuple(NAMES), tuple(Ballot(choice, 1 + i % 3) for i, choice in enumerate(choices)), costs=prices)
    assert tally(weighted, seats=places, ties=order, arithmetic=Arithmetic.NUMPY) == tally(
        weighted, seats=places, ties=order, arithmetic=Arithmetic.INTEGERS
    )


@quick
@given(ballots, seats)
def test_phragmen_follows_its_definition(choices, places):
    expected = definitions.phragmen(NAMES, choices)
    result = tally(profile(choices), seats=places, ties=Ties.lowest_index())
    assert list(zip(result.ranking, result.loads, strict=True)) == expected


@quick
@given(ballots, seats)
def test_greedy_rules_follow_their_definitions(choices, places):
    worths = {
        Rule.APPROVAL: lambda size, taken: Fraction(1),
        Rule.SATISFACTION_APPROVAL: lambda size, taken: Fraction(1, size),
        Rule.SEQUENTIAL_PAV: lambda size, taken: Fraction(1, taken + 1),
        Rule.GREEDY_CC: lambda size, taken: Fraction(taken == 0),
    }
    for rule, worth in worths.items():
        people = [choice for choice in choices if choice]
        running = NAMES if rule is Rule.GREEDY_CC else definitions.supported(NAMES, people)
        expected = definitions.greedy(running, people, worth)[:places]
        result = tally(profile(choices), seats=places, rule=rule, ties=Ties.lowest_index())
        assert list(result.accepted) == expected, rule


@quick
@given(ballots, seats)
def test_equal_shares_follows_its_definition(choices, places):
    people = [choice for choice in choices if choice]
    expected = definitions.equal_shares(NAMES, people, Fraction(places, len(people)))
    result = tally(profile(choices), seats=places, rule=Rule.EQUAL_SHARES, ties=Ties.lowest_index())
    assert list(result.accepted) == expected


@quick
@given(ballots, seats, rules)
def test_the_certificate_agrees_with_trying_every_group(choices, places, rule):
    people = [choice for choice in choices if choice]
    result = tally(profile(choices), seats=places, rule=rule, ties=Ties.lowest_index())
    assert result.fairness.holds != definitions.violates_ejr_plus(NAMES, people, result.accepted, places)


@settings(max_examples=120, deadline=None)
@given(ballots, seats, st.sampled_from(COUNTED), ties, costs)
def test_missing_people_is_exact(choices, places, rule, order, prices):
    """With that many more people a proposal is accepted, with one fewer it is not."""
    result = tally(profile(choices, costs=prices), seats=places, rule=rule, ties=order)
    for reason in result.reasons:
        if reason.code == "accepted":
            assert reason.missing is None
        elif reason.missing is None:  # it takes more places than there are
            more = profile([*choices, *[(reason.proposal,)] * 30], costs=prices)
            again = tally(more, seats=places, rule=rule, ties=order)
            assert reason.proposal not in again.accepted
        else:
            for number, is_in in ((reason.missing, True), (reason.missing - 1, False)):
                more = profile([*choices, *[(reason.proposal,)] * number], costs=prices)
                again = tally(more, seats=places, rule=rule, ties=order)
                assert (reason.proposal in again.accepted) is is_in


@quick
@given(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 12)), st.integers(12, 20))
def test_nested_hands_keep_every_total(counts, people):
    nested = HandCount(people, counts).ballots()
    for name in NAMES:
        assert sum(ballot.weight for ballot in nested if name in ballot.choices) == counts.get(name, 0)


def test_many_random_profiles_keep_both_paths_equal():
    pytest.importorskip("numpy")
    chance = random.Random(1)
    for _ in range(30):
        names = tuple(f"t{i}" for i in range(chance.randint(2, 40)))
        people = chance.randint(1, 300)
        choices = [tuple(name for name in names if chance.random() < 0.2) for _ in range(people)]
        choices.append(names)
        camp = Profile(names, tuple(Ballot(choice, chance.choice([1, 1, 2])) for choice in choices))
        places = chance.randint(1, len(names))
        assert tally(camp, seats=places, ties=Ties.fingerprint("s"), arithmetic=Arithmetic.NUMPY) == tally(
            camp, seats=places, ties=Ties.fingerprint("s"), arithmetic=Arithmetic.INTEGERS
        )


def test_values_closer_than_any_approximation_are_told_apart():
    """1/w and 1/(w - 1) differ in the 26th digit: bounds and floating point see them as equal."""
    pytest.importorskip("numpy")
    weight = 2**52
    for first, second in (("a", "b"), ("b", "a")):
        camp = Profile(("a", "b"), (Ballot((first,), weight), Ballot((second,), weight - 1)))
        for arithmetic in (Arithmetic.INTEGERS, Arithmetic.NUMPY):
            result = tally(camp, seats=1, ties=Ties.lowest_index(), arithmetic=arithmetic)
            assert result.ranking == (first, second)
            assert result.reasons[0].tied == ()
