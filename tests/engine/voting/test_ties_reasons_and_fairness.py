"""Ties, the data behind the sentences, and the certificate, by hand."""

from __future__ import annotations

import hashlib

import pytest

from barcamp_engine.voting import Ballot, Profile, Rule, Ties, tally
from barcamp_engine.voting.report import as_data
from barcamp_engine.voting.ties import tie_hash
from tests.engine.voting.instances import profile


def test_ties_go_first_to_more_approvals_then_to_the_smaller_hash():
    # after a (load 1/4), b and c cost the same for one person as for two: 1 = (1 + 1/4 + 3/4 …) is built below
    ballots = profile("a", "b", proposals="ab")
    first = min("ab", key=lambda name: hashlib.sha256(f"seed|{name}".encode()).digest())
    assert tally(ballots, seats=1, ties=Ties.fingerprint("seed")).accepted == (first,)
    assert tie_hash("seed", "a") == hashlib.sha256(b"seed|a").digest()


def test_more_approvals_win_a_tie_before_any_hash():
    # a at 1/2; then b costs (1 + 2·½) / 2 = 1 for two people and c costs 1 for one
    ballots = profile("ab", "ab", "c", proposals="cba")
    for seed in map(str, range(8)):
        ranking = tally(ballots, seats=2, ties=Ties.fingerprint(seed)).ranking
        assert ranking[2] == "c"
    assert tally(ballots, seats=2, ties=Ties.lowest_index()).ranking == ("b", "c", "a")


def test_a_tie_is_told_by_the_winner():
    result = tally(profile("a", "b", "c", proposals="abc"), seats=1, ties=Ties.lowest_index())
    assert [reason.tied for reason in result.reasons] == [("b", "c"), (), ()]


def test_reasons_tell_numbers_but_no_words():
    ballots = profile(*["ab"] * 5, *["b"] * 2, *["c"] * 5, "c", proposals="abcd")
    result = tally(ballots, seats=2, ties=Ties.lowest_index())
    a, b, c, d = result.reasons
    assert (b.code, b.position, b.interested, b.without_before, b.missing) == ("accepted", 1, 7, 7, None)
    assert (c.code, c.position, c.interested, c.without_before) == ("accepted", 2, 6, 6)
    assert (a.code, a.position, a.waiting, a.interested) == ("waiting", 3, 1, 5)
    # with two more, a has as many people as b and stands before it
    assert (a.served, a.served_proposals, a.missing) == (5, 5, 2)
    assert (d.code, d.interested, d.missing) == ("nobody-yet", 0, 7)


def test_how_people_overlap_is_told_only_from_five_on():
    result = tally(profile(*["ab"] * 4, *["cd"] * 5, proposals="abcd"), seats=2, ties=Ties.lowest_index())
    shown = {reason.proposal: (reason.without_before, reason.served) for reason in result.reasons}
    assert shown == {"a": (None, None), "b": (None, None), "c": (5, None), "d": (None, 5)}


def test_left_over_places_need_one_person():
    result = tally(profile("a", proposals="ab"), seats=2, ties=Ties.lowest_index())
    assert [reason.missing for reason in result.reasons] == [None, 1]


def test_nobody_is_missing_for_what_does_not_fit():
    ballots = Profile(("a", "b"), (Ballot(("a",)), Ballot(("a", "b"))), costs={"b": 2})
    result = tally(ballots, seats=1, ties=Ties.lowest_index())
    assert (result.accepted, result.waiting) == (("a",), ("b",))
    assert result.reasons[1].missing is None


def test_equal_shares_has_no_missing_people():
    result = tally(profile("ab", "a", "ac", proposals="abc"), seats=2, rule=Rule.EQUAL_SHARES, ties=Ties.lowest_index())
    assert {reason.missing for reason in result.reasons} == {None}


def test_a_claim_names_the_group():
    result = tally(profile(*["a"] * 6, *["b"] * 5, *["a"] * 3, proposals="abcd"), seats=1, ties=Ties.lowest_index())
    assert result.fairness.holds
    unfair = tally(
        profile(*["abc"] * 6, *["d"] * 5, proposals="abcd"), seats=3, rule=Rule.APPROVAL, ties=Ties.lowest_index()
    )
    (claim,) = unfair.fairness.claims
    assert (claim.proposal, claim.people, claim.entitled, claim.held) == ("d", 5, 1, 0)


def test_the_strongest_claim_is_told():
    # 6 of 6 people want d and e; with 4 places for a, b, c they hold 0 or 1
    ballots = Profile(
        tuple("abcde"), (Ballot(tuple("ade")), Ballot(tuple("bde")), Ballot(tuple("cde")), Ballot(tuple("de"), 3))
    )
    from barcamp_engine.voting import fairness
    from barcamp_engine.voting.electorate import Electorate

    certificate = fairness.check(Electorate.of(ballots), [0, 1, 2], 4)
    assert [(claim.proposal, claim.people, claim.entitled, claim.held) for claim in certificate.claims] == [
        ("d", 6, 4, 1),
        ("e", 6, 4, 1),
    ]


def test_the_report_is_plain_data():
    data = as_data(tally(profile("ab", "a", "c", proposals="abc"), seats=2, ties=Ties.lowest_index()))
    assert data["loads"] == ["1/2", "1", "3/2"]
    assert data["accepted"] == ["a", "c"]
    assert data["reasons"][0] == {
        "proposal": "a",
        "code": "accepted",
        "interested": 2,
        "hands": 0,
        "position": 1,
        "value": "1/2",
    }
    assert data["fairness"] == {"axiom": "EJR+", "holds": True, "claims": []}
    assert (
        as_data(tally(profile("a", proposals="a"), seats=1, rule=Rule.APPROVAL, ties=Ties.lowest_index()))["loads"]
        is None
    )


@pytest.mark.parametrize("rule", [Rule.APPROVAL, Rule.SEQUENTIAL_PAV, Rule.SATISFACTION_APPROVAL, Rule.GREEDY_CC])
def test_greedy_rules_have_gains_as_values(rule):
    result = tally(profile("ab", "a", proposals="ab"), seats=1, rule=rule, ties=Ties.lowest_index())
    expected = {Rule.SATISFACTION_APPROVAL: "3/2"}.get(rule, "2")
    assert str(result.reasons[0].value) == expected
