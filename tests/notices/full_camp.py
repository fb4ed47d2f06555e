"""An edition with everything in it, of people whose names and addresses stand nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from politoscope.editions.enums import Phase, Role
from politoscope.editions.models import Edition
from politoscope.editions.services.team import grant_role
from politoscope.notices.services import answer_report, report_barrier
from politoscope.people.models import Person
from politoscope.people.sessions import SessionStore
from politoscope.planning.models import HostAbsence
from politoscope.planning.services.board import place_session
from politoscope.planning.services.publication import publish_plan
from politoscope.planning.services.stars import renew_calendar_key, star_sessions
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import DigestOptOut, Proposal
from politoscope.proposals.services import (
    hide_comment,
    invite_cohost,
    merge_proposals,
    propose_session,
    set_status,
    wish_topic,
    withdraw_proposal,
    write_comment,
)
from politoscope.registration.consents import ConsentChoice
from politoscope.registration.enums import Channel, Purpose
from politoscope.registration.invitations import invite
from politoscope.registration.models import Registration
from politoscope.registration.services import admit_walk_in, check_in, register
from politoscope.voting.models import Round
from politoscope.voting.services import cast_ballot, close_round, decide, open_round, release_result
from politoscope.voting.voters import voter_of_registration

GUEST = ("Gerda Gastmann", "gerda.gastmann@guests.example")
HOST = ("Hanna Hostert", "hanna.hostert@hosts.example")
CREW = ("Otto Orgelmann", "otto.orgelmann@crew.example")
WALK_IN = "Willi Walkinger"


@dataclass(frozen=True)
class FullCamp:
    """The edition, who was there, and what became of the proposals."""

    edition: Edition
    guest: Person
    host: Person
    crew: Person
    proposals: dict[str, Proposal]


def fill(edition: Edition, now: datetime) -> FullCamp:
    """Let everything happen that leaves a trace of somebody."""
    guest, host, crew = (somebody(*who, edition, now) for who in (GUEST, HOST, CREW))
    grant_role(edition=edition, email=CREW[1], role=Role.ORGANISER, actor=crew, now=now)
    edition.refresh_from_db()
    admit_walk_in(edition=edition, actor=crew, name=WALK_IN, organisation="Walkingers Amt", now=now)
    invite(edition=edition, label=GUEST[0], email=GUEST[1], places=1, actor=crew, now=now)
    report_barrier(edition=edition, values=barrier(), now=now)
    answer_report(
        report=report_barrier(edition=edition, values=barrier() | {"page": "/"}, now=now), actor=crew, now=now
    )
    proposals = propose(edition, guest, host, crew, now)
    vote(edition, [guest, host, crew], proposals, now + timedelta(minutes=10))
    plan(edition, guest, host, crew, proposals, now + timedelta(minutes=20))
    DigestOptOut.objects.create(edition=edition, person=guest)
    for person in (guest, host, crew):
        sign_in(person, now)
    return FullCamp(edition, guest, host, crew, proposals)


def barrier() -> dict[str, str]:
    return {"text": f"{GUEST[0]} kommt nicht hinein.", "page": "", "name": GUEST[0], "email": GUEST[1]}


def somebody(name: str, email: str, edition: Edition, now: datetime) -> Person:
    """Return somebody who registered with everything one can say, and arrived."""
    person = Person.objects.create_user(email, name=name, organisation=f"Amt {name}", created_at=now)
    registration = register(
        edition=edition,
        person=person,
        name=name,
        organisation=f"Amt {name}",
        hashtags=[name.replace(" ", "")],
        access_needs=f"{name} braucht eine Rampe.",
        consents=ConsentChoice(frozenset(Purpose), "de", Channel.WEB, person),
        now=now,
    )
    check_in(registration=registration, actor=person, now=now)
    return person


def propose(edition: Edition, guest: Person, host: Person, crew: Person, now: datetime) -> dict[str, Proposal]:
    """Return a proposal for every way it can go, each with the name of who offers it in its text."""

    def offer(title: str, person: Person, **details: object) -> Proposal:
        text = f"{person.name} erzählt."
        return propose_session(edition=edition, person=person, title=title, abstract=text, now=now, **details)

    made = {
        "held": offer("Mastodon für Behörden", host, time_wish=f"{HOST[0]} kommt später"),
        "passed_over": offer("Krisen-PR", guest, tags=["gerda-gastmann"], time_wish=f"{GUEST[0]} geht früher"),
        "merged": offer("Podcasts", guest),
        "draft": offer("Noch nicht fertig", guest, is_draft=True),
        "wish": wish_topic(edition=edition, person=guest, title="Ich suche", abstract=GUEST[0], now=now),
    }
    invite_cohost(proposal=made["held"], person=guest, actor=host, now=now)
    comment = write_comment(proposal=made["held"], author=guest, text=f"Gruß, {GUEST[0]}", now=now)
    hide_comment(comment=comment, actor=crew, reason=f"{GUEST[0]} wirbt", now=now)
    merge_proposals(kept=made["passed_over"], merged=made["merged"], actor=crew, now=now)
    return made


def vote(edition: Edition, people: list[Person], proposals: dict[str, Proposal], now: datetime) -> None:
    """Count and publish a round in which all took part, and decide by hand."""
    crew = people[-1]
    Edition.objects.filter(pk=edition.pk).update(phase_by_hand=Phase.VOTING)
    round_: Round = open_round(edition=edition, actor=crew, seats=1, quorum=0, now=now)
    for registration in Registration.objects.filter(edition=edition, person__in=people):
        voter = voter_of_registration(round_, registration)
        cast_ballot(round=round_, voter=voter, marks=[proposals["held"].number], now=now)
    round_ = close_round(round=round_, actor=crew, now=now)
    release_result(round=round_, actor=crew, now=now)
    decide(round=round_, proposal=proposals["passed_over"], verdict="parked", actor=crew, reason="Platz", now=now)


def plan(
    edition: Edition, guest: Person, host: Person, crew: Person, proposals: dict[str, Proposal], now: datetime
) -> None:
    """Place and publish what was accepted; the guest follows it, and withdraws something else."""
    held = proposals["held"]
    set_status(proposal=held, status=ProposalStatus.ACCEPTED, actor=crew, now=now)
    slot, room = edition.slots.order_by("starts_at")[0], edition.rooms.order_by("name")[0]
    star_sessions(person=guest, proposals=[held], now=now)
    publish_plan(edition=edition, actor=crew, now=now)
    place_session(edition=edition, actor=crew, proposal=held, slot=slot, room=room, now=now)
    publish_plan(edition=edition, actor=crew, now=now)
    renew_calendar_key(edition=edition, person=guest, now=now)
    HostAbsence.objects.create(edition=edition, person=guest, starts_at=now)
    late = propose_session(edition=edition, person=guest, title="Zu spät", abstract=GUEST[0], now=now)
    proposals["withdrawn"] = withdraw_proposal(proposal=late, actor=guest, now=now)


def sign_in(person: Person, now: datetime) -> None:
    """Leave everything that signing in leaves: the browser's, the device, a passkey, an address, a provider."""
    Person.objects.filter(pk=person.pk).update(last_login=now)
    browser = SessionStore()
    browser["account_login"] = {"email": person.email}
    browser.create()
    Session.objects.filter(session_key=browser.session_key).update(expire_date=now + timedelta(days=14))
    UserSession.objects.create(user=person, session_key=browser.session_key, ip="::", user_agent="Firefox Linux")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": person.name})
    SocialAccount.objects.create(user=person, provider="oidc", uid=person.email, extra_data={"name": person.name})
