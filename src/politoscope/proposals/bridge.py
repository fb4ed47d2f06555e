"""The only place that knows both proposals and the search for look-alikes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from barcamp_engine.similarity import DEFAULT_SYNONYMS, STRONG, LookalikeIndex, Synonyms


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A proposal whose title says nearly the same; ``is_strong`` when it is almost certainly the same topic."""

    number: int
    is_strong: bool


def default_synonyms() -> list[list[str]]:
    """Return the groups an edition starts with."""
    return [list(group) for group in DEFAULT_SYNONYMS]


def lookalikes(title: str, titles: Mapping[int, str], groups: Sequence[Sequence[str]]) -> list[Lookalike]:
    """Return up to three of ``titles`` (by number) that look like ``title``, best first."""
    synonyms = Synonyms(tuple(tuple(group) for group in groups))
    index = LookalikeIndex({str(number): text for number, text in titles.items()}, synonyms)
    return [Lookalike(int(match.id), is_strong=match.score >= STRONG) for match in index.query(title)]
