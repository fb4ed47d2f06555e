"""What the board shows: per day a table of slots and rooms, and beside it what has no place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from politoscope.editions.models import Edition, ProgrammeItem, Room, Slot
from politoscope.people.models import Person
from politoscope.planning.advice import Objection
from politoscope.planning.bridge.advice import warnings
from politoscope.planning.differences import Difference
from politoscope.planning.models import Publication, SessionPlan
from politoscope.planning.positions import CellKey
from politoscope.planning.queries.history import redoable_step, undoable_step
from politoscope.planning.queries.spots import unpublished_differences
from politoscope.planning.queries.state import plan_state
from politoscope.planning.state import Card, CardKey, State


@dataclass(frozen=True, slots=True)
class BoardCell:
    """A room in a slot. ``is_continued``: the card began in the slot before."""

    slot: Slot
    room: Room
    card: Card | None
    is_continued: bool
    is_blocked: bool
    is_frozen: bool


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A slot with its cells, or a programme item across all rooms."""

    starts_at: datetime
    ends_at: datetime
    slot: Slot | None = None
    item: ProgrammeItem | None = None
    cells: tuple[BoardCell, ...] = ()
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class BoardDay:
    """One table of the board."""

    date: date
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True)
class Board:
    """The whole page at one version of the plan."""

    state: State
    rooms: Sequence[Room]
    days: Sequence[BoardDay]
    waiting: Sequence[Card]
    parked: Sequence[Card]
    can_undo: bool
    can_redo: bool
    latest: Publication | None
    unpublished: Sequence[Difference]
    warnings: Mapping[CardKey, Sequence[Objection]]

    @property
    def next_unpublished(self) -> Slot | None:
        """The first slot that readers would see change: “publish round 1 now”."""
        changed = {spot.slot for one in self.unpublished for spot in (one.before, one.after) if spot}
        return next((slot for slot in self.state.frame.slots if slot.pk in changed), None)

    @property
    def round_fields(self) -> dict[str, str]:
        """The fields of the form that publishes only that slot."""
        return {"slots": str(self.next_unpublished.pk)} if self.next_unpublished else {}

    @property
    def version(self) -> int:
        """The version that moves made on this page refer to."""
        return self.state.version


def board_of(edition: Edition, *, person: Person, now: datetime) -> Board:
    """Return the draft as tables; the number of queries does not depend on the number of sessions."""
    state = plan_state(edition, now=now)
    items = list(edition.programme_items.order_by("starts_at"))
    plan = SessionPlan.objects.filter(edition=edition).first()
    off = [card for card in state.cards if not card.position.is_placed]
    return Board(
        state=state,
        rooms=state.frame.rooms,
        days=_days(edition, state, items),
        waiting=[card for card in off if not card.position.is_parked],
        parked=[card for card in off if card.position.is_parked],
        can_undo=undoable_step(plan, person) is not None,
        can_redo=redoable_step(plan, person) is not None,
        latest=plan.publications.order_by("-number").first() if plan else None,
        unpublished=unpublished_differences(plan) if plan else [],
        warnings=warnings(state),
    )


def _days(edition: Edition, state: State, items: Sequence[ProgrammeItem]) -> list[BoardDay]:
    cards = {cell: card for card in state.cards for cell in state.frame.cells(card.position)}
    days = sorted(edition.days.all(), key=lambda day: day.date)
    rows: dict[UUID | int, list[BoardRow]] = {day.pk: [] for day in days}
    for slot in state.frame.slots:
        rows[slot.day_id].append(_slot_row(slot, state, cards))
    for item in items:
        before = [slot for slot in state.frame.slots if slot.starts_at <= item.starts_at]
        after = [slot for slot in state.frame.slots if slot.starts_at > item.starts_at]
        near = (before[-1:] or after[:1]) if not _starts_a_day(item, before, after) else after[:1]
        if near:
            rows[near[0].day_id].append(BoardRow(item.starts_at, item.ends_at, item=item))
    return [
        BoardDay(day.date, tuple(sorted(rows[day.pk], key=lambda row: (row.starts_at, row.item is None))))
        for day in days
    ]


def _starts_a_day(item: ProgrammeItem, before: Sequence[Slot], after: Sequence[Slot]) -> bool:
    """Tell whether an item stands nearer to the next slot than to the one before: the welcome of the second day."""
    if not before or not after:
        return not before
    return after[0].starts_at - item.ends_at < item.starts_at - before[-1].ends_at


def _slot_row(slot: Slot, state: State, cards: dict[CellKey, Card]) -> BoardRow:
    is_frozen = slot.pk in state.frozen
    cells = []
    for room in state.frame.rooms:
        card = cards.get((slot.pk, room.pk))
        cells.append(
            BoardCell(
                slot=slot,
                room=room,
                card=card,
                is_continued=card is not None and card.position.slot != slot.pk,
                is_blocked=(slot.pk, room.pk) in state.blocked,
                is_frozen=is_frozen,
            )
        )
    return BoardRow(slot.starts_at, slot.ends_at, slot=slot, cells=tuple(cells), is_frozen=is_frozen)
