"""What the board shows: per day a table of slots and rooms, and beside it what has no place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from politoscope.editions.models import Edition, ProgrammeItem, Room, Slot
from politoscope.people.models import Person
from politoscope.planning.advice import Objection
from politoscope.planning.bridge.advice import warnings
from politoscope.planning.differences import Difference
from politoscope.planning.enums import RunMode
from politoscope.planning.models import Publication, SessionPlan
from politoscope.planning.positions import CellKey
from politoscope.planning.queries.history import redoable_step, undoable_step
from politoscope.planning.queries.spots import unpublished_differences
from politoscope.planning.queries.state import plan_state
from politoscope.planning.state import Card, CardKey, State

USUAL_DELAY_MINUTES = 10
SECONDS_ON_STAGE = 1


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
    """A slot with its cells, or a programme item across all rooms. ``is_changed``: readers see another slot so far."""

    starts_at: datetime
    ends_at: datetime
    slot: Slot | None = None
    item: ProgrammeItem | None = None
    cells: tuple[BoardCell, ...] = ()
    is_frozen: bool = False
    is_over: bool = False
    is_changed: bool = False

    @property
    def later_fields(self) -> dict[str, str]:
        """The form “everything from here on ten minutes later”."""
        return {"minutes": str(USUAL_DELAY_MINUTES), "starts_at": self.starts_at.isoformat()}

    @property
    def publish_fields(self) -> dict[str, str]:
        """The form that publishes this slot and nothing else."""
        return {"slots": str(self.slot.pk)} if self.slot else {}


@dataclass(frozen=True, slots=True)
class BoardDay:
    """One table of the board."""

    date: date
    rows: tuple[BoardRow, ...]
    rooms: Sequence[Room] = ()

    @property
    def next_slot(self) -> Slot | None:
        """The first slot that is not over."""
        return next((row.slot for row in self.rows if row.slot and not row.is_over), None)

    @property
    def lost_fields(self) -> dict[UUID, dict[str, str]]:
        """Per room the form “this room is gone from the next slot on”."""
        start = self.next_slot
        return {room.pk: {"room": str(room.pk), "from_slot": str(start.pk)} for room in self.rooms} if start else {}


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
    def next_round(self) -> BoardRow | None:
        """The first slot that readers would see change: “publish round 1 now”."""
        return next((row for day in self.days for row in day.rows if row.is_changed), None)

    @property
    def solve_fields(self) -> dict[str, str]:
        """The form of the one key on stage: place what waits; when nothing waits, plan anew around the pins."""
        return {"mode": RunMode.FILL if self.waiting else RunMode.REPLAN, "seconds": str(SECONDS_ON_STAGE)}

    @property
    def version(self) -> int:
        """The version that moves made on this page refer to."""
        return self.state.version

    @property
    def seen_fields(self) -> dict[str, str]:
        """What every button of a card says of the plan it stands in."""
        return {"seen": str(self.version)}


def board_of(edition: Edition, *, person: Person, now: datetime) -> Board:
    """Return the draft as tables; the number of queries does not depend on the number of sessions."""
    state = plan_state(edition, now=now)
    items = list(edition.programme_items.select_related("room").order_by("starts_at"))
    plan = SessionPlan.objects.filter(edition=edition).first()
    unpublished = unpublished_differences(plan) if plan else []
    off = [card for card in state.cards if not card.position.is_placed]
    return Board(
        state=state,
        rooms=state.frame.rooms,
        days=_days(edition, state, items, _changed_slots(unpublished), now),
        waiting=[card for card in off if not card.position.is_parked],
        parked=[card for card in off if card.position.is_parked],
        can_undo=undoable_step(plan, person) is not None,
        can_redo=redoable_step(plan, person) is not None,
        latest=plan.publications.order_by("-number").first() if plan else None,
        unpublished=unpublished,
        warnings=warnings(state),
    )


def _changed_slots(unpublished: Iterable[Difference]) -> Set[UUID | None]:
    return {spot.slot for one in unpublished for spot in (one.before, one.after) if spot}


def _days(
    edition: Edition, state: State, items: Sequence[ProgrammeItem], changed: Set[UUID | None], now: datetime
) -> list[BoardDay]:
    cards = {cell: card for card in state.cards for cell in state.frame.cells(card.position)}
    days = sorted(edition.days.all(), key=lambda day: day.date)
    rows: dict[UUID | int, list[BoardRow]] = {day.pk: [] for day in days}
    for slot in state.frame.slots:
        rows[slot.day_id].append(
            _slot_row(slot, state, cards, is_changed=slot.pk in changed, is_over=slot.ends_at <= now)
        )
    for item in items:
        before = [slot for slot in state.frame.slots if slot.starts_at <= item.starts_at]
        after = [slot for slot in state.frame.slots if slot.starts_at > item.starts_at]
        near = (before[-1:] or after[:1]) if not _starts_a_day(item, before, after) else after[:1]
        if near:
            row = BoardRow(item.starts_at, item.ends_at, item=item, is_over=item.ends_at <= now)
            rows[near[0].day_id].append(row)
    return [
        BoardDay(
            day.date, tuple(sorted(rows[day.pk], key=lambda row: (row.starts_at, row.item is None))), state.frame.rooms
        )
        for day in days
    ]


def _starts_a_day(item: ProgrammeItem, before: Sequence[Slot], after: Sequence[Slot]) -> bool:
    """Tell whether an item stands nearer to the next slot than to the one before: the welcome of the second day."""
    if not before or not after:
        return not before
    return after[0].starts_at - item.ends_at < item.starts_at - before[-1].ends_at


def _slot_row(slot: Slot, state: State, cards: dict[CellKey, Card], *, is_changed: bool, is_over: bool) -> BoardRow:
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
    return BoardRow(
        slot.starts_at,
        slot.ends_at,
        slot=slot,
        cells=tuple(cells),
        is_frozen=is_frozen,
        is_over=is_over,
        is_changed=is_changed,
    )
