"""The published file: read again, recounted, spoiled by one bit."""

from __future__ import annotations

import json
import random

import pytest

from barcamp_engine.voting import Rule
from barcamp_engine.voting.canonical import canonical_json, fingerprint
from barcamp_engine.voting.closing import Opening
from barcamp_engine.voting.errors import DamagedResult
from barcamp_engine.voting.report import as_data
from barcamp_engine.voting.result_file import count_round, read_result, write_result
from tests.engine.voting.rounds import closed_round, nonce

DICE = "314152"


def sealed(document):
    """Return the file of a document with a seal that fits."""
    body = {key: value for key, value in document.items() if key != "seal"}
    return canonical_json({**body, "seal": fingerprint(body)}) + b"\n"


def changed(**entries):
    """Return a sound file with other entries, its seal and fingerprint made to fit."""
    document = json.loads(write_result(*closed_round(), DICE))
    closing = entries.pop("closing", {})
    document["closing"] |= closing
    if closing:
        document["fingerprint"] = fingerprint(document["closing"])
    return sealed(document | entries)


@pytest.mark.parametrize("rule", [Rule.SEQUENTIAL_PHRAGMEN, Rule.APPROVAL])
def test_a_result_is_read_as_it_was_written(rule):
    closing, openings = closed_round(rule=rule)
    published = read_result(write_result(closing, openings, DICE))
    assert published.closing == closing
    assert set(published.openings) == set(openings)
    assert published.dice == DICE
    assert published.result == as_data(count_round(closing, openings, DICE))


def test_ballots_stand_in_the_order_of_their_receipts_and_nothing_else():
    closing, openings = closed_round()
    assert write_result(closing, openings) == write_result(closing, openings[::-1])
    document = json.loads(write_result(closing, openings))
    assert all(len(ballot) == 2 for ballot in document["ballots"])


def test_the_counting_team_keeps_the_ballots():
    closing, openings = closed_round()
    published = read_result(write_result(closing, openings, with_ballots=False))
    assert published.openings is None
    assert published.closing.receipts == closing.receipts


def test_fewer_than_twelve_ballots_are_never_listed():
    for people, is_listed in ((11, False), (12, True)):
        closing, openings = closed_round(people=people, quorum=0)
        assert (json.loads(write_result(closing, openings))["ballots"] is not None) is is_listed


def test_ballots_of_another_round_are_not_written():
    closing, openings = closed_round()
    for wrong in (openings[1:], (*openings, Opening(nonce(99), ()))):
        with pytest.raises(DamagedResult, match="receipts"):
            write_result(closing, wrong)


def test_every_flipped_bit_is_noticed():
    data = write_result(*closed_round(people=12, topics=6, quorum=0), DICE)
    chance = random.Random(1)
    for position in chance.sample(range(8 * len(data)), 400):
        spoiled = bytearray(data)
        spoiled[position // 8] ^= 1 << position % 8
        with pytest.raises(DamagedResult) as caught:
            read_result(bytes(spoiled))
        assert caught.value.problem.endswith(".")


@pytest.mark.parametrize(
    ("sentence", "data"),
    [
        ("damaged", b"\xff"),
        ("damaged", b"{"),
        ("damaged", b"[" * 100_000),
        ("damaged", b'{"a":0.5}\n'),
        ("not a result", b"[]\n"),
        ("not a result", b"{}\n"),
        ("not built", sealed({"format": "politoscope-result"})),
        ("not built", sealed({"format": "politoscope-result", "closing": []})),
        ("version 2", changed(closing={"rules_version": 2})),
        ("do not belong", changed(closing={"rules_version": True})),
        ("not built", changed(closing={"rule": "dice"})),
        ("no receipt", changed(closing={"receipts": ["x"]})),
        ("fingerprint", changed(fingerprint="0" * 64)),
        ("dice", changed(dice="1")),
        ("receipt", changed(ballots=[[nonce(1), []]])),
        ("one order", changed(ballots=[[nonce(1), ["t001", "t000"]]])),
        ("another result", changed(result={})),
        ("another result", changed(dice="666666")),
    ],
    ids=range(18),
)
def test_what_is_wrong_is_said(sentence, data):
    with pytest.raises(DamagedResult, match=sentence):
        read_result(data)


def test_a_changed_space_breaks_the_seal():
    data = write_result(*closed_round())
    with pytest.raises(DamagedResult, match="seal"):
        read_result(data.replace(b',"dice"', b', "dice"'))
    with pytest.raises(DamagedResult, match="seal"):
        read_result(data + b"\n")


def test_a_ballot_for_an_unlisted_topic_spoils_the_file():
    closing, openings = closed_round()
    document = json.loads(write_result(closing, openings, DICE))
    name = "t011"
    document["closing"]["topics"] = [t for t in document["closing"]["topics"] if t["id"] != name]
    document["fingerprint"] = fingerprint(document["closing"])
    with pytest.raises(DamagedResult, match="not among"):
        read_result(sealed(document))
