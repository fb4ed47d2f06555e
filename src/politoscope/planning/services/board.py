"""Moves of single sessions on the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from politoscope.editions.models import Edition, Room, Slot
from politoscope.people.models import Person
from politoscope.planning.enums import StepKind
from politoscope.planning.errors import PlanError
from politoscope.planning.models import Occurrence, Step
from politoscope.planning.positions import Position, exchange
from politoscope.planning.services.steps import Desk, open_desk, take_step
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal

PLACEABLE = frozenset({ProposalStatus.ACCEPTED, ProposalStatus.PARKED, ProposalStatus.HELD})


@transaction.atomic
def place_session(
    *,
    edition: Edition,
    actor: Person | None,
    proposal: Proposal,
    slot: Slot,
    room: Room,
    now: datetime,
    occurrence: int = 1,
    seen: int | None = None,
) -> Step | None:
    """Put a session into a free cell, from wherever it is.

    Raises: PlanConflict, CellTaken, SlotFrozen, UnknownCell, PlanError for a proposal that is not accepted.
    """
    desk = open_desk(edition)
    key = occurrence_key(desk, proposal, occurrence)
    before = desk.positions[key]
    kind = StepKind.MOVE if before.is_placed else StepKind.PLACE
    return take_step(desk, kind=kind, author=actor, now=now, after={key: before.at(slot.pk, room.pk)}, seen=seen)


@transaction.atomic
def swap_sessions(
    *,
    edition: Edition,
    actor: Person | None,
    one: tuple[Proposal, int],
    other: tuple[Proposal, int],
    slot: Slot,
    room: Room,
    now: datetime,
    seen: int | None = None,
) -> Step | None:
    """Put a session into a cell where another one stands, and that one into its place, in one step.

    The first may wait outside the plan; then the other one does. Raises: as :func:`place_session`.
    """
    desk = open_desk(edition)
    first, second = occurrence_key(desk, *one), occurrence_key(desk, *other)
    cell = (slot.pk, room.pk)
    taken = desk.taken_cells(besides=frozenset({first, second}))
    mine, theirs = exchange(
        desk.frame, desk.positions[first], cell, desk.positions[second], is_free=lambda one: one not in taken
    )
    after = {first: mine, second: theirs}
    return take_step(desk, kind=StepKind.SWAP, author=actor, now=now, after=after, seen=seen)


@transaction.atomic
def park_session(
    *,
    edition: Edition,
    actor: Person | None,
    proposal: Proposal,
    now: datetime,
    occurrence: int = 1,
    seen: int | None = None,
) -> Step | None:
    """Take a session out of the plan and keep it in the parking lot, where no planning run touches it."""
    desk = open_desk(edition)
    key = occurrence_key(desk, proposal, occurrence, is_leaving=True)
    return take_step(
        desk, kind=StepKind.PARK, author=actor, now=now, after={key: desk.positions[key].parked()}, seen=seen
    )


@transaction.atomic
def unpark_session(
    *,
    edition: Edition,
    actor: Person | None,
    proposal: Proposal,
    now: datetime,
    occurrence: int = 1,
    seen: int | None = None,
) -> Step | None:
    """Let a parked session wait for a place again."""
    desk = open_desk(edition)
    key = occurrence_key(desk, proposal, occurrence)
    return take_step(
        desk, kind=StepKind.MOVE, author=actor, now=now, after={key: desk.positions[key].waiting()}, seen=seen
    )


@transaction.atomic
def pin_session(
    *,
    edition: Edition,
    actor: Person | None,
    proposal: Proposal,
    now: datetime,
    occurrence: int = 1,
    seen: int | None = None,
) -> Step | None:
    """Fix a placed session where it is: planning runs leave it there."""
    return _set_pin(edition, actor, proposal, occurrence, now, seen, is_pinned=True)


@transaction.atomic
def unpin_session(
    *,
    edition: Edition,
    actor: Person | None,
    proposal: Proposal,
    now: datetime,
    occurrence: int = 1,
    seen: int | None = None,
) -> Step | None:
    """Let planning runs move a session again."""
    return _set_pin(edition, actor, proposal, occurrence, now, seen, is_pinned=False)


def occurrence_key(desk: Desk, proposal: Proposal, number: int, *, is_leaving: bool = False) -> int:
    """Return the key of an occurrence; the first one of an accepted proposal comes into being here.

    ``is_leaving``: the session goes out of the plan, so it need not be accepted (any more).
    """
    if proposal.edition_id != desk.edition.pk:
        raise PlanError(_("This session belongs to another edition."))
    if not is_leaving and proposal.status not in PLACEABLE:
        raise PlanError(_("“%(title)s” is not accepted. Accept it first, then place it.") % {"title": proposal.title})
    for key, one in desk.occurrences.items():
        if one.proposal_id == proposal.pk and one.number == number:
            return key
    if number != 1:
        raise PlanError(_("There is no such repeat of “%(title)s”. Reload the board.") % {"title": proposal.title})
    return _first_occurrence(desk, proposal)


def _first_occurrence(desk: Desk, proposal: Proposal) -> int:
    one = Occurrence.objects.create(plan=desk.plan, proposal=proposal, length_slots=proposal.length_slots)
    desk.occurrences[one.pk] = one
    desk.positions[one.pk] = Position(length_slots=one.length_slots)
    return one.pk


def _set_pin(
    edition: Edition,
    actor: Person | None,
    proposal: Proposal,
    number: int,
    now: datetime,
    seen: int | None,
    *,
    is_pinned: bool,
) -> Step | None:
    desk = open_desk(edition)
    key = occurrence_key(desk, proposal, number)
    if is_pinned and not desk.positions[key].is_placed:
        raise PlanError(_("Only a session in the plan can be pinned. Place it first."))
    kind = StepKind.PIN if is_pinned else StepKind.UNPIN
    after = {key: replace(desk.positions[key], is_pinned=is_pinned)}
    return take_step(desk, kind=kind, author=actor, now=now, after=after, seen=seen)
