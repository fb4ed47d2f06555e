"""Every repair by its form: shown first, changing nothing; then made, as one step that undo takes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from politoscope.planning import services
from politoscope.planning.models import Publication, Step
from politoscope.proposals.enums import ProposalStatus
from tests.factories.editions import ProgrammeItemFactory
from tests.planning.conftest import Camp

BOARD = "/politoscope-2026/organise/plan/"
MASTODON, PODCAST, CRISIS = "Mastodon für Behörden", "Podcast in der Verwaltung", "Krisenkommunikation"
Values = Callable[[Camp], dict[str, Any]]

REPAIRS: list[tuple[str, Values]] = [
    ("repairs/room-lost/", lambda camp: {"room": camp.rooms.salon.pk, "from_slot": camp.slots[0].pk}),
    ("repairs/shift/", lambda camp: {"minutes": 10, "starts_at": camp.slots[1].starts_at.isoformat()}),
    ("repairs/slot-length/", lambda camp: {"slot": camp.slots[1].pk, "minutes": 30}),
    ("repairs/lunch/", lambda camp: {"item": camp.lunch.pk, "before": camp.slots[1].pk}),
    ("repairs/host-away/", lambda camp: {"person": camp.host(camp.podcast), "from_slot": camp.slots[1].pk,
                                         "until_slot": camp.slots[1].pk}),
    ("sessions/2/repairs/repeat/", lambda camp: {}),
    ("sessions/2/repairs/split/", lambda camp: {}),
    ("sessions/2/repairs/length/", lambda camp: {"length_slots": 2}),
    ("sessions/1/repairs/merge/", lambda camp: {"merged": camp.podcast.pk}),
    ("sessions/2/repairs/cancel/", lambda camp: {}),
]  # fmt: skip


@pytest.fixture
def full(camp: Camp, client: Client) -> Iterator[Camp]:
    """Return a published plan, its planner signed in, before the first slot, with a lunch after the last one."""
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    camp.place(proposal=camp.crisis, slot=camp.slots[1], room=camp.rooms.salon)
    camp.publish()
    end = camp.slots[2].ends_at
    camp.lunch = ProgrammeItemFactory(
        edition=camp.edition, title="Mittagessen", starts_at=end, ends_at=end + timedelta(minutes=60)
    )
    camp.host = lambda proposal: proposal.hosts.get().person_id
    client.force_login(camp.cem)
    with time_machine.travel(camp.now):
        yield camp


def everything(camp: Camp) -> tuple:
    """Return all that a repair can change on the board."""
    slots = list(camp.edition.slots.order_by("starts_at").values_list("pk", "starts_at", "ends_at"))
    items = list(camp.edition.programme_items.order_by("pk").values_list("pk", "starts_at", "ends_at"))
    lengths = sorted(
        camp.plan.occurrences.filter(is_dropped=False).values_list("proposal", "number", "length_slots", "is_part")
    )
    return camp.cells(), slots, items, lengths


@pytest.mark.parametrize(("path", "values"), REPAIRS, ids=[path for path, _values in REPAIRS])
def test_a_repair_is_shown_first_then_made_and_undone(full: Camp, client: Client, path: str, values: Values) -> None:
    before, steps = everything(full), Step.objects.count()
    shown = client.post(BOARD + path, values(full))
    assert shown.status_code == 200
    assert (everything(full), Step.objects.count()) == (before, steps), "a preview changes nothing"
    made = client.post(BOARD + path, values(full) | {"is_confirmed": "1"})
    assert (made.status_code, made["Location"]) == (302, BOARD)
    assert everything(full) != before
    assert Step.objects.count() == steps + 1
    services.undo_step(edition=full.edition, actor=full.cem, now=full.now)
    assert everything(full) == before


def test_a_repair_is_shown_again_when_the_plan_moved_on_meanwhile(full: Camp, client: Client) -> None:
    """What is done is what was shown: somebody else put a session into the room that is to be closed."""
    values = {"room": full.rooms.salon.pk, "from_slot": full.slots[0].pk}
    shown = client.post(BOARD + "repairs/room-lost/", values, headers={"accept-language": "en"}).text
    assert MASTODON not in shown
    full.place(proposal=full.mastodon, slot=full.slots[0], room=full.rooms.salon)
    before = everything(full)
    values |= {"seen": re.search(r'name="seen" value="(\d+)"', shown)[1], "is_confirmed": "1"}
    answer = client.post(BOARD + "repairs/room-lost/", values, headers={"accept-language": "en"})
    assert answer.status_code == 409
    assert "Somebody changed the plan meanwhile" in answer.text
    assert MASTODON in answer.text
    assert everything(full) == before
    values["seen"] = re.search(r'name="seen" value="(\d+)"', answer.text)[1]
    assert client.post(BOARD + "repairs/room-lost/", values).status_code == 302
    assert not any(room == "Salon" for _title, _slot, room in full.cells())


def test_a_repair_can_be_published_with_the_same_button(full: Camp, client: Client) -> None:
    values = {"room": full.rooms.salon.pk, "from_slot": full.slots[0].pk, "is_confirmed": "1", "is_published": "1"}
    client.post(BOARD + "repairs/room-lost/", values)
    latest = Publication.objects.order_by("number").last()
    assert (latest.number, latest.version) == (2, full.plan.version)
    assert not latest.placements.filter(room=full.rooms.salon).exists()


def test_a_new_room_takes_what_waits(full: Camp, client: Client) -> None:
    services.park_session(edition=full.edition, actor=full.cem, proposal=full.podcast, now=full.now)
    services.unpark_session(edition=full.edition, actor=full.cem, proposal=full.podcast, now=full.now)
    values = {"name": "Garten", "capacity": 30, "features": []}
    assert client.post(BOARD + "repairs/room-added/", values).status_code == 200
    assert not full.edition.rooms.filter(name="Garten").exists()
    client.post(BOARD + "repairs/room-added/", values | {"is_confirmed": "1"})
    assert full.edition.rooms.filter(name="Garten").exists()
    assert {title for title, _slot, _room in full.cells()} == {MASTODON, PODCAST, CRISIS}


def test_a_cancelled_session_is_withdrawn_and_its_page_says_so(full: Camp, client: Client) -> None:
    client.post(BOARD + "sessions/2/repairs/cancel/", {"is_confirmed": "1", "is_published": "1"})
    full.podcast.refresh_from_db()
    assert full.podcast.status == ProposalStatus.WITHDRAWN
    assert PODCAST not in client.get("/politoscope-2026/plan/").text


@pytest.mark.parametrize(
    ("part", "stays"), [("room", {(PODCAST, 1, "Saal"), (MASTODON, 0, "Saal")}), ("slot", {(MASTODON, 0, "Saal")})]
)
def test_what_an_organiser_removes_sends_its_sessions_to_the_parking_lot(
    full: Camp, client: Client, part: str, stays: set
) -> None:
    gone = {"room": full.rooms.salon, "slot": full.slots[1]}[part]
    assert client.post(reverse(f"editions:{part}_remove", args=[full.edition.slug, gone.pk])).status_code == 302
    assert full.cells() == stays
    parked = full.plan.occurrences.filter(is_parked=True).values_list("proposal__title", flat=True)
    assert set(parked) == {MASTODON, PODCAST, CRISIS} - {title for title, _slot, _room in stays}


def test_a_repair_that_cannot_be_made_says_why_and_changes_nothing(full: Camp, client: Client) -> None:
    before = everything(full)
    values = {"minutes": -30, "starts_at": full.slots[1].starts_at.isoformat(), "is_confirmed": "1"}
    response = client.post(BOARD + "repairs/shift/", values, headers={"accept-language": "en"})
    assert response.status_code == 422
    assert "Choose fewer minutes" in response.text
    assert everything(full) == before


def test_the_menus_of_the_board_ask_for_exactly_these_repairs(full: Camp, client: Client) -> None:
    """The fields behind the dots of a room and of a time are what the forms want."""
    text = client.get(BOARD, headers={"accept-language": "en"}).text
    assert text.count("This room is gone from") == 3
    assert text.count("All from here on 10 minutes later") == 4  # three slots and the lunch
    assert text.count("Publish this slot now") == 0
    full.park(proposal=full.podcast)
    text = client.get(BOARD, headers={"accept-language": "en"}).text
    assert text.count("Publish this slot now") == 1
