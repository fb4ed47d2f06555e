"""The public programme as a JSON API. Its description is at /api/openapi.json; it is made from this file."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI, Path, Schema
from ninja.errors import HttpError, ValidationError

from politoscope.editions.models import Edition
from politoscope.planning.queries import published_plan
from politoscope.planning.queries.published import Block, Entry, PublishedPlan

api = NinjaAPI(
    title="Politoscope",
    version="1",
    description="The public programme of the site's barcamps. Nothing here needs an account.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)

Slug = Path(..., pattern=r"^[-a-zA-Z0-9_]+$", max_length=40, description="The edition's part of the address")


class Problem(Schema):
    """Why there is no answer."""

    detail: str


class EditionOut(Schema):
    """One barcamp."""

    slug: str
    title: str
    venue: str
    time_zone: str
    days: list[date]
    url: str


class RoomOut(Schema):
    """A place where sessions happen."""

    id: UUID
    name: str
    seats: int
    features: list[str]
    directions: str


class SessionOut(Schema):
    """A session at one of its times. ``id`` and ``guid`` belong to the time, ``number`` to the session; all stay."""

    id: int
    guid: UUID
    number: int
    title: str
    abstract: str
    format: str
    tags: list[str]
    language: str
    hosts: list[str]
    room: str
    room_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    is_part: bool
    url: str


class BlockOut(Schema):
    """A stretch of a day: a programme item (``kind`` says which), or a slot with sessions side by side."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    title: str
    room: str
    people: list[str]
    sessions: list[SessionOut]


class DayOut(Schema):
    """A day of the plan."""

    date: date
    blocks: list[BlockOut]


class PlanOut(Schema):
    """The published plan. ``revision`` is 0 as long as nothing is published."""

    revision: int
    published_at: datetime | None
    time_zone: str
    days: list[DayOut]


@api.get("/editions", response=list[EditionOut], operation_id="list_editions", summary="All public editions")
def list_editions(request: HttpRequest) -> list[EditionOut]:
    """Return the editions that the public sees, newest first."""
    editions = Edition.objects.visible_to(None).with_frame()
    found = [_edition(edition) for edition in editions]
    return sorted(found, key=lambda one: (max(one.days, default=date.min), one.slug), reverse=True)


@api.get(
    "/editions/{slug}", response={200: EditionOut, 404: Problem}, operation_id="read_edition", summary="One edition"
)
def read_edition(request: HttpRequest, slug: str = Slug) -> EditionOut:
    """Return an edition."""
    return _edition(_public_edition(slug))


@api.get(
    "/editions/{slug}/rooms", response={200: list[RoomOut], 404: Problem}, operation_id="list_rooms", summary="Rooms"
)
def list_rooms(request: HttpRequest, slug: str = Slug) -> list[RoomOut]:
    """Return the rooms of an edition in their order."""
    rooms = _public_edition(slug).rooms.order_by("position", "name")
    return [
        RoomOut(id=room.pk, name=room.name, seats=room.capacity, features=room.features, directions=room.directions)
        for room in rooms
    ]


@api.get(
    "/editions/{slug}/plan", response={200: PlanOut, 404: Problem}, operation_id="read_plan", summary="Published plan"
)
def read_plan(request: HttpRequest, slug: str = Slug) -> PlanOut:
    """Return the latest revision, day by day and block by block."""
    edition = _public_edition(slug)
    plan = published_plan(edition)
    zone = ZoneInfo(edition.time_zone)
    return PlanOut(
        revision=plan.number,
        published_at=plan.published_at,
        time_zone=edition.time_zone,
        days=[
            DayOut(date=day.date, blocks=[_block(edition, block, zone) for block in day.blocks]) for day in plan.days
        ],
    )


@api.get(
    "/editions/{slug}/now",
    response={200: list[BlockOut], 404: Problem},
    operation_id="read_now",
    summary="What runs at this moment",
)
def read_now(request: HttpRequest, slug: str = Slug) -> list[BlockOut]:
    """Return the blocks that run now; empty outside the programme."""
    edition = _public_edition(slug)
    running, _coming = published_plan(edition).now_and_next(timezone.now())
    return [_block(edition, block, ZoneInfo(edition.time_zone)) for block in running]


@api.get(
    "/editions/{slug}/sessions/{number}",
    response={200: list[SessionOut], 404: Problem},
    operation_id="read_session",
    summary="A session at all its times",
)
def read_session(
    request: HttpRequest, slug: str = Slug, number: int = Path(..., ge=1, le=1_000_000)
) -> list[SessionOut]:
    """Return a session of the published plan, once for each time it takes place."""
    edition = _public_edition(slug)
    plan: PublishedPlan = published_plan(edition)
    zone = ZoneInfo(edition.time_zone)
    found = [_session(edition, entry, zone) for entry in plan.entries if entry.proposal.number == number]
    if not found:
        raise HttpError(404, "There is no such session in the published plan.")
    return found


@api.exception_handler(Http404)
@api.exception_handler(ValidationError)
def not_found(request: HttpRequest, error: Exception):
    """Answer in JSON, as everything here. All values stand in the address, so a wrong one is an address of nothing."""
    return api.create_response(request, {"detail": "There is nothing at this address."}, status=404)


def _public_edition(slug: str) -> Edition:
    edition = Edition.objects.visible_to(None).with_frame().filter(slug=slug).first()
    if edition is None:
        raise HttpError(404, "There is no such edition.")
    return edition


def _edition(edition: Edition) -> EditionOut:
    return EditionOut(
        slug=edition.slug,
        title=edition.title,
        venue=edition.venue,
        time_zone=edition.time_zone,
        days=sorted(day.date for day in edition.days.all()),
        url=f"{settings.SITE_ORIGIN}/{edition.slug}/",
    )


def _block(edition: Edition, block: Block, zone: ZoneInfo) -> BlockOut:
    item = block.item
    return BlockOut(
        starts_at=block.starts_at.astimezone(zone),
        ends_at=block.ends_at.astimezone(zone),
        kind=item.kind if item else "slot",
        title=item.title if item else block.name,
        room=item.room.name if item and item.room else "",
        people=[who.name for who in item.people.all()] if item else [],
        sessions=[_session(edition, entry, zone) for entry in block.entries],
    )


def _session(edition: Edition, entry: Entry, zone: ZoneInfo) -> SessionOut:
    proposal = entry.proposal
    return SessionOut(
        id=entry.occurrence,
        guid=entry.guid,
        number=proposal.number,
        title=proposal.title,
        abstract=proposal.abstract,
        format=proposal.format,
        tags=proposal.tags,
        language=proposal.language,
        hosts=list(entry.hosts),
        room=entry.room_name,
        room_id=entry.room.pk if entry.room else None,
        starts_at=entry.starts_at.astimezone(zone),
        ends_at=entry.ends_at.astimezone(zone),
        is_part=entry.is_part,
        url=settings.SITE_ORIGIN + reverse("planning:session", args=[edition.slug, proposal.number]),
    )
