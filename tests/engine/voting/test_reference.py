"""Every reference result of independent libraries: winners, order, loads, ties, EJR+."""

from __future__ import annotations

from dataclasses import replace

import pytest

from barcamp_engine.voting import Arithmetic, Ballot, Rule, Ties, tally
from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.formats import pabulib
from barcamp_engine.voting.rules import equal_shares
from tests.engine.voting.instances import (
    RULES,
    SHARED,
    needs_shared,
    random_small,
    reference,
    shared_profile,
    small_profile,
)

LARGE = {"pabulib-Hungary_Budapest_2024"}
INSTANCES = sorted(reference())
WITH_COSTS = [name for name in INSTANCES if "real_costs_pabutools" in reference()[name]]
pytestmark = needs_shared


def test_reference_data_is_complete():
    assert len(reference()) == 24
    assert len(random_small()) == 150


@pytest.mark.parametrize("instance", INSTANCES)
def test_every_run_equals_the_reference(instance):
    entry, profile = reference()[instance], shared_profile(instance)
    assert list(profile.proposals) == entry["candidates"]
    compared = 0
    for places, run in entry["runs"].items():
        for short, expected in run.items():
            if "winners" not in expected:
                continue
            result = tally(profile, seats=int(places), rule=Rule(RULES[short]), ties=Ties.lowest_index())
            assert sorted(result.accepted, key=entry["candidates"].index) == expected["winners"], (places, short)
            if "order" in expected:
                assert list(result.accepted) == expected["order"]
                assert [str(load) for load in result.loads[: len(expected["max_load"])]] == expected["max_load"]
                assert ties_at_step(result) == expected["ties_at_step"]
            if expected.get("ejr_plus_abcvoting") is not None:
                assert result.fairness.holds == expected["ejr_plus_abcvoting"], (places, short)
            compared += 1
    assert compared >= 8


@pytest.mark.parametrize("instance", INSTANCES)
def test_runs_without_ties_do_not_depend_on_the_seed(instance):
    profile = shared_profile(instance)
    seeds = ["first"] if len(profile.ballots) > 1000 else ["first", "second", "third"]
    for places, run in reference()[instance]["runs"].items():
        for short, expected in run.items():
            if expected.get("tie_sensitive") is False and not (short == "mes_increment" and instance in LARGE):
                for seed in seeds:
                    result = tally(profile, seats=int(places), rule=Rule(RULES[short]), ties=Ties.fingerprint(seed))
                    assert set(result.accepted) == set(expected["winners"]), (places, short, seed)


@pytest.mark.parametrize("instance", WITH_COSTS)
def test_runs_with_costs_equal_pabutools(instance):
    entry = reference()[instance]
    profile = pabulib.read((SHARED / entry["file"]).read_bytes(), with_costs=True)
    expected = entry["real_costs_pabutools"]
    budget = int(expected["budget"])
    result = tally(profile, seats=min(budget, sum(profile.costs.values())), ties=Ties.lowest_index())
    assert set(result.accepted) == set(expected["seqphragmen_costs_stop"])
    electorate = Electorate.of(profile)
    order = Ties.lowest_index().among(profile.proposals)
    for utility_is_cost, key in ((True, "mes_cost_utilities_none"), (False, "mes_cardinality_none")):
        purses = equal_shares.Purses(electorate, budget, utility_is_cost=utility_is_cost)
        bought = equal_shares.buy(electorate, order, purses)
        assert {profile.proposals[step.proposal] for step in bought.steps} == set(expected[key])


@pytest.mark.parametrize("entry", random_small(), ids=lambda entry: entry["id"])
def test_tiny_profiles_equal_the_reference(entry):
    profile = small_profile(entry)
    for short, expected in entry["winners"].items():
        result = tally(profile, seats=entry["k"], rule=Rule(RULES[short]), ties=Ties.lowest_index())
        assert sorted(map(int, result.accepted)) == expected, short
        if short in entry["ejr_plus"]:
            assert result.fairness.holds == entry["ejr_plus"][short], short
    result = tally(profile, seats=entry["k"], ties=Ties.lowest_index())
    assert list(map(int, result.accepted)) == entry["order_seqphragmen"]
    assert [str(load) for load in result.loads[: entry["k"]]] == entry["max_load_seqphragmen"]
    assert ties_at_step(result) == entry["ties_at_step"]


@pytest.mark.parametrize("entry", random_small(), ids=lambda entry: entry["id"])
def test_tiny_profiles_end_in_a_tied_winner_set_for_any_seed(entry):
    profile = small_profile(entry)
    for short, sets in entry["all_tied_winner_sets"].items():
        if sets is None:
            continue
        for seed in range(12):
            result = tally(profile, seats=entry["k"], rule=Rule(RULES[short]), ties=Ties.fingerprint(str(seed)))
            assert sorted(map(int, result.accepted)) in sets


@pytest.mark.parametrize("instance", sorted(set(INSTANCES) - LARGE))
def test_missing_people_are_exact_when_it_is_counted_again(instance):
    profile = shared_profile(instance)
    places = int(next(iter(reference()[instance]["runs"])))
    result = tally(profile, seats=places, ties=Ties.lowest_index())
    chosen = result.waiting[:2] + result.waiting[-1:]
    for reason in (reason for reason in result.reasons if reason.proposal in chosen):
        for more, is_in in ((reason.missing, True), (reason.missing - 1, False)):
            extra = (Ballot((reason.proposal,), more),)
            again = tally(replace(profile, ballots=profile.ballots + extra), seats=places, ties=Ties.lowest_index())
            assert (reason.proposal in again.accepted) is is_in, reason


@pytest.mark.parametrize("instance", INSTANCES)
def test_another_place_only_adds(instance):
    profile = shared_profile(instance)
    first = int(next(iter(reference()[instance]["runs"])))
    small = tally(profile, seats=first, ties=Ties.lowest_index())
    large = tally(profile, seats=first + 1, ties=Ties.lowest_index())
    assert large.ranking == small.ranking
    assert large.accepted[:-1] == small.accepted


@pytest.mark.parametrize("instance", INSTANCES)
def test_both_paths_are_equal_to_the_last_number(instance):
    pytest.importorskip("numpy")
    profile = shared_profile(instance)
    places = int(next(iter(reference()[instance]["runs"])))
    for ties in (Ties.lowest_index(), Ties.fingerprint("seed")):
        assert tally(profile, seats=places, ties=ties, arithmetic=Arithmetic.NUMPY) == tally(
            profile, seats=places, ties=ties, arithmetic=Arithmetic.INTEGERS
        )


def ties_at_step(result):
    """Return per accepted proposal how many were exactly equal, itself included."""
    accepted = [reason for reason in result.reasons if reason.code == "accepted"]
    return [1 + len(reason.tied) for reason in sorted(accepted, key=lambda reason: reason.position)]
