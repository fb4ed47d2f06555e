from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from politoscope.editions.models import Edition
from politoscope.planning.models import Cell, Occurrence, Publication, SessionPlan
from politoscope.planning.positions import Frame, Position


def frame_of(edition: Edition) -> Frame:
    """Return the slots by time and the rooms in their order. Three queries."""
    return Frame(
        slots=list(edition.slots.order_by("starts_at")),
        rooms=list(edition.rooms.order_by("position", "name")),
        is_announced=Publication.objects.filter(plan__edition=edition).exists(),
    )


def positions_of(plan: SessionPlan, occurrences: Iterable[Occurrence]) -> dict[int, Position]:
    """Return where each occurrence stands, by its key. One query.

    A session whose slot or room was deleted under it has no cells left: it waits in the parking lot.
    """
    first: dict[int, tuple[int, UUID, UUID]] = {}
    for key, number, slot, room in Cell.objects.filter(plan=plan).values_list("occurrence", "position", "slot", "room"):
        if key not in first or number < first[key][0]:
            first[key] = (number, slot, room)
    positions = {}
    for one in occurrences:
        cell = first.get(one.pk)
        positions[one.pk] = Position(
            slot=cell[1] if cell else None,
            room=cell[2] if cell else None,
            length_slots=one.length_slots,
            is_pinned=one.is_pinned and cell is not None,
            is_parked=one.is_parked,
            is_part=one.is_part,
            is_dropped=one.is_dropped,
        )
    return positions
