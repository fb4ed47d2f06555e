"""``politoscope tally`` as somebody with a list of ballots uses it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from barcamp_engine.voting.result_file import write_result
from politoscope.cli import main
from politoscope.commands import tally as command
from tests.engine.voting.instances import RULES, SHARED, needs_shared, own, reference
from tests.engine.voting.rounds import closed_round

PROFILE = {
    "proposals": ["open-source", "yoga", "ki"],
    "ballots": [["open-source", "ki"], ["open-source"], ["yoga"]],
    "weights": [3, 2, 2],
}


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a file and returns its path as text."""

    def write(content, name="profile.json"):
        path = tmp_path / name
        data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        path.write_bytes(data)
        return str(path)

    return write


def test_json_is_one_object(file, capsys):
    assert main(["tally", file(PROFILE), "--seats", "2", "--json"]) == 0
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert printed.out.count("\n") == 1
    assert (document["accepted"], document["waiting"]) == (["open-source", "yoga"], ["ki"])
    assert document["ranking"] == ["open-source", "yoga", "ki"]
    assert document["loads"] == ["1/5", "1/2", "8/15"]
    assert [reason["code"] for reason in document["reasons"]] == ["accepted", "accepted", "waiting"]
    assert document["fairness"]["holds"] is True


@needs_shared
@pytest.mark.parametrize("short", RULES)
def test_the_command_gives_the_reference_results(short, capsys):
    for name in ("pabulib-Netherlands_Assen_2024", "polis-london.youth.policing", "preflib-00039-00000001-yesmaybe"):
        entry = reference()[name]
        for places, run in entry["runs"].items():
            call = ["tally", str(SHARED / entry["file"]), "--seats", places, "--rule", RULES[short]]
            call += ["--categories", str(entry.get("categories", 1)), "--ties", "lowest-index", "--json"]
            assert main(call) == 0
            document = json.loads(capsys.readouterr().out)
            assert sorted(document["accepted"], key=entry["candidates"].index) == run[short]["winners"]


@needs_shared
def test_costs_of_a_pabulib_file_are_taken_on_demand(capsys):
    entry = reference()["pabulib-Switzerland_Zurich_SN"]
    costs = entry["real_costs_pabutools"]
    call = [
        "tally",
        str(SHARED / entry["file"]),
        "--seats",
        costs["budget"],
        "--costs",
        "--ties",
        "lowest-index",
        "--json",
    ]
    assert main(call) == 0
    assert set(json.loads(capsys.readouterr().out)["accepted"]) == set(costs["seqphragmen_costs_stop"])


def test_people_read_a_table_with_reasons(file, capsys):
    document, _ = own("seventy-thirty.json")
    assert main(["tally", file(document["profile"]), "--seats", "10", "--rule", "approval"]) == 0
    printed = capsys.readouterr().out
    assert "10 of 20 proposals for 10 places by approval" in printed
    assert "100 people with a wish; fingerprint" in printed
    assert "70 interested" in printed
    assert "Waiting list\n  11  A" in printed
    assert (
        "Passed over (EJR+): 30 people want B1, are entitled to 3 places and none of them has more than 0." in printed
    )


def test_the_table_tells_hands_ties_quorum_and_what_nobody_wants(file, capsys):
    profile = {
        "proposals": ["a", "b", "c", "d"],
        "ballots": [["a"], ["a"], ["b"], ["b"], ["c"]],
        "hands": {"people": 4, "counts": {"a": 3, "b": 3}},
    }
    assert main(["tally", file(profile), "--seats", "2", "--quorum", "2", "--ties", "lowest-index"]) == 0
    printed = capsys.readouterr().out
    assert "8 people with a wish (up to 4 of them by show of hands)" in printed
    assert "   1  a  5 interested, 3 of them by hand, 5 had nothing accepted before, won a tie with b\n" in printed
    assert "   –  c  below the quorum: 1 of 2\n" in printed
    assert main(["tally", file(profile | {"ballots": []}), "--seats", "1"]) == 0
    printed = capsys.readouterr().out
    assert "Hands only" in printed
    assert "   –  d  not asked for yet" in printed


def test_the_waiting_list_tells_what_was_missing(file, capsys):
    profile = {"proposals": ["a", "b"], "ballots": [["a", "b"], ["a"]], "weights": [6, 1]}
    assert main(["tally", file(profile), "--seats", "1"]) == 0
    assert "   2  b  6 interested, 6 already have 1.0 accepted on average, 2 more would have been enough" in (
        capsys.readouterr().out
    )


def test_dice_decide_a_tie(file, capsys):
    profile = {"proposals": ["a", "b"], "ballots": [["a"], ["b"]]}
    winners = set()
    for dice in ("111111", "222222", "333333", "444444", "555555", "666666"):
        assert main(["tally", file(profile), "--seats", "1", "--dice", dice, "--json"]) == 0
        winners.add(json.loads(capsys.readouterr().out)["accepted"][0])
    assert winners == {"a", "b"}


def test_a_result_file_is_recounted_with_its_own_rules(file, capsys):
    closing, openings = closed_round()
    data = write_result(closing, openings, "314152")
    path = file(data)
    assert main(["tally", path, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(data)["result"]
    assert main(["tally", path, "--seats", "4"]) == 0
    assert "Thema „t011“" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "sentence"), [(["--seats", "5"], "closed with seats 4"), (["--rule", "approval"], "closed with rule")]
)
def test_a_result_file_keeps_its_rules(file, capsys, options, sentence):
    path = file(write_result(*closed_round()))
    assert main(["tally", path, *options]) == 2
    assert sentence in capsys.readouterr().err


def test_a_result_file_without_ballots_cannot_be_counted(file, capsys):
    path = file(write_result(*closed_round(), with_ballots=False))
    assert main(["tally", path]) == 2
    assert "counting team" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "options", "line", "sentence"),
    [
        ("p.json", {"proposals": ["a"], "ballots": [["x"]]}, [], 1, "names 'x'"),
        ("p.json", {"proposals": ["a", "a"], "ballots": [["a"]]}, [], 1, "stands for two"),
        ("p.json", {"proposals": ["a"], "ballots": [["a"]], "weights": [-1]}, [], 1, "weight -1"),
        ("p.json", PROFILE | {"hands": {"people": 2, "counts": {"ki": 3}}}, [], 1, "has 3 hands"),
        ("p.json", {"proposals": [], "ballots": []}, [], 1, "no proposal"),
        ("p.json", PROFILE, ["--seats", "0"], None, "0 places"),
        ("p.json", PROFILE, ["--seats", "4"], None, "at most 3"),
        ("p.json", PROFILE, ["--quorum", "-1"], None, "quorum"),
        ("p.json", PROFILE, ["--dice", "12"], None, "dice"),
        ("p.csv", b"a,b\n1,1\n\xff,1\n", [], 3, "UTF-8"),
        ("p.csv", b"participant,group-id\n1,2\n", [], 1, "header"),
        ("p.pb", b"key;value\n", [], 1, "begins with META"),
        ("p.cat", b"1: 2\n", [], 1, "NUMBER ALTERNATIVES"),
        ("p.txt", b"a", [], 1, "kind of file"),
    ],
    ids=range(14),
)
def test_bad_input_gives_one_sentence_with_file_line_and_remedy(file, capsys, name, content, options, line, sentence):
    path = file(content, name)
    call = ["tally", path, *options]
    assert main(call if "--seats" in options else [*call, "--seats", "1"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    where = path if line is None else f"{path}, line {line}"
    assert printed.err.startswith(f"politoscope tally: {where}: ")
    assert sentence in printed.err
    assert printed.err.count("\n") == 1


def test_missing_places_and_missing_files_are_explained(file, tmp_path, capsys):
    assert main(["tally", file(PROFILE)]) == 2
    assert "--seats" in capsys.readouterr().err
    for path in (tmp_path / "none.pb", tmp_path):
        assert main(["tally", str(path), "--seats", "1"]) == 2
        assert str(path) in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_shows_long_runs_on_a_terminal(monkeypatch):
    stream = Terminal()
    clock = iter([0.0, 0.1, 1.0, 2.0])
    monkeypatch.setattr(command.time, "monotonic", lambda: next(clock))
    show = command.progress_bar(stream)
    show(1, 3)
    assert stream.getvalue() == ""
    show(2, 3)
    assert stream.getvalue() == "\r[####################..........] 2/3"
    show(3, 3)
    assert stream.getvalue().endswith("3/3\r\x1b[K")
    assert command.progress_bar(io.StringIO()) is command.silent


def test_the_command_starts_without_django_and_numpy(file):
    source = Path(command.__file__).parents[2]
    heavy = "{'django', 'numpy', 'numba', 'ortools'} & set(sys.modules)"
    code = f"import sys; from politoscope.cli import main; main(sys.argv[1:]); sys.exit(sorted({heavy}) or 0)"
    call = [sys.executable, "-c", code, "tally", file(PROFILE), "--seats", "2", "--json"]
    done = subprocess.run(
        call, check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(source)}
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_stops_early_causes_no_complaint(file):
    source = Path(command.__file__).parents[2]
    profile = {"proposals": [str(number) for number in range(3000)], "ballots": [["1"]]}
    call = [sys.executable, "-m", "politoscope.cli", "tally", file(profile), "--seats", "1", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(source)}
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.slow
def test_a_million_ballots_are_counted(file, capsys):
    rows = [f"{n % 2},{n % 3 % 2},{n % 5 % 2},{n % 7 % 2}" for n in range(1000)]
    path = file(("a,b,c,d\n" + "\n".join(rows * 1000) + "\n").encode(), "million.csv")
    assert main(["tally", path, "--seats", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accepted"][0] == "a"
