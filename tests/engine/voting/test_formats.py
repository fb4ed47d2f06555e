"""Files become profiles, or one error with a line and a remedy; nothing is half-read."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from barcamp_engine.voting import VotingError
from barcamp_engine.voting.errors import (
    DuplicateProposal,
    EmptyProfile,
    InvalidCost,
    InvalidHands,
    InvalidWeight,
    UnknownProposal,
    UnreadableFile,
)
from barcamp_engine.voting.formats import pabulib, plain_profile, preflib, table
from barcamp_engine.voting.formats.json_lines import line_of
from barcamp_engine.voting.formats.text import decode

PB = """META
key;value
num_projects;2
num_votes;3
vote_type;approval
PROJECTS
project_id;cost;name
a;100;"one; two"
b;2.5;three
VOTES
voter_id;vote
1;a,b
2;
3;b
"""
CAT = """# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# NUMBER CATEGORIES: 3
# ALTERNATIVE NAME 1: first
2: 1,{2},{3}
3: {1,3},{},2
1: {},{1,2,3}
"""
POLIS = """participant,group-id,n-votes,0,1,10
1,,3,1,-1,0
2,0,2,,1,1
3,0,2,,1,1
"""


def ballots(profile):
    return [(ballot.choices, ballot.weight) for ballot in profile.ballots]


def test_pabulib_is_read():
    profile = pabulib.read(PB.encode())
    assert profile.proposals == ("a", "b")
    assert ballots(profile) == [(("a", "b"), 1), ((), 1), (("b",), 1)]
    assert dict(profile.costs) == {}
    assert dict(pabulib.read(PB.encode(), with_costs=True).costs) == {"a": 100, "b": Fraction(5, 2)}


@pytest.mark.parametrize(
    ("old", "new", "error", "line"),
    [
        ("META\n", "", UnreadableFile, 1),
        ("PROJECTS\n", "", UnreadableFile, 13),
        ("VOTES\nvoter_id;vote\n1;a,b\n2;\n3;b\n", "VOTES\n", UnreadableFile, 10),
        ("project_id", "project", UnreadableFile, 7),
        ("voter_id;vote", "voter_id;votes", UnreadableFile, 11),
        ("a;100;", "a;x;", InvalidCost, 8),
        ("b;2.5;three", "b", UnreadableFile, 9),
        ("b;2.5;", "a;2.5;", DuplicateProposal, 9),
        ("1;a,b", "1;a,c", UnknownProposal, 12),
        ("1;a,b", "1;a,a", DuplicateProposal, 12),
        ("3;b", "3", UnreadableFile, 14),
        ("num_votes;3", "num_votes;4", UnreadableFile, 4),
        ("num_projects;2", "num_projects;3", UnreadableFile, 3),
        ("approval", "ordinal", UnreadableFile, 5),
        ('"one; two"', '"one" two', UnreadableFile, 8),
        ("1;a,b\n2;\n3;b", "1;\n2;\n3;", EmptyProfile, 11),
    ],
)
def test_a_wrong_pabulib_file_is_refused_with_its_line(old, new, error, line):
    assert old in PB
    refused(error, line, lambda: pabulib.read(PB.replace(old, new).encode()))


def test_preflib_is_read():
    profile = preflib.read(CAT.encode())
    assert profile.proposals == ("1", "2", "3")
    assert ballots(profile) == [(("1",), 2), (("1", "3"), 3), ((), 1)]
    assert ballots(preflib.read(CAT.encode(), categories=2)) == [(("1", "2"), 2), (("1", "3"), 3), (("1", "2", "3"), 1)]
    assert preflib.read(b"# NUMBER ALTERNATIVES: 1\n\n1: 1\n").proposals == ("1",)


@pytest.mark.parametrize(
    ("old", "new", "error", "line"),
    [
        ("# NUMBER ALTERNATIVES: 3\n", "", UnreadableFile, 1),
        ("ALTERNATIVES: 3", "ALTERNATIVES: three", UnreadableFile, 1),
        ("ALTERNATIVES: 3", "ALTERNATIVES:", UnreadableFile, 1),
        ("VOTERS: 6", "VOTERS: 7", UnreadableFile, 2),
        ("3: {1,3}", "3: {1,4}", UnknownProposal, 6),
        ("3: {1,3}", "3: {1,1}", DuplicateProposal, 6),
        ("3: {1,3}", "3 {1,3}", UnreadableFile, 6),
        ("3: {1,3}", "3: {1,x}", UnreadableFile, 6),
        ("2: 1,{2},{3}\n3: {1,3},{},2", "5: {},{1,2,3}", EmptyProfile, 6),
    ],
)
def test_a_wrong_preflib_file_is_refused_with_its_line(old, new, error, line):
    assert old in CAT
    refused(error, line, lambda: preflib.read(CAT.replace(old, new).encode()))


def test_more_categories_than_there_are_is_refused():
    refused(UnreadableFile, 1, lambda: preflib.read(CAT.encode(), categories=4))


def test_polis_tables_are_read():
    profile = table.read(POLIS.encode())
    assert profile.proposals == ("0", "1", "10")
    assert ballots(profile) == [(("0",), 1), (("1", "10"), 1), (("1", "10"), 1)]


@pytest.mark.parametrize(
    "text",
    [
        "a,b,weight\n1,0,2\nx,JA,0.5\n",
        "\ufeffa;b;Weight\n1;;2\nyes;true;0.5\n",
        "Voter\ta\tb\tweight\n7\t1\tno\t2\n8\t1\t1\t0.5\n",
    ],
)
def test_a_matrix_is_read(text):
    profile = table.read(text.encode())
    assert profile.proposals == ("a", "b")
    assert ballots(profile) == [(("a",), 2), (("a", "b"), Fraction(1, 2))]


@pytest.mark.parametrize("text", ['choices\n"a,b"\nb\n\n', "choices\na,b\nb\n", "voter;choices\n1;a;b\n2;b\n"])
def test_a_list_is_read(text):
    profile = table.read(text.encode())
    assert profile.proposals == ("a", "b")
    assert ballots(profile) == [(("a", "b"), 1), (("b",), 1)]
    weighted = table.read(b"weight,choices\n2,a;b\n")
    assert ballots(weighted) == [(("a", "b"), 2)]


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("", UnreadableFile, 1),
        ("\n\n", UnreadableFile, 1),
        ("participant,group-id\n1,2\n", UnreadableFile, 1),
        ("weight,voter\n1,2\n", UnreadableFile, 1),
        ("a,,c\n1,1,1\n", UnreadableFile, 1),
        ("a,b,a\n1,1,1\n", DuplicateProposal, 1),
        ("a,b\n1,1\n1\n", UnreadableFile, 3),
        ("a,b\n1,1\n1,1,1\n", UnreadableFile, 3),
        ("a,b\n1,1\nb,c\n", UnreadableFile, 3),
        ("a,weight\n1,1\n1,-2\n", InvalidWeight, 3),
        ("a,weight\n1,1\n1,two\n", InvalidWeight, 3),
        ("a,weight\n1,1\n1,1e9\n", InvalidWeight, 3),
        ("a,weight\n1,1\n1,1/0\n", InvalidWeight, 3),
        ("a,b\n0,0\n", EmptyProfile, 1),
        ("choices\na;a\n", DuplicateProposal, 2),
        ("choices\n", EmptyProfile, 1),
        ('a,b\n"1"x,1\n', UnreadableFile, 2),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(text, error, line):
    refused(error, line, lambda: table.read(text.encode()))


def test_broken_utf_8_names_its_line():
    error = refused(UnreadableFile, 3, lambda: decode(b"a\nb\nc\xffd\n"))
    assert "0xff" in error.problem


def test_odd_characters_do_not_end_a_line():
    odd = PB.replace("three", "th\u2028r\x85e\x0be").replace("\n", "\r\n")
    assert ballots(pabulib.read(odd.encode())) == ballots(pabulib.read(PB.encode()))
    refused(UnknownProposal, 12, lambda: pabulib.read(odd.replace("1;a,b", "1;a,c").encode()))
    odd = CAT.replace("first", "fi\u2028r\x85st").replace("\n", "\r")
    assert ballots(preflib.read(odd.encode())) == ballots(preflib.read(CAT.encode()))


def plain(**entries):
    return json.dumps({"proposals": ["a", "b"], "ballots": [["a"], ["a", "b"]]} | entries, indent=1)


def test_a_plain_profile_is_read():
    text = plain(weights=[2, 0.5], costs={"b": 2}, hosts={"a": 1}, hands={"people": 5, "counts": {"b": 3}})
    profile = plain_profile.read(text)
    assert ballots(profile) == [(("a",), 2), (("a", "b"), Fraction(1, 2))]
    assert (dict(profile.costs), dict(profile.hosts)) == ({"b": 2}, {"a": 1})
    assert (profile.hands.people, dict(profile.hands.counts)) == (5, {"b": 3})
    numbers = plain_profile.read('{"proposals": [0, 1], "ballots": [[0, 1]], "hands": null}')
    assert numbers.proposals == ("0", "1")


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("", UnreadableFile, 1),
        ('{"proposals":\n[}', UnreadableFile, 2),
        ("[]", UnreadableFile, 1),
        ('\n{"proposals": []}', UnreadableFile, 2),
        (plain(votes=[]), UnreadableFile, 15),
        (plain(proposals="ab"), UnreadableFile, 2),
        (plain(proposals=["a", ""]), UnreadableFile, 2),
        (plain(proposals=["a", True]), UnreadableFile, 2),
        (plain(proposals=["a", "b", "a"]), DuplicateProposal, 2),
        (plain(proposals=[], ballots=[]), EmptyProfile, 2),
        (plain(ballots={}), UnreadableFile, 6),
        (plain(ballots=[["a"], "b"]), UnreadableFile, 10),
        (plain(ballots=[["a"], ["x"]]), UnknownProposal, 10),
        (plain(ballots=[["a"], ["a", "a"]]), DuplicateProposal, 10),
        (plain(ballots=[[], []]), EmptyProfile, 2),
        (plain(weights=[1, -1]), InvalidWeight, 17),
        (plain(weights=[1, "2"]), InvalidWeight, 17),
        (plain(weights=[1]), UnreadableFile, 15),
        (plain(weights="12"), UnreadableFile, 15),
        (plain(costs=[1]), UnreadableFile, 15),
        (plain(costs={"x": 1}), UnknownProposal, 16),
        (plain(costs={"a": 0}), InvalidCost, 2),
        (plain(hands={"people": 2, "counts": {"a": 3}}), InvalidHands, 15),
        (plain(hands={"people": 2, "counts": {"x": 1}}), UnknownProposal, 18),
        (plain(hands={"people": 2}), UnreadableFile, 15),
        (plain(hands=[2]), UnreadableFile, 15),
        ('{"proposals": ["a"], "ballots": [["a"]], "weights": [NaN]}', UnreadableFile, 1),
        ('{"proposals": ["a"], "ballots": [["a"]], "weights": [1e999999999]}', UnreadableFile, 1),
        ('{"proposals": ["a"], "ballots": [["a"]], "proposals": ["b"]}', UnreadableFile, 1),
        ("[" * 100_000, UnreadableFile, 1),
        ("1" * 5000, UnreadableFile, 1),
    ],
    ids=range(31),
)
def test_a_wrong_plain_profile_is_refused_with_its_line(text, error, line):
    refused(error, line, lambda: plain_profile.read(text))


def test_the_line_of_a_value_is_found():
    text = '{\n"a": 1,\n"b": [\n[],\n {"c":\n2}]}'
    assert [line_of(text, path) for path in ((), ("a",), ("b",), ("b", 1), ("b", 1, "c"))] == [1, 2, 3, 5, 6]


def refused(error, line, read):
    """Assert that reading fails with this error at this line, and return it."""
    with pytest.raises(VotingError) as caught:
        read()
    assert type(caught.value) is error, caught.value
    assert caught.value.line == line, caught.value
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy.endswith((".", "}", "]"))
    return caught.value
