"""Cosine similarity of character n-grams, weighted by how rare they are, in an inverted index.

Each word, with a space on both sides, is cut into pieces of 3 to 5 letters, so inflection, compounds and typing errors
cost little. A piece weighs ``count · (ln((1 + n) / (1 + texts with it)) + 1)``; texts are compared by the cosine.
Source: K. Spärck Jones 1972 (inverse document frequency); G. Salton, C. Buckley 1988 (weighting, cosine);
W. B. Cavnar, J. M. Trenkle 1994 (character n-grams). Measurements: VOTING.md section 8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

from barcamp_engine.similarity.synonyms import Synonyms
from barcamp_engine.similarity.words import words

HINT = 0.25
"""From here on: "is this here already?" """

STRONG = 0.50
"""From here on: almost certainly the same."""

LENGTHS = (3, 4, 5)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A text that looks alike; ``score`` is between 0 and 1."""

    id: str
    score: float


class LookalikeIndex:
    """An index over n short texts; building costs one pass over their letters, a query one over its own pieces."""

    def __init__(self, texts: Mapping[str, str], synonyms: Synonyms | None = None) -> None:
        self._synonyms = Synonyms() if synonyms is None else synonyms
        self._ids = tuple(texts)
        pieces = [self._pieces(text) for text in texts.values()]
        texts_with = Counter(piece for counts in pieces for piece in counts)
        self._rarity = {piece: log((1 + len(pieces)) / (1 + n)) + 1 for piece, n in texts_with.items()}
        self._unseen = log(1 + len(pieces)) + 1
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for place, counts in enumerate(pieces):
            for piece, weight in self._weights(counts).items():
                self._postings.setdefault(piece, []).append((place, weight))

    def query(self, text: str, *, limit: int = SHOWN, at_least: float = HINT) -> tuple[Match, ...]:
        """Return the texts that look most like ``text``, best first; equal ones in the order of the index."""
        scores: dict[int, float] = {}
        for piece, weight in self._weights(self._pieces(text)).items():
            for place, own in self._postings.get(piece, ()):
                scores[place] = scores.get(place, 0.0) + weight * own
        found = sorted((-score, place) for place, score in scores.items() if score >= at_least)
        return tuple(Match(self._ids[place], min(1.0, -negative)) for negative, place in found[:limit])

    def _pieces(self, text: str) -> Counter[str]:
        return Counter(
            padded[start : start + length]
            for word in self._synonyms.read(words(text))
            for padded in (f" {word} ",)
            for length in LENGTHS
            for start in range(max(1, len(padded) - length + 1))
        )

    def _weights(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Return the weights of the pieces, of length 1 together."""
        weights = {piece: n * self._rarity.get(piece, self._unseen) for piece, n in counts.items()}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {piece: weight / length for piece, weight in weights.items()}
