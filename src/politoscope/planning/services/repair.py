"""Repairs on the day: each is one action that changes as little as possible and can be undone as one step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from politoscope.editions.models import Edition, ProgrammeItem, Room, Slot
from politoscope.editions.services.frame import add_part
from politoscope.people.models import Person
from politoscope.planning import drafting
from politoscope.planning.enums import StepKind
from politoscope.planning.errors import PlanError
from politoscope.planning.models import Cell, Occurrence, SessionPlan, Step
from politoscope.planning.positions import CellKey, Position
from politoscope.planning.queries.state import plan_state
from politoscope.planning.services.board import occurrence_key
from politoscope.planning.services.frame_changes import FrameChange, apply_changes, span_change, time_change
from politoscope.planning.services.steps import Desk, open_desk, reload_frame, take_step
from politoscope.planning.state import CardKey, State
from politoscope.proposals.models import Proposal
from politoscope.proposals.services.life import withdraw_proposal
from politoscope.proposals.services.merging import merge_proposals

LONGEST_SHIFT_MINUTES = 240
SHORTEST_SLOT_MINUTES = 10


@transaction.atomic
def lose_room(*, edition: Edition, actor: Person | None, room: Room, starts_at: datetime, now: datetime) -> Step | None:
    """Close a room from an instant on; its sessions move to where they cost least, or to the parking lot."""
    desk = open_desk(edition)
    return _repair(
        desk, "lose_room", actor, now, frame=[span_change("closure", room, starts_at, None)], about=room.name
    )


@transaction.atomic
def open_room(
    *, edition: Edition, actor: Person, name: str, capacity: int, features: Sequence[str], now: datetime
) -> Step | None:
    """Add a room and place what waits. Undoing the step empties the room again; the room itself stays."""
    values = {"name": name, "capacity": capacity, "features": list(features)}
    add_part(part=Room(edition=edition, position=edition.rooms.count()), actor=actor, values=values, now=now)
    desk = open_desk(edition)
    after = _by_key(desk, drafting.fill(plan_state(edition, now=now)))
    details = {"repair": "open_room", "about": name}
    return take_step(desk, kind=StepKind.REPAIR, author=actor, now=now, after=after, details=details)


@transaction.atomic
def shift_programme(
    *, edition: Edition, actor: Person | None, minutes: int, starts_at: datetime, now: datetime
) -> Step | None:
    """Move everything that begins at ``starts_at`` or later by some minutes; sessions keep slot and room.

    Raises: PlanError when it would begin before what runs then has ended.
    """
    if not 0 < abs(minutes) <= LONGEST_SHIFT_MINUTES:
        raise PlanError(_("Choose between 1 and %(most)d minutes.") % {"most": LONGEST_SHIFT_MINUTES})
    desk = open_desk(edition)
    rows = [row for row in timed_rows(desk) if row.starts_at >= starts_at]
    if not rows:
        raise PlanError(_("Nothing begins after that time."))
    delta = timedelta(minutes=minutes)
    before = [row for row in timed_rows(desk) if row.starts_at < starts_at]
    if minutes < 0 and any(row.ends_at > rows[0].starts_at + delta for row in before):
        raise PlanError(_("Then it would begin before what runs until then has ended. Choose fewer minutes."))
    frame = [time_change(row, row.starts_at + delta, row.ends_at + delta) for row in rows]
    return _repair(desk, "shift_programme", actor, now, frame=frame, about=f"{minutes:+d}")


@transaction.atomic
def shorten_slot(*, edition: Edition, actor: Person | None, slot: Slot, minutes: int, now: datetime) -> Step | None:
    """Let a slot last that long; everything after it stays."""
    if minutes < SHORTEST_SLOT_MINUTES:
        raise PlanError(_("A slot lasts at least %(least)d minutes.") % {"least": SHORTEST_SLOT_MINUTES})
    desk = open_desk(edition)
    ends_at = slot.starts_at + timedelta(minutes=minutes)
    if any(row.starts_at < ends_at and row.ends_at > slot.ends_at for row in timed_rows(desk) if row.pk != slot.pk):
        raise PlanError(
            _("Then it would run into what comes next. Choose fewer minutes, or shift the programme first.")
        )
    return _repair(desk, "shorten_slot", actor, now, frame=[time_change(slot, slot.starts_at, ends_at)])


@transaction.atomic
def move_item(
    *, edition: Edition, actor: Person | None, item: ProgrammeItem, before: Slot, now: datetime
) -> Step | None:
    """Let a programme item (lunch) take place before a slot of its day; what lies between moves up or down."""
    desk = open_desk(edition)
    rows = timed_rows(desk)
    places = {row.pk: place for place, row in enumerate(rows)}
    here, there = places[item.pk], places[before.pk]
    touched = rows[there : here + 1] if there < here else rows[here:there]
    if any(later.starts_at < earlier.ends_at for earlier, later in pairwise(touched)):
        raise PlanError(_("Something runs at the same time there. Set the times by hand in the programme."))
    rest = [row for row in touched if row.pk != item.pk]
    frame = _retimed(touched, [item, *rest] if there < here else [*rest, item])
    if not frame:
        raise PlanError(_("“%(title)s” takes place before that slot already.") % {"title": item.title})
    return _repair(desk, "move_item", actor, now, frame=frame, about=item.title)


@transaction.atomic
def miss_host(
    *,
    edition: Edition,
    actor: Person | None,
    person: Person,
    starts_at: datetime,
    ends_at: datetime | None,
    now: datetime,
) -> Step | None:
    """Note that a host is not there for a time; their sessions move to another slot, or to the parking lot."""
    desk = open_desk(edition)
    return _repair(desk, "miss_host", actor, now, frame=[span_change("absence", person, starts_at, ends_at)])


@transaction.atomic
def cancel_session(*, edition: Edition, actor: Person, proposal: Proposal, now: datetime) -> Step | None:
    """Withdraw a session and free its cells. Undoing the step brings back the cells, not the proposal."""
    withdraw_proposal(proposal=proposal, actor=actor, now=now)
    return _clear(edition, "cancel_session", proposal, actor, now)


@transaction.atomic
def merge_sessions(*, edition: Edition, actor: Person, kept: Proposal, merged: Proposal, now: datetime) -> Step | None:
    """Let one session stand for two; the other one's cells become free."""
    merge_proposals(kept=kept, merged=merged, actor=actor, now=now)
    return _clear(edition, "merge_sessions", merged, actor, now)


@transaction.atomic
def repeat_session(*, edition: Edition, actor: Person | None, proposal: Proposal, now: datetime) -> Step | None:
    """Let a session take place once more, in the cell where that costs least."""
    desk = open_desk(edition)
    key = occurrence_key(desk, proposal, 1)
    one = _new_occurrence(desk, desk.occurrences[key], Position(length_slots=desk.positions[key].length_slots))
    return _place_new(desk, "repeat_session", one, actor, now, {})


@transaction.atomic
def split_session(*, edition: Edition, actor: Person | None, proposal: Proposal, now: datetime) -> Step | None:
    """Make two parts of a session, one slot each: the first stays, the second goes where it costs least."""
    desk = open_desk(edition)
    key = occurrence_key(desk, proposal, 1)
    first = replace(desk.positions[key], length_slots=1, is_part=True)
    one = _new_occurrence(desk, desk.occurrences[key], Position(is_part=True))
    return _place_new(desk, "split_session", one, actor, now, {key: first})


@transaction.atomic
def resize_session(
    *, edition: Edition, actor: Person | None, proposal: Proposal, length_slots: int, now: datetime, occurrence: int = 1
) -> Step | None:
    """Let a session last one slot or two; it moves only if it does not fit where it is."""
    desk = open_desk(edition)
    key = occurrence_key(desk, proposal, occurrence)
    position = replace(desk.positions[key], length_slots=length_slots)
    cells = list(desk.frame.cells(position))
    is_free = len(cells) == length_slots and desk.taken_cells(besides=frozenset({key})).isdisjoint(cells)
    if position.is_placed and not is_free:
        position = _at_best_cell(desk, key, position, now)
        if not position.is_placed:
            raise PlanError(_("No room is free for that long when its hosts can. Free two slots in a row first."))
    return take_step(
        desk, kind=StepKind.REPAIR, author=actor, now=now, after={key: position}, details={"repair": "resize_session"}
    )


@transaction.atomic
def clear_room(*, room: Room, actor: Person | None, now: datetime) -> None:
    """Send the sessions of a room to the parking lot before the room is deleted."""
    desk = open_desk(room.edition)
    _park_where(desk, "clear_room", actor, now, lambda slot_id, room_id: room_id == room.pk, about=room.name)


@transaction.atomic
def clear_slot(*, slot: Slot, actor: Person | None, now: datetime) -> None:
    """Send the sessions of a slot to the parking lot before the slot is deleted."""
    desk = open_desk(slot.edition)
    _park_where(desk, "clear_slot", actor, now, lambda slot_id, room_id: slot_id == slot.pk)


@transaction.atomic
def clear_torn(*, edition: Edition, actor: Person | None, now: datetime) -> None:
    """Send to the parking lot what lasts several slots that no longer follow each other."""
    if not SessionPlan.objects.filter(edition=edition).exists():
        return
    desk = open_desk(edition)
    taken: dict[int, set[CellKey]] = defaultdict(set)
    for key, slot, room in Cell.objects.filter(plan=desk.plan).values_list("occurrence", "slot", "room"):
        taken[key].add((slot, room))
    after = {
        key: desk.positions[key].parked() for key in taken if taken[key] != {*desk.frame.cells(desk.positions[key])}
    }
    take_step(desk, kind=StepKind.REPAIR, author=actor, now=now, after=after, details={"repair": "clear_torn"})


def timed_rows(desk: Desk) -> list[Any]:
    """Return slots and programme items by time."""
    rows = [*desk.frame.slots, *desk.edition.programme_items.all()]
    return sorted(rows, key=lambda row: (row.starts_at, row.ends_at))


def _retimed(rows: Sequence[Any], order: Sequence[Any]) -> list[FrameChange]:
    """Give rows in a new order their times: the pauses between them stay where they were."""
    changes = []
    pauses = [later.starts_at - earlier.ends_at for earlier, later in pairwise(rows)]
    clock = rows[0].starts_at
    for place, row in enumerate(order):
        ends_at = clock + (row.ends_at - row.starts_at)
        if row.starts_at != clock:
            changes.append(time_change(row, clock, ends_at))
        clock = ends_at + (pauses[place] if place < len(pauses) else timedelta(0))
    return changes


def _repair(
    desk: Desk, code: str, actor: Person | None, now: datetime, *, frame: list[FrameChange], about: str = ""
) -> Step | None:
    """Change the frame, then move what can no longer stay."""
    apply_changes(desk.edition, frame)
    desk = reload_frame(desk)
    after = _by_key(desk, drafting.repair(plan_state(desk.edition, now=now)))
    details = {"repair": code, "frame": frame, "about": about}
    return take_step(desk, kind=StepKind.REPAIR, author=actor, now=now, after=after, details=details)


def _by_key(desk: Desk, positions: dict[CardKey, Position]) -> dict[int, Position]:
    proposals = Proposal.objects.in_bulk([proposal for proposal, _number in positions])
    return {
        occurrence_key(desk, proposals[proposal], number, is_leaving=True): position
        for (proposal, number), position in positions.items()
    }


def _new_occurrence(desk: Desk, model: Occurrence, position: Position) -> Occurrence:
    """Return a further occurrence; one that was dropped before comes back with its number and its links."""
    others = [one for one in desk.occurrences.values() if one.proposal_id == model.proposal_id]
    one = next((one for one in others if one.is_dropped), None)
    if one is None:
        number = max(one.number for one in others) + 1
        one = Occurrence.objects.create(plan=desk.plan, proposal=model.proposal, number=number, is_dropped=True)
    Occurrence.objects.filter(pk=one.pk).update(
        is_dropped=False, is_part=position.is_part, length_slots=position.length_slots
    )  # the state has to show it before the step is written
    desk.occurrences[one.pk] = one
    desk.positions[one.pk] = position.dropped()
    return one


def _place_new(
    desk: Desk, code: str, one: Occurrence, actor: Person | None, now: datetime, others: dict[int, Position]
) -> Step | None:
    position = _at_best_cell(desk, one.pk, desk.positions[one.pk].waiting(), now)
    after = {one.pk: position, **others}
    return take_step(desk, kind=StepKind.REPAIR, author=actor, now=now, after=after, details={"repair": code})


def _at_best_cell(desk: Desk, key: int, position: Position, now: datetime) -> Position:
    one = desk.occurrences[key]
    card_key = (one.proposal_id, one.number)
    state: State = plan_state(desk.edition, now=now).moved({card_key: position.waiting()})
    cell = drafting.best_cell(state, card_key)
    return position.waiting() if cell is None else position.at(*cell)


def _clear(edition: Edition, code: str, proposal: Proposal, actor: Person | None, now: datetime) -> Step | None:
    desk = open_desk(edition)
    after = {
        key: desk.positions[key].parked() for key, one in desk.occurrences.items() if one.proposal_id == proposal.pk
    }
    return take_step(desk, kind=StepKind.REPAIR, author=actor, now=now, after=after, details={"repair": code})


def _park_where(
    desk: Desk, code: str, actor: Person | None, now: datetime, is_hit: Any, *, about: str = ""
) -> Step | None:
    after = {
        key: position.parked()
        for key, position in desk.positions.items()
        if any(is_hit(*cell) for cell in desk.frame.cells(position))
    }
    details = {"repair": code, "about": about}
    return take_step(desk, kind=StepKind.REPAIR, author=actor, now=now, after=after, details=details)
