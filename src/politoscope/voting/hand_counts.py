"""From hands to a number: two counters, words for a glance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from politoscope.voting.enums import HandWord
from politoscope.voting.models import HandTotal, Round

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


@dataclass(frozen=True)
class Shown:
    """The hands for a proposal as the room sees them: each count, and the number that is going to count."""

    number: int
    title: str
    counts: list[int]
    entered_at: datetime

    @property
    def hands(self) -> int:
        """Return what counts: of two the lower."""
        return min(self.counts)

    @property
    def is_disputed(self) -> bool:
        """Tell whether it must be counted again."""
        return max(self.counts) - min(self.counts) > TOLERANCE


def shown_hands(round_: Round) -> list[Shown]:
    """Return the totals of a round for the screen, in the order of the proposals' numbers. One query."""
    totals = HandTotal.objects.filter(round=round_).select_related("proposal").order_by("proposal__number", "counter")
    lines = []
    for proposal, group in groupby(totals, key=lambda total: total.proposal):
        counts = list(group)
        entered_at = max(total.entered_at or round_.opened_at for total in counts)
        lines.append(Shown(proposal.number, proposal.title, [total.hands for total in counts], entered_at))
    return lines


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
