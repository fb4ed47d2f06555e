"""Today's edition, phase by phase: what has happened when a phase begins, done by the product's own commands.

Every stage can meet what visitors of the demo did before, begins with the stages before it, and does only what is left
to do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from politoscope.demo.crowd import Invented, invented_people, marks_of
from politoscope.demo.models import Telling
from politoscope.demo.story import proposal_stories, topic_label
from politoscope.editions.enums import Phase, Role
from politoscope.editions.models import Edition
from politoscope.editions.phases import phase_of
from politoscope.editions.services.edition import switch_phase
from politoscope.people.models import Person
from politoscope.people.services import find_or_create_person
from politoscope.planning.services.drafting import draft_plan
from politoscope.planning.services.publication import publish_plan
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.services.life import propose_session
from politoscope.registration.models import Registration
from politoscope.registration.services import check_in, register
from politoscope.voting.enums import RoundStatus
from politoscope.voting.models import Round
from politoscope.voting.services.ballots import cast_ballot
from politoscope.voting.services.closing import close_round
from politoscope.voting.services.decisions import accept_result, release_result
from politoscope.voting.services.rounds import open_round
from politoscope.voting.voters import voter_of_registration

PARTICIPANTS = 165
EARLY = 120
"""Registered before the first proposal."""
ARRIVED = 148
"""Checked in when the vote opens: of those registered for a free event some do not come."""
KEPT_FREE = 2
"""Cells kept for ideas that come during the day."""
BALLOTS = 131
"""Cast when a visitor joins the vote. The two visitors can step into have not voted yet."""


def advance(edition: Edition, *, now: datetime) -> Phase:
    """Take the edition to its next phase and return it; in the last one nothing happens."""
    order = list(Phase)
    upcoming = order[min(order.index(phase_of(edition, now=now)) + 1, len(order) - 1)]
    with transaction.atomic():
        switch_phase(edition=edition, phase=upcoming, actor=organiser_of(edition), now=now)
        if stage := STAGES.get(upcoming):
            stage(edition, now)
    return upcoming


def open_registration(edition: Edition, now: datetime) -> None:
    """Let the early ones register, over the last five weeks."""
    _register(edition, people_of(edition)[:EARLY], since=now - timedelta(days=35), until=now)


def open_proposals(edition: Edition, now: datetime) -> None:
    """Let the others register, and forty people propose a session."""
    open_registration(edition, now)
    people = people_of(edition)
    _register(edition, people[EARLY:], since=now - timedelta(days=6), until=now)
    known = set(edition.proposals.values_list("title", flat=True))
    persons = Person.objects.in_bulk([person.email for person in people], field_name="email")
    for place, proposal in enumerate(proposal_stories()):
        if proposal.title not in known:
            propose_session(
                edition=edition,
                person=persons[people[_host_place(place)].email],
                title=proposal.title,
                abstract=proposal.abstract,
                format=proposal.format,
                needs=proposal.needs,
                length_slots=proposal.length_slots,
                is_confidential=proposal.is_confidential,
                tags=[topic_label(topic) for topic in proposal.topics],
                now=now - timedelta(hours=3 * (len(proposal_stories()) - place)),
            )


def open_vote(edition: Edition, now: datetime) -> None:
    """Check in those who came, open the round, and let most of them vote."""
    open_proposals(edition, now)
    people, organiser = people_of(edition), organiser_of(edition)
    registered = {row.person.email: row for row in edition.registrations.select_related("person", "edition")}
    arrived = [registered[person.email] for person in people[:ARRIVED]]
    for registration in arrived:
        check_in(registration=registration, actor=organiser, now=now)
    seats = edition.rooms.count() * edition.slots.count() - KEPT_FREE
    round_ = latest_round(edition) or open_round(edition=edition, actor=organiser, seats=seats, now=now)
    if round_.status == RoundStatus.OPEN:
        _cast_ballots(edition, round_, people, arrived, now)


def close_vote(edition: Edition, now: datetime) -> None:
    """Close the round, show its result and accept it."""
    organiser = organiser_of(edition)
    if (round_ := latest_round(edition)) is None:
        open_vote(edition, now)
        round_ = edition.rounds.get()
    if round_.status == RoundStatus.OPEN:
        round_ = close_round(round=round_, actor=organiser, now=now)
    round_ = release_result(round=round_, actor=organiser, now=now)
    accept_result(round=round_, actor=organiser, now=now)


def open_day(edition: Edition, now: datetime) -> None:
    """Plan what still waits for a place, and publish."""
    if not edition.proposals.filter(status=ProposalStatus.ACCEPTED).exists():
        close_vote(edition, now)
    organiser = organiser_of(edition)
    draft_plan(edition=edition, actor=organiser, now=now)
    publish_plan(edition=edition, actor=organiser, now=now)


STAGES: dict[Phase, Callable[[Edition, datetime], None]] = {
    Phase.REGISTRATION: open_registration,
    Phase.PROPOSALS: open_proposals,
    Phase.VOTING: open_vote,
    Phase.PLANNING: close_vote,
    Phase.LIVE: open_day,
}


def people_of(edition: Edition) -> list[Invented]:
    """Return the participants of this telling, always the same."""
    seed = Telling.objects.get(edition=edition).seed
    return invented_people(Random(seed), PARTICIPANTS, proposal_stories())


def organiser_of(edition: Edition) -> Person:
    """Return who acts when nobody else is named."""
    return edition.role_grants.filter(role=Role.ORGANISER).order_by("pk")[0].person


def latest_round(edition: Edition) -> Round | None:
    return edition.rounds.order_by("-number").first()


def _host_place(place: int) -> int:
    """Return who proposes: Tarek Demir, whom one can step into, the second; a few people two; the others one each."""
    return 1 if place == 1 else 2 + place - (place % 9 == 8)


def _register(edition: Edition, people: list[Invented], *, since: datetime, until: datetime) -> None:
    known = set(edition.registrations.values_list("person__email", flat=True))
    for place, person in enumerate(people):
        if person.email in known:
            continue
        now = since + (until - since) * place / len(people)
        register(
            edition=edition,
            person=find_or_create_person(
                email=person.email, name=person.name, organisation=person.organisation, now=now
            ),
            name=person.name,
            organisation=person.organisation,
            organisation_type=person.organisation_type,
            hashtags=person.hashtags,
            now=now,
        )


def _cast_ballots(
    edition: Edition, round_: Round, people: list[Invented], arrived: list[Registration], now: datetime
) -> None:
    random = Random(Telling.objects.get(edition=edition).seed + 1)
    stories = proposal_stories()
    numbers = dict(edition.proposals.values_list("title", "number"))
    for person, registration in list(zip(people, arrived, strict=False))[2 : BALLOTS + 2]:
        marks = [numbers[stories[place].title] for place in marks_of(person, stories, random)]
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=marks, now=now)
