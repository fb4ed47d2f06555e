"""From hands to a number: two counters, words for a glance."""

from __future__ import annotations

from collections.abc import Iterable

from politoscope.voting.enums import HandWord
from politoscope.voting.models import HandTotal

TOLERANCE = 2
"""Two counters may differ by so many hands; beyond it they count again."""

SHARES = {HandWord.FEW: (1, 8), HandWord.SOME: (1, 3), HandWord.MANY: (2, 3)}
"""What the words stand for, as shares of the people without a phone."""


def hands_of_word(word: HandWord, people: int) -> int:
    """Return the number a word stands for: at least one hand, when there is anybody."""
    part, whole = SHARES[word]
    return min(people, max(1, round(people * part / whole))) if people else 0


def agreed_hands(totals: Iterable[HandTotal]) -> dict[int, int]:
    """Return hands per proposal number: one count as it is, of two the lower (both are in the record)."""
    found: dict[int, int] = {}
    for total in totals:
        number = total.proposal.number
        found[number] = min(found.get(number, total.hands), total.hands)
    return found


def disagreements(totals: Iterable[HandTotal]) -> list[int]:
    """Return the numbers of the proposals whose two counts differ by more than the tolerance."""
    counts: dict[int, list[int]] = {}
    for total in totals:
        counts.setdefault(total.proposal.number, []).append(total.hands)
    return sorted(number for number, hands in counts.items() if max(hands) - min(hands) > TOLERANCE)


def both_counts(totals: Iterable[HandTotal]) -> dict[str, dict[str, int]]:
    """Return what each counter found per proposal number, for the record."""
    found: dict[str, dict[str, int]] = {}
    for total in totals:
        found.setdefault(str(total.proposal.number), {})[str(total.counter)] = total.hands
    return found
