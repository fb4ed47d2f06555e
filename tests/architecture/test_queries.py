"""Every list page asks the database as often for three rows as for one (R-19). One line per list: as whom it is read,
how a row comes into being, and how many queries it may cost at most. A list that is not here has its own test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from politoscope.editions.enums import Phase, Role
from politoscope.editions.models import Controller, Edition
from politoscope.editions.services import change_edition
from politoscope.mail.services import queue_mail
from politoscope.notices.services import report_barrier
from politoscope.people.models import Person
from politoscope.planning.services.board import place_session
from politoscope.planning.services.publication import publish_plan
from politoscope.planning.services.stars import star_sessions
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.services.comments import write_comment
from politoscope.proposals.services.life import propose_session, set_status
from politoscope.proposals.services.wishes import wish_topic
from politoscope.registration.guest_lists import check_guests, invite_guests
from politoscope.registration.invitations import invite
from politoscope.registration.models import AccessNeeds
from politoscope.voting.services.rounds import open_round
from politoscope.voting.services.slips import make_slips
from tests.factories.editions import (
    EditionFactory,
    InstitutionFactory,
    LinkFactory,
    ProgrammeItemFactory,
    ProgrammePersonFactory,
    RoleGrantFactory,
    RoomFactory,
)
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory

pytestmark = pytest.mark.django_db
MANY = 3


@dataclass(frozen=True)
class Camp:
    """An edition in its vote, somebody who reads, and what rows are made of."""

    edition: Edition
    reader: Person
    now: datetime

    def somebody(self) -> Person:
        """Return a participant."""
        return RegistrationFactory(edition=self.edition, person=PersonFactory()).person

    def proposal(self, row: int, **more: Any) -> Proposal:
        """Return a session that somebody proposed."""
        person = more.pop("person", None) or self.somebody()
        return propose_session(edition=self.edition, person=person, title=f"Thema {row}", now=self.now, **more)

    def placed(self, row: int) -> Proposal:
        """Return a session with a place in the plan, which is published."""
        proposal = self.proposal(row)
        set_status(proposal=proposal, status=ProposalStatus.ACCEPTED, actor=self.reader, now=self.now)
        slots, rooms = self.edition.slots.order_by("starts_at"), self.edition.rooms.order_by("pk")
        cell = {"slot": slots[row], "room": rooms[0]}
        place_session(edition=self.edition, actor=self.reader, proposal=proposal, now=self.now, **cell)
        publish_plan(edition=self.edition, actor=self.reader, now=self.now)
        return proposal


def at_vote(camp: Camp, row: int) -> None:
    camp.proposal(row)
    if row == 0:
        open_round(edition=camp.edition, actor=camp.reader, seats=2, now=camp.now)


def star(camp: Camp, row: int) -> None:
    star_sessions(person=camp.reader, proposals=[camp.placed(row)], now=camp.now)


def comment(camp: Camp, row: int) -> None:
    proposal = camp.edition.proposals.first() or camp.proposal(0)
    write_comment(proposal=proposal, author=camp.somebody(), text="Ich bringe Beispiele mit.", now=camp.now)


def wish(camp: Camp, row: int) -> None:
    wish_topic(edition=camp.edition, person=camp.somebody(), title=f"Ich suche {row}", now=camp.now)


def need(camp: Camp, row: int) -> None:
    AccessNeeds.objects.create(registration=RegistrationFactory(edition=camp.edition), text="Höranlage")


def invitation(camp: Camp, row: int) -> None:
    invite(edition=camp.edition, label=f"Amt {row}", actor=camp.reader, now=camp.now)


def invited_by_list(camp: Camp, row: int) -> None:
    guests = check_guests(camp.edition, f"p{row}@example.org")
    invite_guests(edition=camp.edition, guests=guests, actor=camp.reader, now=camp.now)


def change(camp: Camp, row: int) -> None:
    change_edition(edition=camp.edition, actor=camp.somebody(), values={"venue": f"Haus {row}"}, now=camp.now)


def mail(camp: Camp, row: int) -> None:
    context = {"role": "x", "url": "https://example.org/"}
    person, key = camp.somebody(), f"mail:{row}"
    queue_mail(template="editions/mail/role", to=person, edition=camp.edition, context=context, key=key, now=camp.now)


def device(camp: Camp, row: int) -> None:
    store = SessionStore()
    store.create()
    UserSession.objects.create(user=camp.reader, ip="::", user_agent="Firefox", session_key=store.session_key)


def report(camp: Camp, row: int) -> None:
    report_barrier(edition=camp.edition, values={"text": f"Zu klein: {row}"}, now=camp.now)


def past_edition(camp: Camp, row: int) -> None:
    EditionFactory(series=camp.edition.series, phase_by_hand=Phase.ARCHIVE)


def programme(camp: Camp, row: int) -> None:
    starts_at = camp.now + timedelta(hours=8, minutes=10 * row)
    item = ProgrammeItemFactory(edition=camp.edition, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=10))
    ProgrammePersonFactory(item=item)


def by(factory: Any) -> Callable[[Camp, int], None]:
    """Return a maker of rows that are nothing but a row of the edition."""
    return lambda camp, row: factory(edition=camp.edition)


@dataclass(frozen=True)
class Listing:
    """A page, how a row gets onto it, and what it costs. ``is_public``: read by nobody in particular."""

    path: str
    add: Callable[[Camp, int], Any]
    at_most: int
    is_public: bool = False


LISTINGS = [
    Listing("", past_edition, 8, is_public=True),
    Listing("", programme, 9, is_public=True),
    Listing("proposals/", Camp.proposal, 12, is_public=True),
    Listing("proposals/", Camp.proposal, 15),
    Listing("proposals/", wish, 12, is_public=True),
    Listing("proposals/1/", comment, 12, is_public=True),
    Listing("proposals/mine/", lambda camp, row: camp.proposal(row, person=camp.reader), 15),
    Listing("organise/proposals/", Camp.proposal, 18),
    Listing("vote/", at_vote, 20),
    Listing("organise/vote/", at_vote, 20),
    Listing("organise/vote/hands/", at_vote, 15),
    Listing("organise/vote/slips/", lambda camp, row: slips(camp, row), 12),
    Listing("plan/", Camp.placed, 20, is_public=True),
    Listing("plan/", Camp.placed, 25),
    Listing("plan/mine/", star, 25),
    Listing("organise/plan/", Camp.placed, 40),
    Listing("organise/plan/history/", Camp.placed, 20),
    Listing("organise/registrations/", lambda camp, row: camp.somebody(), 11),
    Listing("organise/registrations/access-needs/", need, 9),
    Listing("organise/registrations/invitations/", invitation, 12),
    Listing("organise/registrations/invitations/", invited_by_list, 12),
    Listing("organise/team/", by(RoleGrantFactory), 9),
    Listing("organise/institutions/", by(InstitutionFactory), 9),
    Listing("organise/controllers/", lambda camp, row: Controller.objects.create(edition=camp.edition, name="A"), 9),
    Listing("organise/links/", by(LinkFactory), 9),
    Listing("organise/rooms/", by(RoomFactory), 9),
    Listing("organise/programme/", programme, 10),
    Listing("organise/log/", change, 11),
    Listing("organise/mail/", mail, 11),
    Listing("organise/notices/barriers/", report, 9),
    Listing("privacy/", lambda camp, row: Controller.objects.create(edition=camp.edition, name="A"), 8, is_public=True),
    Listing("/account/devices/", device, 4),
]


def slips(camp: Camp, row: int) -> None:
    at_vote(camp, row)
    make_slips(edition=camp.edition, actor=camp.reader, size=2, now=camp.now)


@pytest.fixture
def camp(edition: Edition, cem: Person, now: datetime) -> Camp:
    """Return the edition in its vote; who reads has every role and takes part."""
    edition.phase_by_hand = Phase.VOTING
    edition.save(update_fields=["phase_by_hand"])
    for role in (Role.MODERATOR, Role.PLANNER, Role.DESK):
        RoleGrantFactory(edition=edition, person=cem, role=role)
    RegistrationFactory(edition=edition, person=cem, checked_in_at=now)
    return Camp(edition, cem, now)


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: f"{listing.path or 'home'}")
def test_list_costs_as_many_queries_with_three_rows_as_with_one(camp: Camp, listing: Listing) -> None:
    listing.add(camp, 0)
    with_one = queries_of(camp, listing)
    for row in range(1, MANY):
        listing.add(camp, row)
    with_many = queries_of(camp, listing)
    assert len(with_many) == len(with_one), "\n".join(with_many)
    assert len(with_many) <= listing.at_most, "\n".join(with_many)


def queries_of(camp: Camp, listing: Listing) -> list[str]:
    """Read the page, the second time in a row but with no page kept ready, and return what it asked."""
    client = Client()
    if not listing.is_public:
        client.force_login(camp.reader)
    path = listing.path if listing.path.startswith("/") else f"/{camp.edition.slug}/{listing.path}"
    assert client.get(path).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return [query["sql"][:200] for query in asked]
