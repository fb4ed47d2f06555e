"""Receipts, codes, fingerprints, dice, and how a closed round becomes a profile."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction

import pytest

from barcamp_engine.voting import Ballot, HandCount, Profile, Rule, VotingError
from barcamp_engine.voting.canonical import canonical_json, fingerprint, profile_fingerprint
from barcamp_engine.voting.closing import Closing, Opening, Topic, close_round, merged_into, profile_of
from barcamp_engine.voting.errors import (
    DamagedResult,
    DuplicateProposal,
    InvalidCost,
    InvalidDice,
    InvalidReceipt,
    UnknownProposal,
)
from barcamp_engine.voting.receipts import canonical_choices, code_hash, fingerprint_groups, receipt, seed_from_dice
from tests.engine.voting.rounds import POLL, closed_round, nonce

TOPICS = tuple(Topic(name) for name in "abcd")


def test_canonical_json_has_one_form():
    assert canonical_json({"b": [1, None, True], "ä": "„x“\n"}) == '{"b":[1,null,true],"ä":"„x“\\n"}'.encode()
    assert fingerprint([]) == hashlib.sha256(b"[]").hexdigest()
    for value in (0.5, [0.5], {"a": 0.5}, {1, 2}):
        with pytest.raises(TypeError):
            canonical_json(value)


def test_a_receipt_is_what_the_definition_says():
    expected = hashlib.sha256(f'v1|{POLL}|{nonce(1)}|["a","b"]'.encode()).hexdigest()
    assert receipt(POLL, nonce(1), ["b", "a", "b"]) == expected
    assert canonical_choices([]) == "[]"


@pytest.mark.parametrize(("poll", "number"), [("a|b", nonce(1)), ("", nonce(1)), (POLL, "0"), (POLL, nonce(1).upper())])
def test_a_receipt_needs_a_poll_and_a_nonce(poll, number):
    with pytest.raises(InvalidReceipt):
        receipt(poll, number, [])


def test_codes_are_stored_as_hashes():
    assert code_hash(POLL, "secret") == hashlib.sha256(f"code|{POLL}|secret".encode()).hexdigest()


def test_a_fingerprint_is_read_out_in_eight_groups_of_four():
    mark = fingerprint("x")
    assert fingerprint_groups(mark) == tuple(mark[i : i + 4] for i in range(0, 32, 4))


def test_dice_make_the_seed():
    assert seed_from_dice("ff", "123456") == hashlib.sha256(b"ff|123456").hexdigest()
    assert seed_from_dice("ff") == hashlib.sha256(b"ff|").hexdigest()
    for dice in ("12345", "123457", "123456 ", "12345a"):
        with pytest.raises(InvalidDice):
            seed_from_dice("ff", dice)


def test_a_profile_has_a_fingerprint_without_order():
    one = Profile(("a", "b"), (Ballot(("a", "b")), Ballot(("b",), Fraction(1, 2))), hands=HandCount(2, {"a": 1}))
    two = Profile(("a", "b"), (Ballot(("b",), Fraction(1, 2)), Ballot(("b", "a"))), hands=HandCount(2, {"a": 1}))
    other = Profile(("a", "b"), (Ballot(("b",)), Ballot(("b", "a"))))
    assert profile_fingerprint(one) == profile_fingerprint(two) != profile_fingerprint(other)


def test_the_order_of_ballots_and_topics_does_not_show_in_the_closing():
    closing, openings = closed_round()
    again = close_round(
        poll=POLL,
        rule=closing.rule,
        seats=closing.seats,
        quorum=closing.quorum,
        topics=closing.topics[::-1],
        openings=openings[::-1],
        merges=closing.merges[::-1],
        withdrawn=closing.withdrawn,
        hands=closing.hands,
        used_codes=closing.used_codes[::-1],
    )
    assert again.fingerprint() == closing.fingerprint()
    assert replace(closing, quorum=3).fingerprint() != closing.fingerprint()


def test_merged_topics_count_once_and_withdrawn_ones_not():
    openings = [Opening(nonce(1), ("a", "b")), Opening(nonce(2), ("a", "c")), Opening(nonce(3), ("b", "d"))]
    closing = close_round(
        poll=POLL,
        rule=Rule.SEQUENTIAL_PHRAGMEN,
        seats=1,
        quorum=0,
        topics=[Topic("a", hosts=1), Topic("b", hosts=2, cost=2), Topic("c"), Topic("d")],
        openings=openings,
        merges=[("a", "b")],
        withdrawn=["c"],
        hands=HandCount(9, {"a": 3, "b": 5, "c": 9, "d": 1}),
    )
    profile = profile_of(closing, openings)
    assert profile.proposals == ("b", "d")
    assert [ballot.choices for ballot in profile.ballots] == [("b",), ("b",), ("b", "d")]
    assert dict(profile.hosts) == {"b": 3, "d": 0}
    assert dict(profile.costs) == {"b": 2, "d": 1}
    assert dict(profile.hands.counts) == {"b": 5, "d": 1}


def test_a_ballot_with_a_topic_that_was_never_listed_is_refused():
    openings = [Opening(nonce(1), ("x",))]
    closing = close_round(poll=POLL, rule=Rule.APPROVAL, seats=1, quorum=0, topics=TOPICS, openings=openings)
    with pytest.raises(UnknownProposal):
        profile_of(closing, openings)


def test_merges_end_somewhere():
    assert merged_into([("a", "b"), ("b", "c")]) == {"a": "c", "b": "c"}
    for merges in ([("a", "b"), ("b", "a")], [("a", "a")], [("a", "b"), ("a", "c")]):
        with pytest.raises(DamagedResult):
            merged_into(merges)


@pytest.mark.parametrize(
    ("error", "change"),
    [
        (DamagedResult, {"rule": Rule.SEQUENTIAL_PAV}),
        (InvalidReceipt, {"poll": "a|b"}),
        (DuplicateProposal, {"topics": (*TOPICS, Topic("a"))}),
        (UnknownProposal, {"merges": (("a", "x"),)}),
        (UnknownProposal, {"withdrawn": ("x",)}),
        (UnknownProposal, {"hands": HandCount(1, {"x": 1})}),
        (DamagedResult, {"receipts": ("0" * 63,)}),
        (DamagedResult, {"receipts": ("0" * 64, "0" * 64)}),
        (DamagedResult, {"used_codes": ("0" * 64, "1" * 64)}),
        (DamagedResult, {"used_codes": ("x",)}),
        (DamagedResult, {"merges": (("a", "b"), ("b", "a"))}),
    ],
)
def test_a_closing_refuses(error, change):
    sound = {"poll": POLL, "rule": Rule.APPROVAL, "seats": 1, "quorum": 0, "topics": TOPICS, "receipts": ("0" * 64,)}
    Closing(**sound)
    with pytest.raises(error) as caught:
        Closing(**(sound | change))
    assert isinstance(caught.value, VotingError)


@pytest.mark.parametrize("numbers", [{"cost": 0}, {"cost": 1.5}, {"cost": True}, {"hosts": -1}, {"hosts": "2"}])
def test_a_topic_has_whole_numbers(numbers):
    with pytest.raises(InvalidCost):
        Topic("a", **numbers)
