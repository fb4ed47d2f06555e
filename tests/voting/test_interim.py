"""R-04: until the close nobody sees a tally: no page, no feed, no file, no order, whoever asks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from politoscope.editions.enums import Phase, Role
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.voting.models import Ballot, Round
from politoscope.voting.services import cast_ballot
from politoscope.voting.voters import voter_of_registration
from tests.architecture.addresses import addresses
from tests.factories.editions import RoleGrantFactory
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory

MARKED = {1: 173, 2: 139, 3: 127}
"""Numbers that stand on no page by chance: so many people marked these proposals."""
BALLOTS = 181
SIZE = sum(MARKED.values())


@pytest.fixture
def full(round_: Round, now: datetime) -> Round:
    """Return the round with 181 ballots of which 173, 139 and 127 mark the first three proposals."""
    for place in range(BALLOTS):
        person = PersonFactory(name="Jemand")  # no number in any name
        registration = RegistrationFactory(edition=round_.edition, person=person, checked_in_at=now)
        marks = [number for number, count in MARKED.items() if place < count]
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=marks, now=now)
    round_.edition.phase_by_hand = Phase.VOTING
    round_.edition.save(update_fields=["phase_by_hand"])
    return round_


def readable(edition_slug: str) -> list[str]:
    """Return every address of the site that a GET may open, its parts filled in for the edition."""
    filled = {"edition": edition_slug, "number": 1, "proposal": 1, "slug": edition_slug}
    found = []
    for address in addresses():
        try:
            found.append(reverse(address.name, kwargs={name: filled[name] for name in address.arguments}))
        except (KeyError, NoReverseMatch):
            continue
    return found


def people_of(round_: Round, ada: Person, ben: Person, cem: Person, dora: Person) -> dict[str, Person | None]:
    people: dict[str, Person | None] = {
        "nobody": None,
        "host": ada,
        "participant": ben,
        "organiser": cem,
        "other": dora,
    }
    for role in (Role.MODERATOR, Role.PLANNER, Role.DESK, Role.ANGEL):
        people[role] = PersonFactory(name=role)
        RoleGrantFactory(edition=round_.edition, person=people[role], role=role)
    return people


@pytest.mark.slow
@pytest.mark.django_db
def test_no_page_shows_an_interim_number_to_anybody(
    full: Round, ada: Person, ben: Person, cem: Person, dora: Person
) -> None:
    secret = re.compile(rf"(?<![\w.-])({'|'.join(str(count) for count in (*MARKED.values(), SIZE))})(?![\w.-])")
    opened, seen_count = 0, 0
    for role, person in people_of(full, ada, ben, cem, dora).items():
        client = Client(raise_request_exception=False)
        if person is not None:
            client.force_login(person)
        for path in readable(full.edition.slug):
            if path.endswith("/events/"):
                continue
            response = client.get(path)
            if response.status_code != 200 or response.streaming:
                continue
            opened += 1
            text = re.sub(
                r'(nonce|csrf[a-z]*|value|datetime|href|src|d|id)="[^"]*"',
                "",
                response.content.decode("utf-8", "replace"),
            )
            assert not secret.search(text), (role, path, secret.search(text))
            seen_count += str(BALLOTS) in text
    assert opened > 100
    assert seen_count >= 5  # the number of ballots itself is there: the search would find what stands on a page


@pytest.mark.django_db
def test_no_order_follows_the_marks(full: Round, client: Client) -> None:
    def order() -> list[str]:
        page = client.get("/politoscope-2026/proposals/").text
        return re.findall(r"/politoscope-2026/proposals/(\d+)/", page)

    before = order()
    Ballot.objects.update(choices=[5])
    assert order() == before
    assert len(set(before)) == Proposal.objects.count()


@pytest.mark.django_db
def test_the_result_and_its_file_are_not_there_before_the_release(
    full: Round, client: Client, cem: Person, now: datetime
) -> None:
    from politoscope.voting.services import close_round

    for _ in range(2):
        assert client.get("/politoscope-2026/vote/result/1.json").status_code == 404
        assert "173" not in client.get("/politoscope-2026/vote/result/").text
        client.logout()
        close_round(round=full, actor=cem, now=now + timedelta(minutes=10))
