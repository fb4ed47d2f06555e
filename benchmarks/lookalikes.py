"""Measures the hints about look-alikes: how many duplicates are found, and what a wrong hint costs.

    python benchmarks/lookalikes.py

A pair counts as found when its other title is among the first three hints that somebody who types a title sees. Asked
is from both sides, among all other titles of the set. Standard library only.
"""

from __future__ import annotations

import csv
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from tests.engine.similarity.test_lookalikes import KLIMARAT, SHARED, UNTUNED

from barcamp_engine.similarity import DEFAULT_SYNONYMS, HINT, STRONG, LookalikeIndex, Synonyms

BAR = 0.9
KINDS = {"near": "nearly the same words", "para": "paraphrased", "sem": "synonyms only"}
Pair = tuple[str, str]


def main() -> int:
    """Print the table; the exit status is 1 when a set is below the bar of VOTING.md 10.10."""
    sets: dict[str, tuple[Sequence[Pair], Sequence[str]]] = {
        "written for the test, nobody tuned on them": (UNTUNED, [])
    }
    if SHARED.is_dir():
        document = json.loads((SHARED / "duplicates_de.json").read_text(encoding="utf-8"))
        for kind, words in KINDS.items():
            pairs = [(pair["a"], pair["b"]) for pair in document["pairs"] if pair["kind"] == kind]
            if pairs:
                sets[f"reference, {words}"] = (pairs, [*document["negatives"], *klimarat()])
    else:
        print(
            "The reference data (../shared/data/voting) is not beside the repository: only the own set is measured.\n"
        )
    print("| set | pairs | first three, no threshold | as the form shows it, no synonyms | with the usual synonyms |")
    print("|---|---|---|---|---|")
    reached = [row(name, pairs, others) for name, (pairs, others) in sets.items()]
    if SHARED.is_dir():
        speed(klimarat())
    return 0 if all(reached) else 1


def row(name: str, pairs: Sequence[Pair], others: Sequence[str]) -> bool:
    """Print one set and tell whether it is above the bar; what only synonyms can find has none."""
    asked = 2 * len(pairs)
    bare = found(pairs, others, synonyms=Synonyms(()), at_least=0.0)
    hinted = found(pairs, others, synonyms=Synonyms(()), at_least=HINT)
    helped = found(pairs, others, synonyms=Synonyms(DEFAULT_SYNONYMS), at_least=HINT)
    print(f"| {name} | {len(pairs)} | {bare} of {asked} | {hinted} of {asked} | {helped} of {asked} |")
    return name.endswith("synonyms only") or helped / asked >= BAR


def found(pairs: Sequence[Pair], others: Sequence[str], *, synonyms: Synonyms, at_least: float) -> int:
    """Return how many partners are among the first three hints, asked from both sides."""
    texts = {f"{side}{number}": pair[side] for number, pair in enumerate(pairs) for side in (0, 1)}
    index = LookalikeIndex(texts | {f"other{number}": text for number, text in enumerate(others)}, synonyms)
    hits = 0
    for number, pair in enumerate(pairs):
        for side in (0, 1):
            own, partner = f"{side}{number}", f"{1 - side}{number}"
            hints = [match.id for match in index.query(pair[side], limit=4, at_least=at_least) if match.id != own]
            hits += partner in hints[:3]
    return hits


def speed(texts: Sequence[str]) -> None:
    """Print the time of a query, and how many of the hints between unrelated statements are called strong."""
    started = time.perf_counter()
    index = LookalikeIndex({str(number): text for number, text in enumerate(texts)}, Synonyms(DEFAULT_SYNONYMS))
    built = time.perf_counter() - started
    times, hints, strong = [], 0, 0
    for number, text in enumerate(texts):
        before = time.perf_counter()
        matches = index.query(text, limit=4)
        times.append(time.perf_counter() - before)
        others = [match for match in matches if match.id != str(number)]
        hints += bool(others)
        strong += any(match.score >= STRONG for match in others)
    print(
        f"\n{len(texts)} statements of the Klimarat: index in {built * 1000:.0f} ms, a query in "
        f"{statistics.median(times) * 1000:.2f} ms; {hints} of them would show a hint, {strong} a strong one."
    )


def klimarat() -> list[str]:
    """Return German statements that people really wrote."""
    with (SHARED / KLIMARAT).open(encoding="utf-8", newline="") as file:
        return [row["comment-body"] for row in csv.DictReader(file)]


if __name__ == "__main__":
    raise SystemExit(main())
