"""Look-alikes: which short German titles say nearly the same?

Suggests, never merges: opposites look alike too. Standard library only; definition and measurements: VOTING.md 8.

    >>> from barcamp_engine.similarity import LookalikeIndex
    >>> index = LookalikeIndex({"p1": "Open Source in Kommunen", "p2": "Yoga in der Mittagspause"})
    >>> [match.id for match in index.query("Kommunen und Open Source")]
    ['p1']
"""

from barcamp_engine.similarity.index import HINT, STRONG, LookalikeIndex, Match
from barcamp_engine.similarity.synonyms import DEFAULT_SYNONYMS, Synonyms

__all__ = ["DEFAULT_SYNONYMS", "HINT", "STRONG", "LookalikeIndex", "Match", "Synonyms"]
