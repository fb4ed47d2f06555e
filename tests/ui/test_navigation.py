from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from politoscope.ui import navigation
from politoscope.ui.navigation import Entry, Item

NOW = datetime(2026, 10, 15, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Camp:
    slug: str = "camp"
    is_open: bool = True


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register(Entry("notices:imprint", "Imprint", order=90))
    navigation.register(Entry("notices:privacy", "Privacy", order=10, is_shown=lambda camp, person, now: camp.is_open))
    navigation.register(Entry("notices:accessibility", "Crew", area="organise", policy=lambda who, camp: who == "cem"))


def test_entries_stand_in_their_order_and_the_current_one_is_marked() -> None:
    found = navigation.items("main", edition=Camp(), person="ben", path="/camp/privacy/more/", now=NOW)
    assert found == [
        Item("/camp/privacy/", "Privacy", is_current=True),
        Item("/camp/imprint/", "Imprint", is_current=False),
    ]


def test_entry_is_hidden_when_its_time_has_not_come() -> None:
    found = navigation.items("main", edition=Camp(is_open=False), person="ben", path="/", now=NOW)
    assert [item.label for item in found] == ["Imprint"]


@pytest.mark.parametrize(("person", "labels"), [("cem", ["Crew"]), ("ben", [])])
def test_entry_is_hidden_from_those_its_policy_refuses(person: str, labels: list[str]) -> None:
    found = navigation.items("organise", edition=Camp(), person=person, path="/", now=NOW)
    assert [item.label for item in found] == labels


def test_address_registered_again_replaces_the_entry() -> None:
    navigation.register(Entry("notices:imprint", "Legal", order=1))
    found = navigation.items("main", edition=Camp(), person="ben", path="/", now=NOW)
    assert [item.label for item in found] == ["Legal", "Privacy"]


@pytest.mark.parametrize(
    ("path", "current"),
    [("/camp/", ["Home"]), ("/camp/plan/", ["Plan"]), ("/camp/plan/day/2/", ["Day"]), ("/camp/privacy/", [])],
)
def test_longest_address_wins_the_mark_and_home_only_its_own(path: str, current: list[str]) -> None:
    urls = {"Home": "/camp/", "Plan": "/camp/plan/", "Day": "/camp/plan/day/"}
    found = [Item(url, label, is_current=False) for label, url in urls.items()]
    marked = navigation._mark_current(found, path, home="/camp/")
    assert [item.label for item in marked if item.is_current] == current
