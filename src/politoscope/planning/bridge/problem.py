"""From a state of the plan to the engine's question, and from its answer to positions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from barcamp_engine.planning import (
    Code,
    Participant,
    Pin,
    Placement,
    Plan,
    Problem,
    Proposal,
    Result,
    Room,
    Slot,
    Weights,
    check,
)
from politoscope.planning.enums import RunMode
from politoscope.planning.positions import CellKey, Position
from politoscope.planning.state import Card, CardKey, State

REPAIR_WEIGHTS = Weights(overflow=1.0, move_slot=1_000.0, move_room=100.0)
"""In a repair no number of wishes outweighs a session that moves without need."""


@dataclass(frozen=True)
class Question:
    """A problem for the engine. ``cards`` names the cards behind each of its proposals: several when it repeats."""

    problem: Problem
    cards: Mapping[str, tuple[Card, ...]]
    titles: Mapping[str, str] = field(default_factory=dict)


def ask(state: State, mode: RunMode) -> Question | None:
    """Return the engine's problem, or None when there are no slots, no rooms or no sessions.

    What stands is the previous plan. ``FILL`` pins all of it, ``REPLAN`` only what planners pinned, ``REPAIR`` pins
    what can stay and makes every further move dear. A planner's word is final: where a pinned card breaks a rule, the
    rule gives way, not the card.
    """
    cards = [card for card in state.cards if card.position.is_placed or not card.position.is_parked]
    if not (state.frame.slots and state.frame.rooms and cards):
        return None
    units = _units(cards, mode)
    pinned = {card.key for card in cards if is_fixed(state, card, mode)}
    taken = {cell for card in cards if card.key in pinned for cell in state.frame.cells(card.position)}
    busy: dict[UUID, set[UUID]] = defaultdict(set)
    fits = all_fit(state, cards)
    proposals = [_proposal(state, name, those, pinned, busy, fits) for name, those in _pinned_first(units, pinned)]
    problem = Problem(
        slots=tuple(_slots(state)),
        rooms=tuple(Room(str(room.pk), room.capacity, frozenset(room.features)) for room in state.frame.rooms),
        proposals=tuple(proposals),
        participants=(*_voters(state, units), *_hosts(cards, pinned)),
        blocked=frozenset((str(slot), str(room)) for slot, room in state.blocked - taken),
        previous=tuple(_previous(units)),
        frozen_slots=frozenset(str(slot) for slot in state.frozen),
        weights=REPAIR_WEIGHTS if mode is RunMode.REPAIR else Weights(),
    )
    return Question(problem, units, {name: those[0].title for name, those in units.items()})


def is_fixed(state: State, card: Card, mode: RunMode) -> bool:
    """Tell whether the engine must leave a card where it is."""
    if not card.position.is_placed:
        return False
    return (
        mode is RunMode.FILL
        or card.position.is_pinned
        or any(slot in state.frozen for slot, _room in state.frame.cells(card.position))
    )


def all_fit(state: State, cards: Iterable[Card]) -> bool:
    """Tell whether there are cells enough for everybody: then what was accepted takes place, whatever its value."""
    cells = {(slot.pk, room.pk) for slot in state.frame.slots for room in state.frame.rooms}
    return sum(card.position.length_slots for card in cards) <= len(cells - state.blocked)


def answer(question: Question, placements: Iterable[Placement]) -> dict[CardKey, Position]:
    """Return positions for every card of a question; a card that found no cell waits.

    Of a session that repeats, the cards stay in their cells or slots as far as they can, the rest by time.
    """
    order = {slot.id: place for place, slot in enumerate(question.problem.slots)}
    cells: dict[str, list[CellKey]] = defaultdict(list)
    for one in sorted(placements, key=lambda one: (one.proposal, order[one.slot])):
        cells[one.proposal].append((UUID(one.slot), UUID(one.room)))
    found: dict[CardKey, Position] = {}
    for name, cards in question.cards.items():
        found |= _match(cards, cells[name])
    return found


def kept_placements(result: Result) -> list[Placement]:
    """Return the placements of an answer that can be had: what is pinned, and of the rest what breaks no rule with it.

    An answer to an impossible question leaves something out or breaks a rule; what is left waits for a planner.
    """
    problem = result.problem
    pins = {proposal.id: proposal.pin for proposal in problem.proposals if proposal.pin is not None}
    standing = [one for one in problem.previous if one.proposal in pins and pins[one.proposal].slot == one.slot]
    found = [*standing, *(one for one in result.plan if one not in standing)]
    wrong = {
        name
        for violation in check(problem, Plan.of(found))
        if violation.code is not Code.REQUIRED_MISSING
        for name in (violation.proposal, violation.other)
    }
    return [one for one in found if one in standing or one.proposal not in wrong]


def _match(cards: Sequence[Card], cells: Sequence[CellKey]) -> dict[CardKey, Position]:
    left, open_cards, found = list(cells), list(cards), {}
    for is_same in (
        lambda card, cell: (card.position.slot, card.position.room) == cell,
        lambda card, cell: card.position.slot == cell[0],
        lambda card, cell: True,
    ):
        for card in list(open_cards):
            cell = next((cell for cell in left if is_same(card, cell)), None)
            if cell is not None:
                found[card.key] = card.position.at(*cell)
                left.remove(cell)
                open_cards.remove(card)
    return found | {card.key: card.position.waiting() for card in open_cards}


def _units(cards: Iterable[Card], mode: RunMode) -> dict[str, tuple[Card, ...]]:
    """Group the repeats of a session into one unit when all is planned anew: then one occurrence may do.

    Otherwise, and where they are parts, long or pinned, each card is a unit of its own that wants its place.
    """
    by_proposal: dict[UUID, list[Card]] = defaultdict(list)
    for card in cards:
        by_proposal[card.key[0]].append(card)
    units: dict[str, tuple[Card, ...]] = {}
    for proposal, those in by_proposal.items():
        is_plain = not any(card.is_part or card.position.length_slots > 1 for card in those)
        pins = sum(card.position.is_pinned for card in those)
        if len(those) == 1 or (mode is RunMode.REPLAN and is_plain and pins <= 1):
            units[str(proposal)] = tuple(those)
        else:
            units |= {f"{proposal}/{card.key[1]}": (card,) for card in those}
    return units


def _pinned_first(units: Mapping[str, tuple[Card, ...]], pinned: set[CardKey]) -> list[tuple[str, tuple[Card, ...]]]:
    return sorted(units.items(), key=lambda unit: not any(card.key in pinned for card in unit[1]))


def _proposal(
    state: State,
    name: str,
    cards: tuple[Card, ...],
    pinned: set[CardKey],
    busy: dict[UUID, set[UUID]],
    is_required: bool,
) -> Proposal:
    """Return the engine's view of a unit. ``busy`` collects where hosts of pinned cards are, so that pins can clash."""
    card = cards[0]
    fixed = next((one for one in cards if one.key in pinned), None)
    hosts = _host_ids(card)
    pin, needs = None, frozenset(card.needs)
    allowed = frozenset(str(slot.pk) for slot in state.frame.slots if slot.pk not in card.away) if card.away else None
    if fixed is not None:
        slots = {slot for slot, _room in state.frame.cells(fixed.position)}
        assert fixed.position.room is not None  # what is fixed stands somewhere
        room = state.frame.room_by_id[fixed.position.room]
        pin = Pin(str(fixed.position.slot), str(room.pk))
        needs, allowed = needs & frozenset(room.features), None
        hosts = [host for host in hosts if not busy[host] & slots]
        for host in hosts:
            busy[host] |= slots
    return Proposal(
        id=name,
        hosts=tuple(str(host) for host in hosts),
        needs=needs,
        max_occurrences=len(cards),
        allowed_slots=allowed,
        pin=pin,
        is_required=pin is not None or is_required,
        length=card.position.length_slots,
    )


def _host_ids(card: Card) -> list[UUID]:
    """Return who must be in one place at a time; units of one session never meet in a slot, as if it hosted itself."""
    return [host.id for host in card.hosts] + ([card.key[0]] if card.occurrences > 1 else [])


def _hosts(cards: Iterable[Card], pinned: set[CardKey]) -> list[Participant]:
    """Return the hosts with their absences; where a planner pinned a card, its hosts count as present."""
    absent: dict[UUID, set[UUID]] = {}
    for card in cards:
        absent |= {host: absent.get(host, set()) for host in _host_ids(card)}
        for host in card.hosts:
            absent[host.id] |= host.absent
    for card in cards:
        if card.key in pinned:
            for host in card.hosts:
                absent[host.id].discard(card.position.slot)
    return [Participant(str(host), absent=frozenset(str(slot) for slot in slots)) for host, slots in absent.items()]


def _voters(state: State, units: Mapping[str, tuple[Card, ...]]) -> list[Participant]:
    names: dict[UUID, list[str]] = defaultdict(list)
    for name, cards in units.items():
        names[cards[0].key[0]].append(name)
    return [
        Participant(f"ballot-{number}", tuple(name for proposal in ballot for name in names.get(proposal, ())))
        for number, ballot in enumerate(state.marks)
    ]


def _previous(units: Mapping[str, tuple[Card, ...]]) -> Iterable[Placement]:
    for name, cards in units.items():
        for card in cards:
            if card.position.is_placed:
                yield Placement(name, str(card.position.slot), str(card.position.room))


def _slots(state: State) -> Iterable[Slot]:
    """Yield slots with minutes since the midnight before the day's first one, as time really passes."""
    midnight: dict[int, datetime] = {}
    for slot in state.frame.slots:
        start = midnight.setdefault(slot.day_id, datetime.combine(slot.starts_at.date(), time(), slot.starts_at.tzinfo))
        minutes = int((slot.starts_at - start) / timedelta(minutes=1))
        length = max(1, int((slot.ends_at - slot.starts_at) / timedelta(minutes=1)))
        yield Slot(str(slot.pk), str(slot.day_id), minutes, length)
