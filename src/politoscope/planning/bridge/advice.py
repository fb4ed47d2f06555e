"""Between the plan as the product knows it and the planning engine. Nothing else imports the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from politoscope.planning.advice import CellAdvice, Objection
from politoscope.planning.positions import CellKey, Position
from politoscope.planning.state import Card, CardKey, State


def advise(state: State, key: CardKey) -> list[CellAdvice]:
    """Return what the card would do in every cell of the board, in the order of slots and rooms."""
    card = next(card for card in state.cards if card.key == key)
    wanted = Counter(proposal for ballot in state.marks for proposal in ballot)
    shared = _shared_wishes(state)
    others = state.moved({key: card.position.waiting()})
    cost = {slot.pk: sum(shared[key[0], other] for other in _proposals(others, slot.pk)) for slot in state.frame.slots}
    now = cost.get(card.position.slot) if card.position.slot else None
    audience = (round(0.6 * wanted[key[0]]), round(0.95 * wanted[key[0]])) if state.marks else None
    found = []
    for slot in state.frame.slots:
        for room in state.frame.rooms:
            taker = others.card_in((slot.pk, room.pk))
            found.append(
                CellAdvice(
                    slot=slot.pk,
                    room=room.pk,
                    objections=tuple(_objections(others, card, (slot.pk, room.pk), audience)),
                    wishes=None if now is None or taker else now - cost[slot.pk],
                    audience=audience,
                    swaps_with=taker.title if taker else "",
                )
            )
    return found


def warnings(state: State) -> dict[CardKey, tuple[Objection, ...]]:
    """Return what speaks against where cards stand now. Frozen is no fault."""
    found = {}
    wanted = Counter(proposal for ballot in state.marks for proposal in ballot)
    for card in state.cards:
        if card.position.slot is not None and card.position.room is not None:
            audience = (round(0.6 * wanted[card.key[0]]), round(0.95 * wanted[card.key[0]])) if state.marks else None
            objections = _objections(state, card, (card.position.slot, card.position.room), audience)
            found[card.key] = tuple(one for one in objections if one.code != "frozen")
    return found


def _objections(state: State, card: Card, cell: CellKey, audience: tuple[int, int] | None) -> Iterator[Objection]:
    room = state.frame.room_by_id[cell[1]]
    cells = list(state.frame.cells(card.position.at(*cell)))
    if not cells:
        yield Objection("too_long", is_absolute=True)
    for slot, _room in cells or [cell]:
        if slot in state.frozen:
            yield Objection("frozen")
        for other in state.cards:
            if other.key != card.key and slot in {s for s, _ in state.frame.cells(other.position)}:
                if other.key[0] == card.key[0]:
                    yield Objection("twice_in_slot", is_absolute=True)
                elif cell not in state.frame.cells(other.position):
                    for host in card.hosts:
                        if host.id in {one.id for one in other.hosts}:
                            yield Objection("host_clash", title=other.title, person=host.name)
        for host in card.hosts:
            if slot in host.absent:
                yield Objection("host_absent", person=host.name)
        if slot in card.away:
            yield Objection("away")
    if any(one in state.blocked for one in cells):
        yield Objection("cell_blocked")
    if lacks := sorted(card.needs - set(room.features)):
        yield Objection("room_lacks", lacks=tuple(lacks))
    if audience is not None and audience[0] > room.capacity:
        yield Objection("too_small")


def _proposals(state: State, slot: UUID) -> set[UUID]:
    return _proposals_in(state, {card.key: card.position for card in state.cards}, slot)


def _shared_wishes(state: State) -> Counter[tuple[UUID, UUID]]:
    return Counter((one, two) for ballot in state.marks for one in ballot for two in ballot if one != two)


def _proposals_in(state: State, positions: dict[CardKey, Position], slot: UUID) -> set[UUID]:
    return {key[0] for key, position in positions.items() if slot in {s for s, _ in state.frame.cells(position)}}
