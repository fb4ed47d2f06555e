"""Between the plan as the product knows it and the planning engine. Nothing else imports the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from politoscope.planning.positions import CellKey, Position
from politoscope.planning.state import Card, CardKey, State


def draft_plan(state: State) -> dict[CardKey, Position]:
    """Return positions for the cards that wait for a place, around those that have one.

    The most wanted first; each to the slot where the fewest people want what already stands there too, and there to
    the smallest room that holds its supporters. Hosts are in one place at a time and rooms have what a session needs.
    """
    waiting = [card for card in state.cards if not (card.position.is_placed or card.position.is_parked)]
    return _place(state, waiting)


def repair_plan(state: State) -> dict[CardKey, Position]:
    """Return new positions for the cards that cannot stay; what finds no other cell goes to the parking lot."""
    displaced = [card for card in state.cards if card.position.is_placed and not _may_stay(state, card)]
    cleared = state.moved({card.key: card.position.waiting() for card in displaced})
    found = _place(cleared, [card for card in cleared.cards if card.key in {one.key for one in displaced}])
    return {card.key: found.get(card.key, card.position.parked()) for card in displaced}


def best_cell(state: State, key: CardKey) -> CellKey | None:
    """Return the cell in which a card costs least, or None when no cell can take it."""
    card = next(card for card in state.cards if card.key == key)
    others = state.moved({key: card.position.waiting()})
    found = _place(others, [card for card in others.cards if card.key == key]).get(key)
    return None if found is None or found.slot is None or found.room is None else (found.slot, found.room)


def _may_stay(state: State, card: Card) -> bool:
    cells = list(state.frame.cells(card.position))
    if len(cells) < card.position.length_slots:
        return False
    return not any(cell in state.blocked or cell[0] in card.absences for cell in cells)


def _place(state: State, waiting: Sequence[Card]) -> dict[CardKey, Position]:
    wanted = Counter(proposal for ballot in state.marks for proposal in ballot)
    shared = _shared_wishes(state)
    positions = {card.key: card.position for card in state.cards if card.position.is_placed}
    for card in sorted(waiting, key=lambda card: (-wanted[card.key[0]], card.number, card.key[1])):
        best = min(
            _open_cells(state, card, positions),
            key=lambda cell: (
                sum(shared[card.key[0], other] for other in _proposals_in(state, positions, cell[0])),
                _misfit(state.frame.room_by_id[cell[1]].capacity, wanted[card.key[0]]),
                _order(state, cell),
            ),
            default=None,
        )
        if best is not None:
            positions[card.key] = card.position.at(*best)
    return {card.key: positions[card.key] for card in waiting if card.key in positions}


def _shared_wishes(state: State) -> Counter[tuple[UUID, UUID]]:
    return Counter((one, two) for ballot in state.marks for one in ballot for two in ballot if one != two)


def _open_cells(state: State, card: Card, positions: dict[CardKey, Position]) -> Iterator[CellKey]:
    by_key = {other.key: other for other in state.cards}
    taken = {cell for position in positions.values() for cell in state.frame.cells(position)}
    busy = {
        slot
        for key, position in positions.items()
        if key[0] == card.key[0] or {host.id for host in by_key[key].hosts} & {host.id for host in card.hosts}
        for slot, _room in state.frame.cells(position)
    }
    busy |= card.absences | state.frozen
    for slot in state.frame.slots:
        for room in state.frame.rooms:
            cells = list(state.frame.cells(card.position.at(slot.pk, room.pk)))
            is_free = cells and not any(cell in taken or cell in state.blocked or cell[0] in busy for cell in cells)
            if is_free and card.needs <= set(room.features):
                yield slot.pk, room.pk


def _proposals_in(state: State, positions: dict[CardKey, Position], slot: UUID) -> set[UUID]:
    return {key[0] for key, position in positions.items() if slot in {s for s, _ in state.frame.cells(position)}}


def _misfit(capacity: int, wanted: int) -> tuple[int, int]:
    return max(0, wanted - capacity), capacity


def _order(state: State, cell: CellKey) -> tuple[int, int]:
    slots = [slot.pk for slot in state.frame.slots]
    rooms = [room.pk for room in state.frame.rooms]
    return slots.index(cell[0]), rooms.index(cell[1])
