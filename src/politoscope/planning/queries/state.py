"""The plan as plain data, for the board and for the engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from politoscope.editions.models import Edition, ProgrammeItem, Slot
from politoscope.planning.models import HostAbsence, Occurrence, RoomClosure, SessionPlan
from politoscope.planning.positions import CellKey, Frame, Position
from politoscope.planning.queries.frame import frame_of, positions_of
from politoscope.planning.state import Card, Host, State
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal, ProposalHost
from politoscope.voting.queries import planning_marks

NAMELESS = UUID("8d5f4f0e-6a0f-4d4c-9d55-0e3b7b7c2f10")
"""Hosts without an account are told apart by their names inside one plan; such a key is stored nowhere."""
PLACEABLE = (ProposalStatus.ACCEPTED, ProposalStatus.PARKED, ProposalStatus.HELD)


def plan_state(edition: Edition, *, now: datetime) -> State:
    """Return the draft at this moment, with the wishes of the closed votes."""
    plan = SessionPlan.objects.filter(edition=edition).first()
    frame = frame_of(edition)
    items = list(edition.programme_items.prefetch_related("people"))
    return State(
        version=plan.version if plan else 0,
        frame=frame,
        cards=_cards(edition, plan, frame, _absences(edition, items, frame)),
        marks=planning_marks(edition),
        blocked=frozenset(_blocked(edition, items, frame)),
        frozen=frozenset(slot.pk for slot in frame.slots if frame.is_frozen(slot.pk, now=now)),
    )


def _cards(
    edition: Edition, plan: SessionPlan | None, frame: Frame, absences: dict[UUID, frozenset[UUID]]
) -> list[Card]:
    occurrences = list(Occurrence.objects.filter(plan=plan).order_by("proposal__number", "number")) if plan else []
    positions = positions_of(plan, occurrences) if plan else {}
    by_proposal: dict[UUID, list[Occurrence]] = defaultdict(list)
    for one in occurrences:
        by_proposal[one.proposal_id].append(one)
    placed = {one.proposal_id for one in occurrences if positions[one.pk].is_placed}
    proposals = [
        proposal
        for proposal in Proposal.objects.filter(edition=edition).order_by("number")
        if proposal.status in PLACEABLE or proposal.pk in placed
    ]
    hosts = _hosts(proposals, absences)
    cards = []
    for proposal in proposals:
        away = frozenset(_impossible(proposal, frame))
        known: Sequence[Occurrence | None] = by_proposal[proposal.pk] or [None]
        for occurrence in known:
            if occurrence is not None and occurrence.is_dropped:
                continue
            position = positions[occurrence.pk] if occurrence else Position(length_slots=proposal.length_slots)
            if proposal.status == ProposalStatus.PARKED and not position.is_placed:
                position = position.parked()  # on the waiting list of the vote: a planner may place it, a run must not
            cards.append(
                Card(
                    key=(proposal.pk, occurrence.number if occurrence else 1),
                    number=proposal.number,
                    title=proposal.title,
                    hosts=hosts[proposal.pk],
                    needs=frozenset(proposal.needs),
                    position=position,
                    away=away,
                    is_part=position.is_part,
                    occurrences=sum(1 for other in known if other is None or not other.is_dropped),
                    is_withdrawn=proposal.status not in PLACEABLE,
                    language=proposal.language,
                )
            )
    return cards


def _impossible(proposal: Proposal, frame: Frame) -> Iterable[UUID]:
    """Yield the slots that begin before the proposal's people come or end after they must leave."""
    for slot in frame.slots:
        is_early = proposal.present_from_at is not None and slot.starts_at < proposal.present_from_at
        is_late = proposal.present_until_at is not None and slot.ends_at > proposal.present_until_at
        if is_early or is_late:
            yield slot.pk


def _hosts(proposals: list[Proposal], absences: dict[UUID, frozenset[UUID]]) -> dict[UUID, tuple[Host, ...]]:
    """Return who offers each proposal; somebody without an account counts too, by name."""
    found: dict[UUID, list[Host]] = defaultdict(list)
    rows = ProposalHost.objects.filter(proposal__in=proposals, agreed_at__isnull=False).select_related("person")
    for row in rows.order_by("-is_lead", "pk"):
        host = Host(row.person_id, str(row.person), absences.get(row.person_id, frozenset()))
        found[row.proposal_id].append(host)
    for proposal in proposals:
        if proposal.host_name:
            found[proposal.pk].append(Host(uuid5(NAMELESS, proposal.host_name.casefold()), proposal.host_name))
    return {proposal.pk: tuple(found[proposal.pk]) for proposal in proposals}


def _absences(edition: Edition, items: Iterable[ProgrammeItem], frame: Frame) -> dict[UUID, frozenset[UUID]]:
    """Somebody on the panel cannot host at the same time, nor can who comes late or has left."""
    missed: dict[UUID, set[UUID]] = defaultdict(set)
    spans: list[tuple[UUID, datetime, datetime | None]] = [
        (who.person_id, item.starts_at, item.ends_at) for item in items for who in item.people.all() if who.person_id
    ]
    spans += HostAbsence.objects.filter(edition=edition).values_list("person", "starts_at", "ends_at")
    for person, starts_at, ends_at in spans:
        missed[person] |= {slot.pk for slot in frame.slots if overlaps(slot, starts_at, ends_at)}
    return {person: frozenset(slots) for person, slots in missed.items()}


def _blocked(edition: Edition, items: Iterable[ProgrammeItem], frame: Frame) -> Iterable[CellKey]:
    """A room that is lost or holds a programme item holds no session meanwhile."""
    spans: list[tuple[UUID | None, datetime, datetime | None]] = [
        (item.room_id, item.starts_at, item.ends_at) for item in items
    ]
    spans += RoomClosure.objects.filter(edition=edition).values_list("room", "starts_at", "ends_at")
    for room, starts_at, ends_at in spans:
        for slot in frame.slots:
            if room is not None and room in frame.room_by_id and overlaps(slot, starts_at, ends_at):
                yield slot.pk, room


def overlaps(slot: Slot, starts_at: datetime, ends_at: datetime | None) -> bool:
    """Tell whether a slot shares time with a span; without an end the span is open."""
    return slot.ends_at > starts_at and (ends_at is None or slot.starts_at < ends_at)


def supporters(state: State) -> Counter[UUID]:
    """Return how many ballots mark each proposal."""
    return Counter(proposal for ballot in state.marks for proposal in ballot)
