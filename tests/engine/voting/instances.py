"""Where the test data lies: our own small instances, and the shared reference data beside the repository."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from barcamp_engine.voting import Ballot, Profile
from barcamp_engine.voting.formats import pabulib, plain_profile, preflib, table

REPOSITORY = Path(__file__).resolve().parents[3]
OWN = REPOSITORY / "tests" / "instances" / "voting"
SHARED = REPOSITORY.parent / "shared" / "data" / "voting"

RULES = {
    "av": "approval",
    "sav": "satisfaction-approval",
    "seqcc": "greedy-cc",
    "seqpav": "sequential-pav",
    "seqphragmen": "sequential-phragmen",
    "mes_none": "equal-shares",
    "mes_av": "equal-shares-approval",
    "mes_phragmen": "equal-shares-phragmen",
    "mes_increment": "equal-shares-increment",
}

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the reference data (../shared/data/voting) is not beside the repository"
)


def own(name: str) -> tuple[dict[str, Any], Profile]:
    """Return one of our small instances and its profile."""
    document = json.loads((OWN / name).read_text(encoding="utf-8"))
    return document, plain_profile.read(json.dumps(document["profile"]))


def profile(*ballots: str, proposals: str = "abcdef") -> Profile:
    """Return a profile over one-letter proposals: ``profile("ab", "a")``."""
    return Profile(tuple(proposals), tuple(Ballot(tuple(ballot)) for ballot in ballots))


@cache
def reference() -> dict[str, Any]:
    """Return the reference results, or nothing where they are not there."""
    path = SHARED / "reference.json"
    return json.loads(path.read_text(encoding="utf-8"))["instances"] if path.exists() else {}


@cache
def random_small() -> list[dict[str, Any]]:
    """Return the 150 tiny profiles with all tied winner sets."""
    path = SHARED / "random_small.json"
    return json.loads(path.read_text(encoding="utf-8"))["instances"] if path.exists() else []


@cache
def shared_profile(instance: str) -> Profile:
    """Return the profile of a reference instance."""
    entry = reference()[instance]
    data = (SHARED / entry["file"]).read_bytes()
    if entry["type"] == "pb":
        return pabulib.read(data)
    if entry["type"] == "cat":
        return preflib.read(data, categories=entry["categories"])
    return table.read(data)


def small_profile(entry: dict[str, Any]) -> Profile:
    """Return the profile of a tiny instance; ids are the indices."""
    ballots = tuple(Ballot(tuple(map(str, ballot))) for ballot in entry["ballots"])
    return Profile(tuple(map(str, range(entry["m"]))), ballots)
