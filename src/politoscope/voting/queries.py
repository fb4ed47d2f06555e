"""What pages and later stages ask about votes."""

from __future__ import annotations

from uuid import UUID

from politoscope.editions.models import Edition
from politoscope.voting.models import Ballot, Round


def current_round(edition: Edition) -> Round | None:
    """Return the newest round of an edition. One query."""
    return edition.rounds.latest_first().first()


def count_ballots(round_: Round) -> int:
    """Return how many ballots have arrived: the one number anybody may see before the close (R-04)."""
    return Ballot.objects.filter(round=round_).count()


def planning_marks(edition: Edition) -> list[frozenset[UUID]]:
    """Return the anonymous marks of the last counted round: who would attend what, as sets of proposal ids.

    Marks of a merged proposal count for the one that stands for both. Three queries.
    """
    round_ = edition.rounds.counted().latest_first().first()
    if round_ is None:
        return []
    stands_for = _stands_for(edition)
    ballots = Ballot.objects.filter(round=round_).values_list("choices", flat=True)
    return [frozenset(stands_for[number] for number in choices if number in stands_for) for choices in ballots]


def _stands_for(edition: Edition) -> dict[int, UUID]:
    rows = edition.proposals.values_list("number", "pk", "merged_into")
    into = {pk: target for _, pk, target in rows}

    def last(pk: UUID) -> UUID:
        while (target := into.get(pk)) is not None:
            pk = target
        return pk

    return {number: last(pk) for number, pk, _ in rows}
