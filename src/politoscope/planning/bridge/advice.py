"""What placing a card somewhere would do, and what speaks against where cards stand: by the engine's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from barcamp_engine.planning import Code, Placement, Plan, Violation, advise, check, expected_audience
from barcamp_engine.planning.advice import CellAdvice as EngineAdvice
from barcamp_engine.planning.board import Board
from politoscope.planning.advice import CellAdvice, Objection
from politoscope.planning.bridge.problem import Question, ask
from politoscope.planning.enums import RunMode
from politoscope.planning.state import Card, CardKey, State

ABSOLUTE = frozenset({Code.TOO_LONG, Code.TWICE_IN_SLOT})
"""What not even a planner can insist on: there is no such cell."""
OWN_BUSINESS = frozenset({Code.PIN_BROKEN, Code.TOO_OFTEN, Code.REQUIRED_MISSING, Code.FROZEN_CHANGED})
"""Rules that ask the engine to keep still; they say nothing about a move by hand."""


def advise_cells(state: State, key: CardKey) -> list[CellAdvice]:
    """Return what a card would do in every cell, the best first. Some milliseconds at the size of a camp.

    Slots that ``state`` calls frozen are out of reach: whoever may change them asks with a state without them.
    """
    card = state.card(key)
    question = _free_question(state, key)
    if card is None or question is None:
        return []
    name = next(name for name, cards in question.cards.items() if any(one.key == key for one in cards))
    plan = Plan(question.problem.previous)
    held = _placement(name, card)
    found = advise(question.problem, plan, name, held=held) if held else advise(question.problem, plan, name)
    takers = {cell: other for other in state.cards if other.key != key for cell in state.frame.cells(other.position)}
    cells = [_cell_advice(state, question, card, one, takers, plan, held) for one in found]
    cells += _impossible(state, cells)
    cells = [_frozen(state, card, one) for one in cells]
    cells.sort(key=lambda one: (bool(one.objections), bool(one.swaps_with), -(one.wishes or 0)))
    if cells and cells[0].is_allowed:
        cells[0] = replace(cells[0], is_best=True)
    return cells


def warnings(state: State) -> dict[CardKey, tuple[Objection, ...]]:
    """Return what speaks against where cards stand now."""
    question = _free_question(state)
    if question is None:
        return {}
    plan = Plan(question.problem.previous)
    found: dict[CardKey, list[Objection]] = {}
    for violation in check(question.problem, plan):
        if violation.code not in OWN_BUSINESS:
            for card in _cards_at(question, violation.proposal, violation.slot, violation.room, state):
                found.setdefault(card.key, []).append(_objection(question, violation))
    seats = {str(room.pk): room.capacity for room in state.frame.rooms}
    coming = expected_audience(question.problem, plan) if state.marks else {}
    for line in plan:
        if (line.proposal, line.slot) in coming and coming[line.proposal, line.slot].low > seats[line.room]:
            for card in _cards_at(question, line.proposal, line.slot, line.room, state):
                found.setdefault(card.key, []).append(Objection("too_small"))
    return {key: tuple(dict.fromkeys(those)) for key, those in found.items()}


def _free_question(state: State, key: CardKey | None = None) -> Question | None:
    """Ask without pins and frozen slots; a parked card that is held counts as one that waits."""
    positions = {card.key: replace(card.position, is_pinned=False) for card in state.cards}
    if key in positions and not positions[key].is_placed:
        positions[key] = positions[key].waiting()
    return ask(replace(state.moved(positions), frozen=frozenset()), RunMode.REPLAN)


def _placement(name: str, card: Card) -> Placement | None:
    if not card.position.is_placed:
        return None
    return Placement(name, str(card.position.slot), str(card.position.room))


def _cell_advice(
    state: State,
    question: Question,
    card: Card,
    one: EngineAdvice,
    takers: Mapping[tuple[UUID, UUID], Card],
    plan: Plan,
    held: Placement | None,
) -> CellAdvice:
    slot, room = UUID(one.slot), UUID(one.room)
    objections = [_objection(question, violation) for violation in one.violations if _counts(violation)]
    wanted = state.frame.cells(card.position.at(slot, room))
    there = {takers[cell].key: takers[cell] for cell in wanted if cell in takers}
    wishes: int | None = round(one.attended) if state.marks else None
    swaps_with = ""
    if len(there) == 1:
        taker = next(iter(there.values()))
        swaps_with = taker.title
        wishes = _swap_value(question, card, taker, plan, held) if state.marks else None
        objections = [one for one in objections if not (one.code == Code.HOST_CLASH and one.title == taker.title)]
    elif there:
        objections.append(
            Objection("cell_taken", title=", ".join(other.title for other in there.values()), is_absolute=True)
        )
    if state.marks and one.audience.low > state.frame.room_by_id[room].capacity:
        objections.append(Objection("too_small"))
    return CellAdvice(
        slot=slot,
        room=room,
        objections=tuple(dict.fromkeys(objections)),
        wishes=wishes,
        audience=(one.audience.low, one.audience.high) if state.marks else None,
        swaps_with=swaps_with,
    )


def _frozen(state: State, card: Card, one: CellAdvice) -> CellAdvice:
    """Add that a slot is frozen, the card's own included: it may not leave either."""
    touched = {slot for slot, _room in state.frame.cells(card.position.at(one.slot, one.room))}
    touched |= {slot for slot, _room in state.frame.cells(card.position)}
    if touched.isdisjoint(state.frozen):
        return one
    return replace(one, objections=(*one.objections, Objection("frozen", is_absolute=True)))


def _counts(violation: Violation) -> bool:
    return violation.code not in OWN_BUSINESS and violation.code is not Code.CELL_TAKEN


def _swap_value(question: Question, card: Card, taker: Card, plan: Plan, held: Placement | None) -> int | None:
    """Return how many wishes more can be attended when two cards of one length change places."""
    name = next(name for name, cards in question.cards.items() if any(one.key == taker.key for one in cards))
    there = _placement(name, taker)
    if held is None or there is None or card.position.length_slots != taker.position.length_slots:
        return None
    index = question.problem.indexed
    mine, other = index.cells_of(Plan((held, there)))
    board = Board(index, index.cells_of(plan))
    swapped = board.preview((mine, other), ((mine[0], other[1], other[2]), (other[0], mine[1], mine[2])))
    return round(swapped.attended)


def _impossible(state: State, known: Iterable[CellAdvice]) -> list[CellAdvice]:
    """Return the cells of which the engine says nothing: a long session cannot begin there."""
    said = {(one.slot, one.room) for one in known}
    return [
        CellAdvice(slot.pk, room.pk, (Objection("too_long", is_absolute=True),))
        for slot in state.frame.slots
        for room in state.frame.rooms
        if (slot.pk, room.pk) not in said
    ]


def _objection(question: Question, violation: Violation) -> Objection:
    people = {str(host.id): host.name for cards in question.cards.values() for card in cards for host in card.hosts}
    code = "twice_in_slot" if violation.code is Code.HOST_CLASH and violation.person not in people else violation.code
    return Objection(
        code=str(code),
        title=question.titles.get(violation.other, ""),
        person=people.get(violation.person, ""),
        lacks=violation.lacks,
        is_absolute=violation.code in ABSOLUTE,
    )


def _cards_at(question: Question, name: str, slot: str, room: str, state: State) -> list[Card]:
    """Return the cards of a unit that stand in a cell; all of them when the rule names no cell."""
    cards = question.cards.get(name, ())
    if not slot or len(cards) == 1:
        return list(cards)
    return [card for card in cards if (UUID(slot), UUID(room)) in state.frame.cells(card.position)]
