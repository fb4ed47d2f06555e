"""The plan as plain data, for the board and for the engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from politoscope.editions.models import Edition
from politoscope.planning.models import Occurrence, SessionPlan
from politoscope.planning.positions import CellKey, Frame, Position
from politoscope.planning.queries.frame import frame_of, positions_of
from politoscope.planning.state import Card, Host, State
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal, ProposalHost
from politoscope.voting.queries import planning_marks

PLACEABLE = (ProposalStatus.ACCEPTED, ProposalStatus.PARKED, ProposalStatus.HELD)


def plan_state(edition: Edition, *, now: datetime) -> State:
    """Return the draft at this moment, with the wishes of the closed votes."""
    plan = SessionPlan.objects.filter(edition=edition).first()
    frame = frame_of(edition)
    items = list(edition.programme_items.prefetch_related("people"))
    return State(
        version=plan.version if plan else 0,
        frame=frame,
        cards=_cards(edition, plan, _absences(items, frame)),
        marks=planning_marks(edition),
        blocked=frozenset(_blocked(items, frame)),
        frozen=frozenset(slot.pk for slot in frame.slots if frame.is_frozen(slot.pk, now=now)),
    )


def _cards(edition: Edition, plan: SessionPlan | None, absences: dict[UUID, frozenset[UUID]]) -> list[Card]:
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
    hosts = _hosts([proposal.pk for proposal in proposals], absences)
    cards = []
    for proposal in proposals:
        known = by_proposal[proposal.pk] or [None]
        for one in known:
            position = positions[one.pk] if one else Position(length_slots=proposal.length_slots)
            cards.append(
                Card(
                    key=(proposal.pk, one.number if one else 1),
                    number=proposal.number,
                    title=proposal.title,
                    hosts=hosts[proposal.pk],
                    needs=frozenset(proposal.needs),
                    position=position,
                    is_part=bool(one and one.kind == "part"),
                    occurrences=len(known),
                    is_withdrawn=proposal.status not in PLACEABLE,
                )
            )
    return cards


def _hosts(proposals: list[UUID], absences: dict[UUID, frozenset[UUID]]) -> dict[UUID, tuple[Host, ...]]:
    found: dict[UUID, list[Host]] = defaultdict(list)
    rows = ProposalHost.objects.filter(proposal__in=proposals, agreed_at__isnull=False).select_related("person")
    for row in rows.order_by("-is_lead", "pk"):
        host = Host(row.person_id, str(row.person), absences.get(row.person_id, frozenset()))
        found[row.proposal_id].append(host)
    return defaultdict(tuple, {key: tuple(those) for key, those in found.items()})


def _absences(items: Iterable, frame: Frame) -> dict[UUID, frozenset[UUID]]:
    """Somebody on the panel cannot host at the same time."""
    missed: dict[UUID, set[UUID]] = defaultdict(set)
    for item in items:
        for who in item.people.all():
            if who.person_id:
                missed[who.person_id] |= {slot.pk for slot in frame.slots if _overlap(slot, item)}
    return {person: frozenset(slots) for person, slots in missed.items()}


def _blocked(items: Iterable, frame: Frame) -> Iterable[CellKey]:
    """A room that holds a programme item holds no session meanwhile."""
    for item in items:
        for slot in frame.slots:
            if item.room_id in frame.room_by_id and _overlap(slot, item):
                yield slot.pk, item.room_id


def _overlap(one: object, two: object) -> bool:
    return one.starts_at < two.ends_at and two.starts_at < one.ends_at  # type: ignore[attr-defined]


def supporters(state: State) -> Counter[UUID]:
    """Return how many ballots mark each proposal."""
    return Counter(proposal for ballot in state.marks for proposal in ballot)
