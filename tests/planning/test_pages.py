"""The pages of the plan as people and planners open them."""

from __future__ import annotations

import re

import icalendar
import pytest
import time_machine
from django.test import Client

from politoscope.editions.enums import Role
from politoscope.people.models import Person
from politoscope.planning import services
from politoscope.planning.forms import MOST_CHOICES
from politoscope.planning.models import Publication
from tests.factories.editions import RoleGrantFactory
from tests.factories.people import PersonFactory
from tests.planning.conftest import Camp

PLAN = "/politoscope-2026/plan/"
BOARD = "/politoscope-2026/organise/plan/"


@pytest.fixture
def published(camp: Camp) -> Camp:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.publish()
    return camp


def test_plan_is_readable_by_everybody_and_sets_no_cookie(published: Camp, client: Client) -> None:
    response = client.get(PLAN)
    assert response.status_code == 200
    assert "Mastodon für Behörden" in response.text
    assert not response.cookies


def test_plan_of_an_edition_without_anything(camp: Camp, client: Client) -> None:
    for rows in (camp.edition.slots, camp.edition.rooms, camp.edition.days):
        rows.all().delete()
    assert client.get(PLAN).status_code == 200


def test_session_page_says_where_and_when(published: Camp, client: Client) -> None:
    text = client.get("/politoscope-2026/sessions/1/").text
    assert "Saal" in text
    assert "11:00" in text
    assert "Ada Amt" in text


def test_session_page_of_an_unknown_number_is_not_found(published: Camp, client: Client) -> None:
    assert client.get("/politoscope-2026/sessions/99/").status_code == 404


def test_calendar_holds_the_session_with_a_lasting_uid(published: Camp, client: Client) -> None:
    before = icalendar.Calendar.from_ical(client.get("/politoscope-2026/schedule.ics").content).events[0]
    published.place(proposal=published.mastodon, slot=published.slots[2], room=published.rooms.studio)
    published.publish()
    after = icalendar.Calendar.from_ical(client.get("/politoscope-2026/schedule.ics").content).events[0]
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].params["TZID"] == "Europe/Berlin"


def test_calendar_cancels_what_is_no_longer_in_the_plan(published: Camp, client: Client) -> None:
    published.park(proposal=published.mastodon)
    published.publish()
    event = icalendar.Calendar.from_ical(client.get("/politoscope-2026/schedule.ics").content).events[0]
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


def test_calendar_is_well_formed_whatever_people_write(published: Camp, client: Client) -> None:
    published.mastodon.title = 'Böse: "Zeichen"; Komma, Umbruch\r\nund \x07 Glocke ' + "lang " * 20
    published.mastodon.title = published.mastodon.title[:140]
    published.mastodon.save()
    body = client.get("/politoscope-2026/schedule.ics").content
    assert icalendar.Calendar.from_ical(body).to_ical() == body
    assert b"\x07" not in body
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")


@pytest.mark.parametrize("path", ["", "sessions/1/move/", "publish/"])
def test_board_is_for_planners_only(published: Camp, client: Client, ben: Person, dora: Person, path: str) -> None:
    assert client.get(BOARD + path).status_code == 302
    for person in (ben, dora):
        client.force_login(person)
        assert client.get(BOARD + path).status_code == 403
    client.force_login(published.cem)
    assert client.get(BOARD + path).status_code == 200


def test_move_by_form_without_script(published: Camp, client: Client) -> None:
    client.force_login(published.cem)
    values = {"slot": published.slots[1].pk, "room": published.rooms.studio.pk, "seen": published.plan.version}
    response = client.post(BOARD + "sessions/1/move/", values)
    assert response.status_code == 302
    assert published.cells() == {("Mastodon für Behörden", 1, "Studio")}


def test_move_by_form_to_a_taken_cell_swaps_only_when_asked(published: Camp, client: Client) -> None:
    client.force_login(published.cem)
    values = {"slot": published.slots[0].pk, "room": published.rooms.saal.pk, "seen": published.plan.version}
    response = client.post(BOARD + "sessions/2/move/", values)
    assert response.status_code == 422
    assert "Mastodon" in response.text
    client.post(BOARD + "sessions/2/move/", values | {"is_swap": "on"})
    assert published.cells() == {("Podcast in der Verwaltung", 0, "Saal")}


def test_move_by_form_on_an_old_plan_is_a_conflict(published: Camp, client: Client) -> None:
    client.force_login(published.cem)
    values = {"slot": published.slots[1].pk, "room": published.rooms.studio.pk, "seen": 0}
    response = client.post(BOARD + "sessions/1/move/", values)
    assert response.status_code == 409
    assert published.cells() == {("Mastodon für Behörden", 0, "Saal")}


@pytest.mark.parametrize("what", ["park", "pin", "unpark", "unpin"])
def test_every_button_of_a_card_belongs_to_the_plan_it_stood_in(published: Camp, client: Client, what: str) -> None:
    """Somebody else moved the session since the board was drawn: the button says so and overwrites nothing."""
    if what == "unpark":
        published.park(proposal=published.mastodon)
    if what == "unpin":
        services.pin_session(
            edition=published.edition, actor=published.cem, proposal=published.mastodon, now=published.now
        )
    client.force_login(published.cem)
    fields = {"seen": re.search(r'name="seen" value="(\d+)"', client.get(BOARD).text)[1]}
    published.place(proposal=published.mastodon, slot=published.slots[1], room=published.rooms.studio)
    before = published.plan.version
    answer = client.post(f"{BOARD}sessions/1/{what}/", fields, headers={"hx-request": "true", "accept-language": "en"})
    assert (answer.status_code, answer.json()["is_error"]) == (409, True)
    assert "Cem Campleitung changed “Mastodon für Behörden”" in answer.json()["message"]
    assert (published.cells(), published.plan.version) == ({("Mastodon für Behörden", 1, "Studio")}, before)


def test_the_way_back_starts_from_the_history_somebody_read(published: Camp, client: Client) -> None:
    client.force_login(published.cem)
    published.place(proposal=published.mastodon, slot=published.slots[1], room=published.rooms.studio)
    page = client.get(BOARD + "history/", headers={"accept-language": "en"}).text
    fields = {"seen": re.search(r'name="seen" value="(\d+)"', page)[1]}
    published.place(proposal=published.mastodon, slot=published.slots[2], room=published.rooms.salon)
    answer = client.post(BOARD + "history/1/restore/", fields, headers={"accept-language": "en"}, follow=True)
    assert "Nothing was overwritten" in answer.text
    assert published.cells() == {("Mastodon für Behörden", 2, "Salon")}
    answer = client.post(BOARD + "history/1/restore/", {"seen": published.plan.version}, follow=True)
    assert published.cells() == {("Mastodon für Behörden", 0, "Saal")}


def test_form_after_a_conflict_refers_to_the_plan_as_it_is(published: Camp, client: Client) -> None:
    client.force_login(published.cem)
    values = {"slot": published.slots[1].pk, "room": published.rooms.studio.pk, "seen": 0}
    text = client.post(BOARD + "sessions/1/move/", values).text
    values["seen"] = re.search(r'name="seen" value="(\d+)"', text)[1]
    assert client.post(BOARD + "sessions/1/move/", values).status_code == 302
    assert published.cells() == {("Mastodon für Behörden", 1, "Studio")}


def test_move_page_offers_what_fits_as_one_button(published: Camp, client: Client) -> None:
    """Ada hosts the third session too: nothing is offered in the slot of her first one but its very cell."""
    planner = PersonFactory()
    RoleGrantFactory(edition=published.edition, person=planner, role=Role.PLANNER)
    client.force_login(planner)
    with time_machine.travel(published.now):
        text = client.get(BOARD + "sessions/3/move/").text
    offered = re.findall(r'name="slot" value="([^"]+)"', text)
    assert len(offered) == MOST_CHOICES
    assert str(published.slots[0].pk) not in offered
    fields = dict(re.findall(r'name="(slot|room|is_swap|seen)" value="([^"]+)"', text))
    with time_machine.travel(published.now):
        assert client.post(BOARD + "sessions/3/move/", fields).status_code == 302
    assert len(published.cells()) == 2


def test_nothing_is_offered_where_the_slot_is_frozen_but_to_the_moderator(published: Camp, client: Client) -> None:
    planner = PersonFactory()
    RoleGrantFactory(edition=published.edition, person=planner, role=Role.PLANNER)
    frozen, later = str(published.slots[0].pk), {str(slot.pk) for slot in published.slots[1:]}
    reachable = {}
    for person in (planner, published.cem):
        client.force_login(person)
        with time_machine.travel(published.slots[0].starts_at):
            cells = client.get(BOARD + "sessions/2/advice/").json()["cells"]
        reachable[person] = {cell["slot"] for cell in cells if cell["level"] != "impossible"}
    assert reachable == {planner: later, published.cem: later | {frozen}}


def test_the_move_page_of_a_frozen_session_has_a_form_for_the_moderator_only(published: Camp, client: Client) -> None:
    planner = PersonFactory()
    RoleGrantFactory(edition=published.edition, person=planner, role=Role.PLANNER)
    has_form = {}
    for person in (planner, published.cem):
        client.force_login(person)
        with time_machine.travel(published.slots[0].starts_at):
            text = client.get(BOARD + "sessions/1/move/", headers={"accept-language": "en"}).text
        has_form[person] = 'name="is_swap"' in text
        assert ("only the moderator changes it" in text) is not has_form[person]
    assert has_form == {planner: False, published.cem: True}


def test_publish_by_form(published: Camp, client: Client) -> None:
    client.force_login(published.cem)
    response = client.post(BOARD + "publish/", {"note": "Erste Runde", "slots": [published.slots[0].pk]})
    assert response.status_code == 302
    assert list(Publication.objects.order_by("number").values_list("number", "note")) == [(1, ""), (2, "Erste Runde")]
