"""From the draft to what everybody reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Max

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition, Slot
from politoscope.people.models import Person
from politoscope.planning.differences import differences
from politoscope.planning.models import Publication, PublishedPlacement
from politoscope.planning.notices import write_notices
from politoscope.planning.positions import CellKey, Position
from politoscope.planning.queries.batches import batch_ends_at
from politoscope.planning.queries.spots import spots_of_publication
from politoscope.planning.services.steps import Desk, open_desk
from politoscope.planning.tasks import mail_change_notices
from politoscope.realtime.publish import publish


@transaction.atomic
def publish_plan(
    *,
    edition: Edition,
    actor: Person | None,
    now: datetime,
    slots: Collection[Slot] | None = None,
    note: str = "",
) -> Publication:
    """Publish the draft as the next revision, in one transaction: readers see the old plan or the new one.

    ``slots`` publishes only these ("round 1 now"); in all others what was published stays.
    """
    desk = open_desk(edition)
    latest = desk.plan.publications.order_by("-number").first()
    chosen = {slot.pk for slot in slots} if slots is not None else set(desk.frame.slot_by_id)
    fresh = list(_placements(desk, chosen))
    kept = list(_kept(desk, latest, chosen, fresh)) if latest and slots is not None else []
    number = (desk.plan.publications.aggregate(last=Max("number"))["last"] or 0) + 1
    publication = Publication.objects.create(
        plan=desk.plan, number=number, version=desk.plan.version, published_at=now, published_by=actor, note=note
    )
    for placement in [*fresh, *kept]:
        placement.pk, placement.publication = None, publication
    PublishedPlacement.objects.bulk_create([*fresh, *kept])
    record_entry(
        edition=edition,
        actor=actor,
        action="planning.publish",
        target=publication,
        before=None,
        after={"number": number, "version": desk.plan.version, "sessions": len(fresh) + len(kept)},
        now=now,
    )
    changes = differences(spots_of_publication(latest), spots_of_publication(publication))
    if write_notices(publication, changes):
        mails = mail_change_notices.using(run_after=batch_ends_at(publication))
        transaction.on_commit(partial(mails.enqueue, publication.pk))
    publish(edition, "plan", "draft-plan")
    return publication


def _placements(desk: Desk, slots: set) -> Iterable[PublishedPlacement]:
    for key, position in desk.positions.items():
        row = _cells(desk, position)
        if row and row[0][0] in slots:
            first, last = desk.frame.slot_by_id[row[0][0]], desk.frame.slot_by_id[row[-1][0]]
            room = desk.frame.room_by_id[row[0][1]]
            yield PublishedPlacement(
                occurrence_id=key,
                slot=first,
                room=room,
                room_name=room.name,
                length_slots=position.length_slots,
                starts_at=first.starts_at,
                ends_at=last.ends_at,
            )


def _kept(desk: Desk, latest: Publication, slots: set, fresh: list[PublishedPlacement]) -> Iterable[PublishedPlacement]:
    """Yield what stays published: in other slots, not moved into a chosen one, not where a fresh one now stands."""
    taken = {cell for one in fresh for cell in _cells(desk, desk.positions[one.occurrence_id])}
    moved = {one.occurrence_id for one in fresh}
    for old in latest.placements.exclude(slot__in=slots):
        cells = {
            (slot.pk, old.room_id)
            for slot in desk.frame.slots
            if slot.starts_at < old.ends_at and old.starts_at < slot.ends_at
        }
        if old.occurrence_id not in moved and not cells & taken:
            yield old


def _cells(desk: Desk, position: Position) -> list[CellKey]:
    return list(desk.frame.cells(position))
