"""Where sessions take place, in a form that two plans can be compared by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from politoscope.planning.differences import Difference, Spot, differences
from politoscope.planning.models import Occurrence, Publication, PublishedPlacement, SessionPlan
from politoscope.planning.positions import Frame, Position
from politoscope.planning.queries.frame import frame_of, positions_of
from politoscope.planning.state import CardKey, State


def spots_of_publication(publication: Publication | None) -> dict[int, Spot]:
    """Return what a revision said when it was published. One query."""
    if publication is None:
        return {}
    rows = PublishedPlacement.objects.filter(publication=publication).select_related("occurrence__proposal")
    return {row.occurrence_id: _published_spot(row) for row in rows}


def spots_of_positions(
    positions: Mapping[int, Position], occurrences: Mapping[int, Occurrence], frame: Frame
) -> dict[int, Spot]:
    """Return where positions are, by the times and names of the frame. Occurrences come with their proposal."""
    found = {}
    for key, position in positions.items():
        cells = list(frame.cells(position))
        if cells:
            proposal = occurrences[key].proposal
            first, last = frame.slot_by_id[cells[0][0]], frame.slot_by_id[cells[-1][0]]
            room = frame.room_by_id[cells[0][1]]
            found[key] = Spot(
                proposal.pk,
                proposal.number,
                proposal.title,
                first.pk,
                room.pk,
                room.name,
                first.starts_at,
                last.ends_at,
            )
    return found


def spots_of_cards(state: State) -> dict[CardKey, Spot]:
    """Return where the cards of a state stand. No query."""
    found = {}
    for card in state.cards:
        cells = list(state.frame.cells(card.position))
        if cells:
            first, last = state.frame.slot_by_id[cells[0][0]], state.frame.slot_by_id[cells[-1][0]]
            room = state.frame.room_by_id[cells[0][1]]
            found[card.key] = Spot(
                proposal=card.key[0],
                number=card.number,
                title=card.title,
                slot=first.pk,
                room=room.pk,
                room_name=room.name,
                starts_at=first.starts_at,
                ends_at=last.ends_at,
            )
    return found


def spots_of_draft(plan: SessionPlan) -> dict[int, Spot]:
    """Return where sessions stand in the draft. Four queries."""
    occurrences = {one.pk: one for one in plan.occurrences.select_related("proposal")}
    positions = positions_of(plan, occurrences.values())
    return spots_of_positions(positions, occurrences, frame_of(plan.edition))


def unpublished_differences(plan: SessionPlan) -> list[Difference]:
    """Return what publishing the whole draft would change for readers."""
    latest = plan.publications.order_by("-number").first()
    return differences(spots_of_publication(latest), spots_of_draft(plan))


def differences_of(publications: Iterable[Publication]) -> dict[int, list[Difference]]:
    """Return per revision what it changed; ``publications`` are in a row, the first one against nothing known."""
    rows = PublishedPlacement.objects.filter(publication__in=list(publications)).select_related("occurrence__proposal")
    spots: dict[int, dict[int, Spot]] = {publication.pk: {} for publication in publications}
    for row in rows:
        spots[row.publication_id][row.occurrence_id] = _published_spot(row)
    found: dict[int, list[Difference]] = {}
    before: dict[int, Spot] = {}
    for publication in publications:
        found[publication.number] = differences(before, spots[publication.pk])
        before = spots[publication.pk]
    return found


def _published_spot(row: PublishedPlacement) -> Spot:
    proposal = row.occurrence.proposal
    return Spot(
        proposal=proposal.pk,
        number=proposal.number,
        title=proposal.title,
        slot=row.slot_id,
        room=row.room_id,
        room_name=row.room_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
