"""One edition in the middle of its vote with somebody in each role, and every kind of thing an address may name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from politoscope.editions.enums import ItemKind, Phase, Role
from politoscope.editions.models import Edition
from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from politoscope.planning.services.board import place_session
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.services.comments import write_comment
from politoscope.proposals.services.life import propose_session, set_status
from politoscope.proposals.services.wishes import wish_topic
from politoscope.registration.links import cancel_url
from politoscope.registration.mails import queue_standing
from politoscope.registration.services import check_in
from politoscope.voting.services.closing import close_round
from politoscope.voting.services.decisions import release_result
from politoscope.voting.services.rounds import open_round
from politoscope.voting.services.slips import make_slips
from tests.factories.editions import LinkFactory, ProgrammeItemFactory, RoleGrantFactory
from tests.factories.people import PersonFactory


@dataclass(frozen=True)
class World:
    """The edition, its people by role, and the values that addresses need."""

    edition: Edition
    people: dict[str, Person | None]
    values: dict[str, Any]


def people_of(edition: Edition, **known: Person) -> dict[str, Person | None]:
    """Return somebody in each role."""
    people: dict[str, Person | None] = {"nobody": None, "guest": PersonFactory(), **known}
    for role in (Role.MODERATOR, Role.PLANNER, Role.DESK, Role.ANGEL):
        person = people[role.value] = PersonFactory(name=str(role.label))
        RoleGrantFactory(edition=edition, person=person, role=role)
    return people


def make_world(edition: Edition, other_edition: Edition, people: dict[str, Person | None], now: datetime) -> World:
    """Fill the edition: proposals, a counted round and an open one, a plan, mails."""
    host, organiser = people["host"], people["organiser"]
    assert host is not None
    assert organiser is not None
    Edition.objects.filter(pk=edition.pk).update(phase_by_hand=Phase.VOTING)
    edition.refresh_from_db()
    proposal = propose_session(edition=edition, person=host, title="Der erste Satz im Ernstfall", now=now)
    accepted = propose_session(edition=edition, person=host, title="Mastodon für Behörden", now=now)
    set_status(proposal=accepted, status=ProposalStatus.ACCEPTED, actor=organiser, now=now)
    wish = wish_topic(edition=edition, person=people["participant"], title="Ich suche: Alternativtexte", now=now)
    for registration in edition.registrations.all():
        check_in(registration=registration, actor=organiser, now=now)
    counted = close_round(round=open_round(edition=edition, actor=organiser, seats=2, now=now), actor=None, now=now)
    release_result(round=counted, actor=organiser, now=now)
    opened = open_round(edition=edition, actor=organiser, seats=2, now=now)
    make_slips(edition=edition, actor=organiser, size=3, now=now)
    values = {
        **values_of_frame(edition),
        **values_of_registration(edition, host, now),
        **values_of_plan(edition, accepted, now),
        "edition": edition.slug,
        "other_edition": other_edition.slug,
        "number": proposal.number,
        "wish_number": wish.number,
        "accepted_number": accepted.number,
        "comment": write_comment(proposal=proposal, author=host, text="Ich bringe Beispiele mit.", now=now).pk,
        "counted_round": counted.number,
        "open_round": opened.number,
        "batch": edition.code_batches.get().pk,
        "no_number": 4711,
        "no_text": "nobody",
    }
    return World(edition, people, values)


def values_of_frame(edition: Edition) -> dict[str, Any]:
    """Return one of each part of the edition's frame. Those that can go are not used by anything."""
    slot = edition.slots.order_by("starts_at").last()
    item = ProgrammeItemFactory(edition=edition, kind=ItemKind.BREAK, title="Pause")
    return {
        "grant": edition.role_grants.get(role=Role.ANGEL).pk,
        "institution": edition.institutions.order_by("position").last().pk,
        "link": LinkFactory(edition=edition).pk,
        "day": edition.days.first().pk,
        "room": edition.rooms.order_by("position").last().pk,
        "slot": slot.pk,
        "programme_item": item.pk,
    }


def values_of_registration(edition: Edition, holder: Person, now: datetime) -> dict[str, Any]:
    """Return what addresses say of a registration."""
    registration = edition.registrations.get(person=holder)
    queue_standing(registration, now=now)
    return {
        "mail_id": OutboxMail.objects.get(edition_id=edition.pk).pk,
        "registration": registration.pk,
        "ticket": registration.ticket,
        "cancel_token": cancel_url(registration).rstrip("/").rpartition("/")[2],
    }


def values_of_plan(edition: Edition, accepted: Proposal, now: datetime) -> dict[str, Any]:
    """Return what addresses say of a session in the plan."""
    slot, room = edition.slots.order_by("starts_at")[1], edition.rooms.order_by("position").first()
    place_session(edition=edition, actor=None, proposal=accepted, slot=slot, room=room, now=now)
    return {"code": str(accepted.number), "version": 0, "repeat": "repeat", "room_lost": "room-lost"}
