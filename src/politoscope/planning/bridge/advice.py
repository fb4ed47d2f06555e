"""What placing a card somewhere would do, and what speaks against where cards stand: by the engine's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from barcamp_engine.planning import Code, Judge, Placement, Plan, Verdict, Violation, check, expected_audience
from politoscope.planning.advice import CellAdvice, Objection
from politoscope.planning.bridge.problem import Question, ask
from politoscope.planning.enums import RunMode
from politoscope.planning.positions import CellKey, Position, exchange
from politoscope.planning.state import Card, CardKey, State

ABSOLUTE = frozenset({"too_long", "twice_in_slot", "cell_taken"})
"""What not even a planner can insist on: there is no such cell."""
OWN_BUSINESS = frozenset({Code.PIN_BROKEN, Code.TOO_OFTEN, Code.REQUIRED_MISSING, Code.FROZEN_CHANGED})
"""Rules that ask the engine to keep still; they say nothing about a move by hand."""


def advise_cells(state: State, key: CardKey) -> list[CellAdvice]:
    """Return what a card would do in every cell, the best first. Some milliseconds at the size of a camp.

    Where another card stands, that is what a swap of both would do. Slots that ``state`` calls frozen are out of
    reach: whoever may change them asks with a state without them.
    """
    card, question = state.card(key), _free_question(state)
    if card is None or question is None:
        return []
    held = _HeldCard(state, question, card)
    cells = [held.advise((slot.pk, room.pk)) for slot in state.frame.slots for room in state.frame.rooms]
    cells.sort(key=held.rank)
    if cells[0].is_allowed:
        cells[0] = replace(cells[0], is_best=True)
    return cells


def warnings(state: State) -> dict[CardKey, tuple[Objection, ...]]:
    """Return what speaks against where cards stand now."""
    question = _free_question(state)
    if question is None:
        return {}
    plan = Plan(question.problem.previous)
    found: dict[CardKey, list[Objection]] = {}
    speaker = _Speaker(question)
    for violation in check(question.problem, plan):
        if violation.code not in OWN_BUSINESS:
            for card in _cards_at(question, violation.proposal, violation.slot, violation.room, state):
                found.setdefault(card.key, []).append(speaker.objection(violation))
    seats = {str(room.pk): room.capacity for room in state.frame.rooms}
    coming = expected_audience(question.problem, plan) if state.marks else {}
    for line in plan:
        if (line.proposal, line.slot) in coming and coming[line.proposal, line.slot].low > seats[line.room]:
            for card in _cards_at(question, line.proposal, line.slot, line.room, state):
                found.setdefault(card.key, []).append(Objection("too_small"))
    return {key: tuple(dict.fromkeys(those)) for key, those in found.items()}


class _Speaker:
    """Turns what the engine finds into objections."""

    def __init__(self, question: Question) -> None:
        self.titles = question.titles
        cards = [card for those in question.cards.values() for card in those]
        self.people = {str(host.id): host.name for card in cards for host in card.hosts}

    def objection(self, violation: Violation, other: str = "") -> Objection:
        """Return the objection; ``other`` is the title of the session it concerns, if not the held one."""
        is_twice = violation.code is Code.HOST_CLASH and violation.person not in self.people
        code = "twice_in_slot" if is_twice else str(violation.code)
        return Objection(
            code=code,
            title=self.titles.get(violation.other, ""),
            person=self.people.get(violation.person, ""),
            lacks=violation.lacks,
            other=other,
            is_absolute=code in ABSOLUTE,
        )


class _HeldCard:
    """A card in somebody's hand, and the plan it would go into."""

    def __init__(self, state: State, question: Question, card: Card) -> None:
        self.state, self.card = state, card
        self.speaker = _Speaker(question)
        self.judge = Judge(question.problem, Plan(question.problem.previous))
        self.names = {one.key: name for name, cards in question.cards.items() for one in cards}
        self.takers = {
            cell: other for other in state.cards if other.key != card.key for cell in state.frame.cells(other.position)
        }

    def advise(self, cell: CellKey) -> CellAdvice:
        """Return what putting the card into a cell would do, to the card that stands there as well."""
        mine = self.card.position.at(*cell)
        there = {other.key: other for one in self.state.frame.cells(mine) if (other := self.takers.get(one))}
        taker = next(iter(there.values())) if len(there) == 1 else None
        after = {self.card.key: mine}
        if taker is not None:
            after = dict(zip((self.card.key, taker.key), self._exchanged(cell, taker), strict=True))
        before = [self.card.position, *([taker.position] if taker else [])]
        verdict = self.judge.judge(
            [line for key, one in zip(after, before, strict=True) for line in self._placements(key, one)],
            [line for key, one in after.items() for line in self._placements(key, one)],
        )
        objections = [*self._broken(verdict, taker), *self._refused(taker, [*before, *after.values()])]
        if self.state.marks:
            objections += self._crowded(verdict, taker, after)
        return CellAdvice(
            slot=cell[0],
            room=cell[1],
            objections=tuple(dict.fromkeys(objections)),
            wishes=round(verdict.attended) if self.state.marks else None,
            audience=(verdict.audience[0].low, verdict.audience[0].high) if self.state.marks else None,
            swaps_with=taker.title if taker else "",
        )

    def rank(self, one: CellAdvice) -> tuple[float, ...]:
        """Sort what is allowed first, free cells before swaps, then by wishes, seats, and how little changes."""
        here, seats = self.card.position, self.state.frame.room_by_id[one.room].capacity
        lacking = max(0, one.audience[1] - seats) if one.audience else 0
        wishes = -(one.wishes or 0)
        return bool(one.objections), bool(one.swaps_with), wishes, lacking, one.slot != here.slot, one.room != here.room

    def _exchanged(self, cell: CellKey, taker: Card) -> tuple[Position, Position]:
        def is_free(one: CellKey) -> bool:
            return self.takers.get(one, taker) is taker

        return exchange(self.state.frame, self.card.position, cell, taker.position, is_free=is_free)

    def _placements(self, key: CardKey, position: Position) -> Iterator[Placement]:
        if position.is_placed:
            yield Placement(self.names[key], str(position.slot), str(position.room))

    def _broken(self, verdict: Verdict, taker: Card | None) -> Iterator[Objection]:
        for violation in verdict.violations:
            if violation.code not in OWN_BUSINESS:
                is_mine = taker is None or violation.proposal == self.names[self.card.key]
                yield self.speaker.objection(violation, "" if is_mine or taker is None else taker.title)

    def _refused(self, taker: Card | None, positions: Iterable[Position]) -> Iterator[Objection]:
        """Yield what the service refuses besides: sessions that are off, and slots that are frozen."""
        if self.card.is_withdrawn:
            yield Objection("not_accepted", is_absolute=True)
        if taker is not None and taker.is_withdrawn:
            yield Objection("cell_taken", title=taker.title, is_absolute=True)
        if any(slot in self.state.frozen for one in positions for slot, _room in self.state.frame.cells(one)):
            yield Objection("frozen", is_absolute=True)

    def _crowded(self, verdict: Verdict, taker: Card | None, after: dict[CardKey, Position]) -> Iterator[Objection]:
        mine, *theirs = (line for key, one in after.items() for line in self._placements(key, one))
        for line in verdict.crowded:
            if line == mine:
                yield Objection("too_small")
            elif taker is not None and line in theirs:
                yield Objection("too_small", other=taker.title)
            else:
                yield Objection("crowded", title=self.speaker.titles[line.proposal])


def _free_question(state: State) -> Question | None:
    """Ask without pins and frozen slots; what is parked counts as waiting, so that a move changes places only."""
    positions = {
        card.key: replace(card.position, is_pinned=False) if card.position.is_placed else card.position.waiting()
        for card in state.cards
    }
    return ask(replace(state.moved(positions), frozen=frozenset()), RunMode.REPLAN)


def _cards_at(question: Question, name: str, slot: str, room: str, state: State) -> list[Card]:
    """Return the cards of a unit that stand in a cell; all of them when the rule names no cell."""
    cards = question.cards.get(name, ())
    if not slot or len(cards) == 1:
        return list(cards)
    return [card for card in cards if (UUID(slot), UUID(room)) in state.frame.cells(card.position)]
