"""The ranking as it stands now: places go down the list, past everybody who withdrew (VOTING.md 5)."""

from __future__ import annotations

from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.voting.enums import Verdict
from politoscope.voting.models import Round

IN_THE_RUNNING = (ProposalStatus.PROPOSED, ProposalStatus.ACCEPTED, ProposalStatus.PARKED)


def places_of(round_: Round) -> list[tuple[Proposal, Verdict]]:
    """Return every proposal of a counted round that is still offered, in the order of the ranking, with its verdict.

    Those that were not ranked come last and wait. Places are given until the next proposal does not fit, as the
    engine does it, so that a place more only adds and a place less only takes the last.
    """
    outcome = round_.snapshot.outcome or {}
    numbers = [reason["proposal"] for reason in outcome.get("reasons", [])]
    found = {
        str(proposal.number): proposal
        for proposal in Proposal.objects.filter(
            edition=round_.edition_id, number__in=map(int, numbers), status__in=IN_THE_RUNNING
        )
    }
    ranking = [found[number] for number in outcome.get("ranking", []) if number in found]
    ranked = set(outcome.get("ranking", []))
    others = [found[number] for number in numbers if number in found and number not in ranked]
    free, is_full, places = round_.seats, False, []
    for proposal in ranking:
        is_full = is_full or proposal.length_slots > free
        if not is_full:
            free -= proposal.length_slots
        places.append((proposal, Verdict.PARKED if is_full else Verdict.ACCEPTED))
    return places + [(proposal, Verdict.PARKED) for proposal in others]
