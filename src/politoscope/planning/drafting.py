"""Positions by the engine: for what waits, for what can no longer stay, for one session."""

from __future__ import annotations

from politoscope.planning.bridge.child import Job
from politoscope.planning.bridge.problem import answer, ask, kept_placements
from politoscope.planning.enums import RunMode
from politoscope.planning.positions import CellKey, Position
from politoscope.planning.solver import ask_engine
from politoscope.planning.state import Card, CardKey, State

DRAFT_SECONDS = 0.8
REPAIR_SECONDS = 0.3


def fill(state: State, *, seconds: float = DRAFT_SECONDS) -> dict[CardKey, Position]:
    """Return positions for the cards that wait, around all others. Raises: EngineLost."""
    waiting = {card.key for card in state.cards if not (card.position.is_placed or card.position.is_parked)}
    return {key: position for key, position in _solve(state, RunMode.FILL, seconds).items() if key in waiting}


def repair(state: State) -> dict[CardKey, Position]:
    """Return the smallest change that lets every card stay where it is: new positions of those that move.

    First only the cards that cannot stay look for another cell. If that is not enough, others make room, as few as
    possible. What finds no cell goes to the parking lot. Raises: EngineLost.
    """
    displaced = [card for card in state.cards if card.position.is_placed and not may_stay(state, card)]
    if not displaced:
        return {}
    alone = _only(state, displaced)
    found = _solve(alone, RunMode.FILL, REPAIR_SECONDS)
    if all(found[card.key].is_placed for card in displaced if card.key in found):
        return {card.key: found.get(card.key, card.position.parked()) for card in displaced}
    found = _solve(_only(state, displaced), RunMode.REPAIR, REPAIR_SECONDS)
    moved = {card.key: found.get(card.key, card.position) for card in alone.cards if card.key in found}
    return {
        card.key: position if position.is_placed else card.position.parked()
        for card in state.cards
        if (position := moved.get(card.key)) is not None and position != card.position
    }


def best_cell(state: State, key: CardKey) -> CellKey | None:
    """Return the cell in which a card costs least while all others stay, or None. Raises: EngineLost."""
    card = state.card(key)
    if card is None:
        return None
    position = _solve(_only(state, [card]), RunMode.FILL, REPAIR_SECONDS).get(key)
    return (
        None if position is None or position.slot is None or position.room is None else (position.slot, position.room)
    )


def may_stay(state: State, card: Card) -> bool:
    """Tell whether rooms and hosts let a card stay where it is."""
    cells = list(state.frame.cells(card.position))
    if len(cells) < card.position.length_slots:
        return False
    return not any(cell in state.blocked or cell[0] in card.absences for cell in cells)


def _only(state: State, cards: list[Card]) -> State:
    """Let only these cards look for a place: they wait, everything else that waits is left out."""
    keys = {card.key for card in cards}
    return state.moved(
        {
            card.key: card.position.waiting() if card.key in keys else card.position.parked()
            for card in state.cards
            if card.key in keys or not card.position.is_placed
        }
    )


def _solve(state: State, mode: RunMode, seconds: float) -> dict[CardKey, Position]:
    question = ask(state, mode)
    if question is None:
        return {}
    result = ask_engine(Job(question.problem, seconds), seconds=seconds)
    return answer(question, kept_placements(result))
