"""R-04: until the close nobody sees a tally: no page, no feed, no file, no mail, no order, whoever asks."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from politoscope.editions.enums import Phase
from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.registration.models import Registration
from politoscope.voting.models import Ballot, Participation, Round
from politoscope.voting.queries import current_round
from politoscope.voting.querysets import GRACE
from politoscope.voting.services import cast_ballot, close_round, enter_hands, set_hands_people, show_hands
from politoscope.voting.voters import voter_of_registration
from tests.architecture.addresses import addresses_by_name
from tests.architecture.matrix import MATRIX, ROLES, Row
from tests.architecture.world import World, make_world
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory

BALLOTS = 1811
"""Ballots that have arrived, the one number everybody may know: none of these stands on a page by chance."""
MARKED = {1: 1733, 2: 1399}
HANDS = 1277
"""Hands for the first proposal, entered by the organiser, who alone may see them."""
NOT_READ = {"realtime:events"}
"""A stream without an end; it carries the stamps of ``realtime:versions``, which is read."""
WITHOUT_A_PAGE = {
    "voting:counters_file",  # 404 until the round is counted
    "voting:result_file",  # 404 for the round before, in which nobody voted
    "home:index",  # leads to the edition
    "api:api-root",
    "account_email_verification_sent",  # steps of a sign-in
    "mfa_authenticate",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_signup",
}
"""Addresses that answer nobody with a page in this state of the vote; every other one is opened by somebody."""
ATTRIBUTES = re.compile(r'(nonce|csrf[a-z]*|value|datetime|href|src|d|id|data-[a-z]+|name)="[^"]*"')
SECRET = re.compile(rf"(?<![\w.-])({'|'.join(map(str, (*MARKED.values(), sum(MARKED.values()))))})(?![\w.-])")
HANDS_SECRET = re.compile(rf"(?<![\w.-])({HANDS})(?![\w.-])")


def cast_all(round_: Round, now: datetime) -> None:
    """Bring in 1,811 ballots of which 1,733 and 1,399 mark the first two proposals."""
    voter = RegistrationFactory(edition=round_.edition, person=PersonFactory(name="Jemand"), checked_in_at=now)
    cast_ballot(round=round_, voter=voter_of_registration(round_, voter), marks=[1, 2], now=now)
    Ballot.objects.bulk_create(
        Ballot(
            round=round_,
            key=f"{place:064x}",
            nonce=f"{place:032x}",
            choices=[number for number, count in MARKED.items() if place < count],
        )
        for place in range(1, BALLOTS)
    )
    Participation.objects.bulk_create(
        Participation(round=round_, code_hash=f"{place:064x}") for place in range(1, BALLOTS)
    )


@pytest.fixture
def voting() -> World:
    """Return the world of the permission matrix in the middle of its vote: ballots, hands, somebody in each role."""
    world = make_world()
    round_ = current_round(world.edition)
    assert round_ is not None
    cast_all(round_, round_.opened_at)
    organiser = world.people["organiser"]
    set_hands_people(round=round_, people=2000, actor=organiser, now=round_.opened_at)
    first = Proposal.objects.get(edition=world.edition, number=1)
    enter_hands(round=round_, proposal=first, hands=HANDS, actor=organiser, now=round_.opened_at)
    return world


def address_of(world: World, name: str, row: Row) -> str:
    """Return the address of a line of the matrix, its parts filled in from the world."""
    arguments = addresses_by_name()[name].arguments
    values = {argument: world.values[row.args.get(argument, argument)] for argument in arguments}
    return reverse(name, kwargs=values) + row.query


def text_of(response: Any) -> str:
    """Return what somebody can read in an answer: a page, a feed, a table, a sheet of paper."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    if "spreadsheetml" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as sheets:
            return " ".join(sheets.read(name).decode() for name in sheets.namelist())
    return ATTRIBUTES.sub("", content.decode("utf-8", "replace"))


@pytest.mark.slow
@pytest.mark.django_db
def test_no_address_shows_an_interim_number_to_any_role(voting: World) -> None:
    """Every GET of the permission matrix as every role: pages, parts of pages, feeds, exports, papers, the API."""
    opened: set[str] = set()
    with_count: set[str] = set()
    reads = {name: row for name, row in MATRIX.items() if row.method == "get" and name not in NOT_READ}
    for role in ROLES:
        client = Client(raise_request_exception=False)
        if person := voting.people[role]:
            client.force_login(person)
        for name, row in reads.items():
            if row.is_costly and role not in row.tried():
                continue
            response = client.get(address_of(voting, name, row))
            if response.status_code != 200:
                continue
            text = text_of(response)
            assert not SECRET.search(text), (role, name, SECRET.search(text))
            is_counter = role == "organiser" and name.startswith("voting:hands")
            assert is_counter or not HANDS_SECRET.search(text), (role, name)
            opened.add(name)
            if str(BALLOTS) in text:
                with_count.add(name)
    assert set(reads) - opened == WITHOUT_A_PAGE
    counting = {"voting:vote", "voting:status", "voting:screen", "voting:scene", "voting:rounds", "voting:count"}
    assert counting <= with_count  # the search finds what stands on a page


@pytest.mark.slow
@pytest.mark.django_db
def test_the_hands_that_the_room_sees_bring_no_number_of_ballots_with_them(voting: World) -> None:
    """Hands are public once they are on the screen, and there only; ballots stay secret until the close."""
    round_ = current_round(voting.edition)
    assert round_ is not None
    over = round_.opened_at + timedelta(minutes=5)
    Round.objects.filter(pk=round_.pk).update(closes_at=over)
    show_hands(round=round_, actor=voting.people["organiser"], now=over + GRACE)
    seen: set[str] = set()
    for role in ("nobody", "participant", "moderator", "organiser"):
        client = Client(raise_request_exception=False)
        if person := voting.people[role]:
            client.force_login(person)
        for name, row in MATRIX.items():
            if row.method != "get" or not name.startswith(("voting:", "home:", "proposals:", "api:", "planning:plan")):
                continue
            text = text_of(client.get(address_of(voting, name, row)))
            assert not SECRET.search(text), (role, name, SECRET.search(text))
            if HANDS_SECRET.search(text) and not (role == "organiser" and name.startswith("voting:hands")):
                seen.add(name)
                assert str(BALLOTS) not in text
    assert seen == {"voting:screen", "voting:scene"}
    assert current_round(voting.edition).is_open


@pytest.mark.django_db
def test_no_mail_says_how_the_vote_goes(voting: World) -> None:
    mails = OutboxMail.objects.all()
    assert mails
    for mail in mails:
        assert not SECRET.search(f"{mail.subject} {mail.text}")


@pytest.mark.django_db
def test_the_crawl_finds_a_number_that_is_there(voting: World, client: Client) -> None:
    """Counter-proof: after the close the same search finds the numbers where they belong."""
    round_ = current_round(voting.edition)
    assert round_ is not None
    closed = close_round(round=round_, actor=None, now=round_.opened_at + timedelta(minutes=10))
    assert closed.is_counted
    client.force_login(voting.people["moderator"])
    text = text_of(client.get(f"/{voting.edition.slug}/organise/vote/"))
    assert HANDS_SECRET.search(text)
    assert str(MARKED[1] + HANDS) in text


@pytest.mark.django_db
def test_no_order_follows_the_marks(round_: Round, voters: list[Registration], now: datetime, client: Client) -> None:
    for registration in voters:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=[1, 2], now=now)
    round_.edition.phase_by_hand = Phase.VOTING
    round_.edition.save(update_fields=["phase_by_hand"])

    def order() -> list[str]:
        page = client.get("/politoscope-2026/proposals/").text
        return re.findall(r"/politoscope-2026/proposals/(\d+)/", page)

    before = order()
    Ballot.objects.update(choices=[5])
    assert order() == before
    assert len(set(before)) == Proposal.objects.count()


@pytest.mark.django_db
def test_the_result_and_its_file_are_not_there_before_the_release(
    round_: Round, voters: list[Registration], client: Client, cem: Person, now: datetime
) -> None:
    for registration in voters:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=[1], now=now)
    for _ in range(2):
        assert client.get("/politoscope-2026/vote/result/1.json").status_code == 404
        for path in ("vote/result/", "vote/check/", "screen/vote/", "vote/"):
            assert "12 Interessierte" not in client.get(f"/politoscope-2026/{path}").text
        close_round(round=round_, actor=cem, now=now + timedelta(minutes=10))
    client.force_login(cem)
    assert "12 Interessierte" in client.get("/politoscope-2026/organise/vote/", headers={"Accept-Language": "de"}).text
