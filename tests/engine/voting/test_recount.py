"""``verify.py`` on a bare Python and ``verify.html`` in Chromium agree with the engine; they share no code with it."""

from __future__ import annotations

import ast
import json
import random
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from barcamp_engine.voting import HandCount, Rule
from barcamp_engine.voting.closing import Opening, Topic, close_round
from barcamp_engine.voting.receipts import fingerprint_groups
from barcamp_engine.voting.recount import verify, verify_html, verify_py
from barcamp_engine.voting.result_file import write_result
from tests.browser import running_browser
from tests.engine.voting.rounds import POLL, closed_round, nonce
from tests.engine.voting.test_result_file import changed, sealed

DICE = "314152"


def recount(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the downloaded file as anybody would: isolated, without site packages."""
    script = path.parent / "verify.py"
    script.write_bytes(verify_py())
    return subprocess.run(
        [sys.executable, "-I", "-S", str(script), str(path), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def say(capsys, path: Path, *options: str) -> tuple[int, str, str]:
    """Run it in this process: the status, what it prints, what it complains about."""
    status = verify.main([str(path), *options])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def written(folder: Path, data: bytes) -> Path:
    path = folder / "result.json"
    path.write_bytes(data)
    return path


def test_the_recount_needs_only_python_3_9():
    tree = ast.parse(verify_py(), feature_version=(3, 9))
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    allowed = {
        "__future__",
        "collections",
        "collections.abc",
        "fractions",
        "hashlib",
        "itertools",
        "json",
        "pathlib",
        "sys",
    }
    assert imported == allowed


def test_the_page_may_not_send_anything():
    page = verify_html().decode()
    assert page.startswith("<!doctype html>")
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|src=|href=|import\s|fetch\(", page)


@pytest.mark.parametrize("rule", [Rule.SEQUENTIAL_PHRAGMEN, Rule.APPROVAL])
def test_a_sound_result_is_confirmed(tmp_path, capsys, monkeypatch, rule):
    closing, openings = closed_round(rule=rule, quorum=9)
    path = written(tmp_path, write_result(closing, openings, DICE))
    run = recount(path)
    assert "unter dem Quorum:" in run.stdout
    assert (run.returncode, run.stderr) == (0, "")
    assert " ".join(fingerprint_groups(closing.fingerprint())) in run.stdout
    assert "ergibt dasselbe Ergebnis" in run.stdout
    assert say(capsys, path) == (0, run.stdout, "")
    assert "gives the same result" in say(capsys, path, "--english")[1]
    monkeypatch.setattr(sys, "argv", ["verify.py", str(path)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(verify.__file__, run_name="__main__")
    assert ended.value.code == 0


def test_many_rounds_are_counted_alike():
    """Costs, hands, merges, quorum, ties, dice: two implementations, one answer, every number."""
    chance = random.Random(7)
    for seed in range(120):
        topics = chance.randint(3, 14)
        closing, openings = closed_round(
            seed,
            topics=topics,
            people=chance.randint(12, 40),
            seats=chance.randint(1, max(1, topics - 4)),
            rule=chance.choice([Rule.SEQUENTIAL_PHRAGMEN, Rule.APPROVAL]),
            quorum=chance.choice([0, 2, 5]),
            approvals=chance.randint(1, 4),
        )
        document = verify.open_file(write_result(closing, openings, chance.choice(["", DICE])))
        verify.check_fingerprint(document)
        verify.check_receipts(document)
        assert verify.check_count(document) == document["result"]


def test_one_flipped_bit_fails_with_a_sentence(tmp_path):
    data = write_result(*closed_round(people=12, topics=6, quorum=0), DICE)
    chance = random.Random(3)
    for number, position in enumerate(chance.sample(range(8 * len(data)), 200)):
        spoiled = bytearray(data)
        spoiled[position // 8] ^= 1 << position % 8
        if number < 4:
            run = recount(written(tmp_path, bytes(spoiled)))
            assert run.returncode == 1
            assert run.stderr.startswith("DAS ERGEBNIS STIMMT NICHT.")
            assert run.stdout == ""
        with pytest.raises(verify.Refused):
            verify.open_file(bytes(spoiled))


@pytest.mark.parametrize(
    ("words", "data"),
    [
        ("beschädigt", b"\xff"),
        ("beschädigt", b"[]\n"),
        ("anderes Prüfprogramm", changed(closing={"rules_version": 2})),
        ("Fingerabdruck", changed(fingerprint="0" * 64)),
        ("steht doppelt", changed(closing={"receipts": ["0" * 64, "0" * 64]})),
        ("Codes", changed(closing={"used_codes": ["0" * 64]})),
        ("Quittung", changed(ballots=[])),
        ("gewählten Themen", changed(result={})),
        ("nicht wie eine Ergebnisdatei", sealed({"format": "politoscope-result", "closing": {"rules_version": 1}})),
        ("weichen ab", changed(dice="666666")),
        ("Mehr Handzeichen", changed(closing={"hands": {"people": 1, "counts": [["t000", 2]]}})),
        ("Codes", changed(closing={"used_codes": ["0" * 64] * 30})),
        ("Thema, das es nicht gibt", changed(closing={"topics": []})),
    ],
    ids=range(13),
)
def test_what_is_wrong_is_said(tmp_path, capsys, words, data):
    status, printed, complaint = say(capsys, written(tmp_path, data))
    assert (status, printed) == (1, "")
    assert words in complaint


def test_other_numbers_are_noticed():
    document = json.loads(write_result(*closed_round(), DICE))
    document["result"]["people"] += 1
    with pytest.raises(verify.Refused, match="andere Zahlen"):
        verify.check_count(document)


def test_an_own_receipt_is_looked_up(tmp_path, capsys):
    closing, openings = closed_round()
    path = written(tmp_path, write_result(closing, openings))
    assert "steht in der Liste" in say(capsys, path, "--receipt", closing.receipts[0].upper())[1]
    status, _, complaint = say(capsys, path, "--receipt", "0" * 64)
    assert status == 1
    assert "nicht in der Liste" in complaint


def test_without_ballots_it_says_who_can_recount(tmp_path, capsys):
    closing, openings = closed_round()
    status, printed, _ = say(capsys, written(tmp_path, write_result(closing, openings, with_ballots=False)))
    assert status == 0
    assert "Zählteam" in printed
    assert "dasselbe Ergebnis" not in printed


def test_hands_only_nobody_yet_and_passed_over_groups_are_told(tmp_path, capsys):
    topics = [Topic(name) for name in ("a1", "a2", "b", "x")]
    hands = close_round(
        poll=POLL,
        rule=Rule.APPROVAL,
        seats=1,
        quorum=0,
        topics=topics,
        openings=[Opening(nonce(number), ()) for number in range(12)],
        hands=HandCount(9, {"a1": 5}),
    )
    openings = [Opening(nonce(number), ()) for number in range(12)]
    _, printed, _ = say(capsys, written(tmp_path, write_result(hands, openings)))
    assert "Mehrheitswahl, kein Minderheitenausgleich möglich" in printed
    assert "   –  x: noch nicht gewünscht" in printed
    # eight people want three topics, seven another one, three places: majority gives the seven nothing
    wishes = [("a1", "a2", "a3")] * 8 + [("b",)] * 7
    openings = [Opening(nonce(number), wish) for number, wish in enumerate(wishes)]
    round_of = {"poll": POLL, "seats": 3, "quorum": 0, "topics": [*topics, Topic("a3")], "openings": openings}
    majority = close_round(rule=Rule.APPROVAL, **round_of)
    assert (
        "Übergangen: 7 Menschen für „b“, Anspruch auf Plätze: 1."
        in (say(capsys, written(tmp_path, write_result(majority, openings)))[1])
    )
    shared = close_round(rule=Rule.SEQUENTIAL_PHRAGMEN, **round_of)
    assert "Keine Gruppe wurde übergangen" in say(capsys, written(tmp_path, write_result(shared, openings)))[1]


def test_a_wrong_call_is_explained(tmp_path, capsys):
    assert say(capsys, tmp_path / "none.json")[0] == 2
    assert "RESULT" in say(capsys, tmp_path / "none.json", "second")[2]


@pytest.mark.slow
def test_a_large_camp_is_recounted_on_a_bare_python(tmp_path):
    closing, openings = closed_round(topics=300, people=20_000, seats=150, approvals=9, quorum=5)
    path = written(tmp_path, write_result(closing, openings, DICE))
    run = recount(path)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Return the offline page, opened from the disk in Chromium."""
    path = tmp_path_factory.mktemp("page") / "verify.html"
    path.write_bytes(verify_html())
    opened = running_browser().new_page(locale="de-DE")
    opened.wrong = []
    opened.on("pageerror", lambda error: opened.wrong.append(str(error)))
    opened.on("request", lambda request: opened.wrong.append(request.url) if "file://" not in request.url else None)
    opened.goto(path.as_uri())
    yield opened
    assert opened.wrong == []
    opened.close()


def verdict(page, path: Path) -> str:
    """Choose a file on the page and return what it says."""
    page.evaluate("document.querySelector('[data-verdict]').textContent = ''")
    page.set_input_files("#file", str(path))
    page.locator("[data-verdict]:not(:empty)").wait_for()
    return page.inner_text("[data-verdict]")


@pytest.mark.browser
@pytest.mark.parametrize("rule", [Rule.SEQUENTIAL_PHRAGMEN, Rule.APPROVAL])
def test_the_page_gives_the_same_fingerprint_ranking_and_reasons(page, tmp_path, rule):
    closing, openings = closed_round(rule=rule)
    data = write_result(closing, openings, DICE)
    assert verdict(page, written(tmp_path, data)).startswith("Das Ergebnis stimmt")
    assert page.inner_text("[data-fingerprint]") == " ".join(fingerprint_groups(closing.fingerprint()))
    result = json.loads(data)["result"]
    assert page.evaluate("recount(bytes).result") == result
    shown = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.proposal)")
    assert shown[: len(result["ranking"])] == result["ranking"]
    assert sorted(shown) == sorted(reason["proposal"] for reason in result["reasons"])


@pytest.mark.browser
def test_the_page_counts_many_rounds_alike(page, tmp_path):
    for seed in range(40):
        rule = Rule.APPROVAL if seed % 3 == 0 else Rule.SEQUENTIAL_PHRAGMEN
        closing, openings = closed_round(seed, topics=3 + seed % 9, seats=1 + seed % 2, rule=rule, quorum=seed % 4)
        text = write_result(closing, openings, DICE).decode()
        result = page.evaluate("text => recount(new TextEncoder().encode(text)).result", text)
        assert result == json.loads(text)["result"]


@pytest.mark.browser
def test_the_page_refuses_a_flipped_bit_and_speaks_english(page, tmp_path):
    data = bytearray(write_result(*closed_round(), DICE))
    data[len(data) // 2] ^= 1
    assert verdict(page, written(tmp_path, bytes(data))).startswith("Das Ergebnis stimmt nicht.")
    page.click("[data-language=en]")
    assert page.inner_text("[data-verdict]").startswith("The result does not hold.")
    assert page.get_attribute("html", "lang") == "en"
    page.click("[data-language=de]")


@pytest.mark.browser
def test_the_page_looks_up_a_receipt_and_knows_files_without_ballots(page, tmp_path):
    closing, openings = closed_round()
    page.fill("#receipt", closing.receipts[0])
    path = written(tmp_path, write_result(closing, openings, with_ballots=False))
    assert "Zählteam" in verdict(page, path)
    assert "steht in der Liste" in page.inner_text("[data-verdict]")
    page.fill("#receipt", "0" * 64)
    page.press("#receipt", "Enter")
    assert "nicht in der Liste" in page.inner_text("[data-verdict]")
    page.fill("#receipt", "")
