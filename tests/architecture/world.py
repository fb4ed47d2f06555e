"""One edition in the middle of its vote with somebody in each role, and every kind of thing an address may name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from politoscope.editions.enums import ItemKind, Phase, Role
from politoscope.editions.models import Controller, Edition
from politoscope.editions.pictures import Logo
from politoscope.editions.services import add_logo
from politoscope.mail.models import OutboxMail
from politoscope.notices.services import report_barrier
from politoscope.people.models import Person
from politoscope.planning.enums import RunMode
from politoscope.planning.rooms import room_slug
from politoscope.planning.services.board import place_session
from politoscope.planning.services.publication import publish_plan
from politoscope.planning.services.solving import start_run
from politoscope.planning.services.stars import renew_calendar_key
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.links import opt_out_url
from politoscope.proposals.models import Proposal
from politoscope.proposals.services.comments import write_comment
from politoscope.proposals.services.life import propose_session, set_status
from politoscope.proposals.services.wishes import wish_topic
from politoscope.registration.invitations import invite
from politoscope.registration.links import cancel_url
from politoscope.registration.mails import queue_standing
from politoscope.registration.services import check_in
from politoscope.voting.services.closing import close_round
from politoscope.voting.services.decisions import release_result
from politoscope.voting.services.rounds import open_round
from politoscope.voting.services.slips import make_slips
from tests.factories.editions import (
    FIRST_START,
    DayFactory,
    EditionFactory,
    InstitutionFactory,
    LinkFactory,
    ProgrammeItemFactory,
    RoleGrantFactory,
    RoomFactory,
    SlotFactory,
)
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory


@dataclass(frozen=True)
class World:
    """The edition, its people by role, and the values that addresses need."""

    edition: Edition
    people: dict[str, Person | None]
    values: dict[str, Any]


def make_people(edition: Edition, other_edition: Edition) -> dict[str, Person | None]:
    """Return somebody in each role; the stranger organises and attends the other edition."""
    people: dict[str, Person | None] = {"nobody": None}
    for key in ("guest", "participant", "host", "stranger"):
        people[key] = PersonFactory(name=key.capitalize())
    for key in ("participant", "host"):
        RegistrationFactory(edition=edition, person=people[key])
    RegistrationFactory(edition=other_edition, person=people["stranger"])
    RoleGrantFactory(edition=other_edition, person=people["stranger"], role=Role.ORGANISER)
    for role in Role:
        people[role.value] = PersonFactory(name=str(role.label))
        RoleGrantFactory(edition=edition, person=people[role.value], role=role)
    return people


def make_world() -> World:
    """Make the edition and fill it: proposals, a counted round and an open one, a plan, mails."""
    now = FIRST_START - timedelta(hours=1)
    edition, other_edition = (
        make_edition("politoscope-2026", "Saal", "Salon"),
        make_edition("other-camp", "Aula", "Anbau"),
    )
    people = make_people(edition, other_edition)
    host, organiser = people["host"], people["organiser"]
    assert host is not None
    assert organiser is not None
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
        **values_of_plan(edition, accepted, host, now),
        "digest_token": opt_out_url(edition, host).rstrip("/").rpartition("/")[2],
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
        "no_uuid": UUID(int=0),
    }
    return World(edition, people, values)


def make_edition(slug: str, *rooms: str) -> Edition:
    """Return an edition in its vote with a day, rooms and slots, and a published plan without sessions."""
    edition = EditionFactory(slug=slug, phase_by_hand=Phase.VOTING)
    day = DayFactory(edition=edition, date=FIRST_START.date())
    for name in rooms:
        RoomFactory(edition=edition, name=name)
    for hour in range(3):
        SlotFactory(edition=edition, day=day, starts_at=FIRST_START + timedelta(hours=hour))
    for name in ("Staatsministerium", "Staatskanzlei"):
        InstitutionFactory(edition=edition, name=name)
    publish_plan(edition=edition, actor=None, now=FIRST_START - timedelta(hours=2))
    return edition


def add_controller(edition: Edition) -> Controller:
    """Return a body that answers for personal data."""
    return Controller.objects.create(edition=edition, name="Staatskanzlei")


def values_of_frame(edition: Edition) -> dict[str, Any]:
    """Return one of each part of the edition's frame. Those that can go are not used by anything."""
    slot = edition.slots.order_by("starts_at").last()
    logo = Logo(b"a picture", width=80, height=40)
    add_logo(edition=edition, name="Staatskanzlei", logo=logo, actor=PersonFactory(), now=FIRST_START)
    item = ProgrammeItemFactory(edition=edition, kind=ItemKind.BREAK, title="Pause")
    return {
        "logo": logo.digest,
        "grant": edition.role_grants.get(role=Role.ANGEL).pk,
        "controller": add_controller(edition).pk,
        "text_kind": "imprint",
        "report": report_barrier(edition=edition, values={"text": "Der Plan ist zu klein."}, now=FIRST_START).pk,
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
    invitation = invite(edition=edition, label="Presseamt", places=3, actor=holder, now=now)
    return {
        "mail_id": OutboxMail.objects.get(edition_id=edition.pk).pk,
        "registration": registration.pk,
        "ticket": registration.ticket,
        "cancel_token": cancel_url(registration).rstrip("/").rpartition("/")[2],
        "unused_registration": RegistrationFactory(edition=edition).pk,
        "invitation": invitation.pk,
        "invitation_token": invitation.token,
    }


def values_of_plan(edition: Edition, accepted: Proposal, reader: Person, now: datetime) -> dict[str, Any]:
    """Return what addresses say of a session in the plan, and of what is made from the plan."""
    slot, room = edition.slots.order_by("starts_at")[1], edition.rooms.order_by("position")[0]
    place_session(edition=edition, actor=None, proposal=accepted, slot=slot, room=room, now=now)
    publish_plan(edition=edition, actor=None, now=now)
    return {
        "code": str(accepted.number),
        "version": 0,
        "repeat": "repeat",
        "room_lost": "room-lost",
        "room_slug": room_slug(room),
        "public_sheet": "days",
        "crew_sheet": "cards",
        "calendar_secret": renew_calendar_key(edition=edition, person=reader, now=now).secret,
        "run": start_run(edition=edition, actor=None, mode=RunMode.FILL, seconds=1, now=now).pk,
    }
