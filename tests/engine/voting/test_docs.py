"""The pages about the rules say what the program does: every example is run, every rule has its page."""

from __future__ import annotations

import re
import shlex

import pytest

from barcamp_engine.voting import Rule
from politoscope.cli import main
from tests.engine.voting.instances import REPOSITORY, own

PAGES = REPOSITORY / "docs" / "rules"
EXAMPLE = re.compile(
    r"```json\n(?P<profile>.*?)\n```\n\n```console\n\$ politoscope (?P<call>[^\n]*)\n(?P<said>.*?)```", re.S
)
EXAMPLES = [
    (page.name, match)
    for page in sorted(PAGES.glob("*.md"))
    for match in EXAMPLE.finditer(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("page", "example"), EXAMPLES, ids=[page for page, _ in EXAMPLES])
def test_an_example_prints_what_the_page_shows(page, example, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "profile.json").write_text(example["profile"], encoding="utf-8")
    assert main(shlex.split(example["call"])) == 0
    assert capsys.readouterr().out == example["said"]


def test_every_rule_has_a_page_with_an_example_a_source_and_words_for_the_room():
    shown = {example["call"].split("--rule ")[1].split()[0] for _, example in EXAMPLES}
    completions = {"equal-shares-approval", "equal-shares-phragmen", "equal-shares-increment"}
    assert shown == {rule.value for rule in Rule} - completions
    for rule in shown:
        text = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
        for part in (
            "## For the room",
            "**Deutsch.**",
            "**English.**",
            "## Formula",
            "## Source",
            "## What it promises",
        ):
            assert part in text, (rule, part)
    assert all(rule in (PAGES / "equal-shares.md").read_text(encoding="utf-8") for rule in completions)


def test_the_table_of_seventy_and_thirty_is_the_instance():
    document, _ = own("seventy-thirty.json")
    text = (PAGES / "README.md").read_text(encoding="utf-8")
    names = {
        "approval": "plain approval",
        "greedy-cc": "greedy Chamberlin–Courant",
        "sequential-phragmen": "sequential Phragmén",
        "sequential-pav": "sequential proportional approval",
        "equal-shares": "equal shares",
    }
    for rule, large in document["large_group_gets"].items():
        assert re.search(rf"\| \**{names[rule]}\** \| \**{large}\** \| \**{10 - large}\** \|", text), rule


def test_links_between_the_pages_lead_somewhere():
    for page in PAGES.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (PAGES / target).exists(), (page.name, target)
