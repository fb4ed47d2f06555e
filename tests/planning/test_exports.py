"""The plan in the formats of others: valid, stable, and whatever people write."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import icalendar
import jsonschema
import openpyxl
import pytest
from django.test import Client
from lxml import etree

from politoscope.people.models import Person
from politoscope.planning import services
from tests.factories.editions import DayFactory, ProgrammeItemFactory, SlotFactory
from tests.factories.planning import accepted
from tests.planning.conftest import Camp

SHARED = Path(__file__).resolve().parents[3] / "shared"
FORMATS = SHARED / "data" / "schedule-formats"
SITE = "/politoscope-2026/"
NASTY = "=1+1 <b>\x07&amp; „Zitat“: “;,\\ \u2028 ]]> Ümläut 🎈"

needs_formats = pytest.mark.skipif(
    not FORMATS.exists(), reason="the schemas of the schedule formats are not beside the repository (../shared/data)"
)


@pytest.fixture
def full(camp: Camp) -> Camp:
    nasty = accepted(camp.edition, NASTY, number=9, abstract=NASTY * 3, host_name="Gast: \x01„Ohne Konto“")
    ProgrammeItemFactory(edition=camp.edition, title=NASTY, starts_at=camp.slots[0].ends_at)
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    camp.place(proposal=nasty, slot=camp.slots[0], room=camp.rooms.studio)
    services.repeat_session(edition=camp.edition, actor=camp.cem, proposal=camp.podcast, now=camp.now)
    camp.publish(note=NASTY[:40])
    return camp


def assert_schedule_xml(body: bytes) -> None:
    etree.XMLSchema(etree.parse(FORMATS / "schedule.xml.xsd")).assertValid(etree.fromstring(body))


def assert_schedule_json(body: bytes) -> None:
    schema = json.loads((FORMATS / "schema.json").read_text())
    jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker()).validate(json.loads(body))


@needs_formats
def test_the_validators_tell_right_from_wrong() -> None:
    assert_schedule_json((FORMATS / "pretalx-democon.json").read_bytes())
    with pytest.raises(jsonschema.ValidationError):
        assert_schedule_json((FORMATS / "invalid-example.json").read_bytes())


@needs_formats
def test_schedule_xml_is_valid_and_says_what_apps_need(full: Camp, client: Client) -> None:
    response = client.get(SITE + "schedule.xml")
    assert response["Content-Type"].startswith("application/vnd.c3voc.schedule+xml")
    assert response["Last-Modified"] == "Thu, 15 Oct 2026 08:00:00 GMT"
    assert client.get(SITE + "schedule.xml", headers={"if-none-match": response["ETag"]}).status_code == 304
    assert_schedule_xml(response.content)
    root = ElementTree.fromstring(response.content)
    assert root.findtext("conference/time_zone_name") == "Europe/Berlin"
    assert [day.get("index") for day in root.findall("day")] == ["1"]
    events = root.findall(".//event")
    assert len(events) == 5
    for name in ("id", "guid"):
        values = [event.get(name) for event in events]
        assert len(values) == len(set(values))


@needs_formats
def test_schedule_json_is_valid(full: Camp, client: Client) -> None:
    assert_schedule_json(client.get(SITE + "schedule.json").content)


@needs_formats
def test_event_numbers_survive_a_move_and_are_never_given_again(full: Camp, client: Client) -> None:
    def numbers() -> dict[str, str]:
        root = ElementTree.fromstring(client.get(SITE + "schedule.xml").content)
        return {event.findtext("title"): event.get("id") for event in root.findall(".//event")}

    before = numbers()
    full.place(proposal=full.mastodon, slot=full.slots[2], room=full.rooms.salon)
    full.park(proposal=full.podcast)
    full.publish()
    after = numbers()
    assert after["Mastodon für Behörden"] == before["Mastodon für Behörden"]
    full.place(proposal=full.crisis, slot=full.slots[1], room=full.rooms.salon)
    full.publish()
    assert numbers()["Krisenkommunikation"] not in before.values()


@needs_formats
def test_a_plan_without_sessions_is_valid_too(camp: Camp, client: Client) -> None:
    assert_schedule_xml(client.get(SITE + "schedule.xml").content)
    assert_schedule_json(client.get(SITE + "schedule.json").content)


def test_an_edition_without_days_has_no_schedule(camp: Camp, client: Client) -> None:
    camp.edition.slots.all().delete()
    camp.edition.days.all().delete()
    assert client.get(SITE + "schedule.xml").status_code == 404
    assert client.get(SITE + "schedule.ics").status_code == 200


@needs_formats
def test_over_midnight_and_the_end_of_summer_time(camp: Camp, client: Client) -> None:
    """A night in Berlin: 25 October 2026, 03:00 becomes 02:00."""
    day = DayFactory(edition=camp.edition, date=datetime(2026, 10, 24).date())
    start = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # 23:30
    slots = [
        SlotFactory(
            edition=camp.edition,
            day=day,
            starts_at=start + timedelta(minutes=60 * n),
            ends_at=start + timedelta(minutes=60 * n + 45),
        )
        for n in range(4)
    ]
    for number, slot in enumerate(slots, start=20):
        camp.place(proposal=accepted(camp.edition, f"Nacht {number}", number=number), slot=slot, room=camp.rooms.saal)
    camp.publish()
    body = client.get(SITE + "schedule.xml").content
    assert_schedule_xml(body)
    night = next(day for day in ElementTree.fromstring(body).findall("day") if day.get("date") == "2026-10-24")
    starts = [event.findtext("date") for event in night.findall(".//event")]
    assert starts == [
        "2026-10-24T23:30:00+02:00",
        "2026-10-25T00:30:00+02:00",
        "2026-10-25T01:30:00+02:00",
        "2026-10-25T02:30:00+02:00",
    ]
    late = SlotFactory(edition=camp.edition, day=day, starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    camp.place(proposal=camp.mastodon, slot=late, room=camp.rooms.saal)
    camp.publish()
    root = ElementTree.fromstring(client.get(SITE + "schedule.xml").content)
    assert [event.findtext("date") for event in root.findall(".//event")][-1] == "2026-10-25T02:30:00+01:00"
    text = client.get(SITE + "plan/", headers={"accept-language": "en"}).text
    assert "CEST" in text
    assert "CET" in text
    events = icalendar.Calendar.from_ical(client.get(SITE + "schedule.ics").content).events
    lengths = {event["dtend"].dt.astimezone(UTC) - event["dtstart"].dt.astimezone(UTC) for event in events}
    assert lengths == {timedelta(minutes=45)}


def test_calendars_round_trip_byte_for_byte(full: Camp, client: Client) -> None:
    for path in ("schedule.ics", "rooms/saal/schedule.ics", "sessions/2/session.ics"):
        body = client.get(SITE + path).content
        calendar = icalendar.Calendar.from_ical(body)
        assert calendar.to_ical() == body
        assert b"\n" not in body.replace(b"\r\n", b"")
        assert max(map(len, body.split(b"\r\n"))) <= 75
    assert len(calendar.events) == 2  # the session and its repeat


def test_own_calendar_needs_its_secret_and_ends_with_it(full: Camp, client: Client, ben: Person) -> None:
    client.force_login(ben)
    client.post(SITE + "plan/mine/star/", {"session": "1"})
    client.post(SITE + "plan/mine/calendar/")
    from politoscope.planning.models import CalendarKey

    key = CalendarKey.objects.get(person=ben)
    client.logout()
    path = f"{SITE}plan/mine/{key.secret}.ics"
    titles = {str(event["summary"]) for event in icalendar.Calendar.from_ical(client.get(path).content).events}
    assert {"Mastodon für Behörden", "Podcast in der Verwaltung"} < titles  # starred, and hosted by Ben
    assert client.get(f"{SITE}plan/mine/{'x' * 43}.ics").status_code == 404
    client.force_login(ben)
    client.post(SITE + "plan/mine/calendar/", {"end": "1"})
    assert client.get(path).status_code == 404


def test_one_editions_secret_opens_no_other(full: Camp, client: Client, ben: Person, other_edition) -> None:
    key = services.renew_calendar_key(edition=full.edition, person=ben, now=full.now)
    assert client.get(f"/{other_edition.slug}/plan/mine/{key.secret}.ics").status_code == 404


def test_atom_tells_each_revision_in_words(full: Camp, client: Client) -> None:
    full.place(proposal=full.mastodon, slot=full.slots[2], room=full.rooms.salon)
    full.publish()
    body = client.get(SITE + "feed.atom", headers={"accept-language": "en"}).content
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = ElementTree.fromstring(body).findall("a:entry", space)
    assert len(entries) == 2
    assert "Mastodon für Behörden</b>: moves from Saal" in entries[0].findtext("a:summary", "", space)


def test_csv_and_xlsx_execute_nothing(full: Camp, client: Client) -> None:
    rows = list(csv.reader(io.StringIO(client.get(SITE + "schedule.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + 5
    assert not any(cell.startswith("=") for row in rows for cell in row)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(SITE + "schedule.xlsx").content)).active
    assert sheet.max_row == 6
    types = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert types <= {"s", "inlineStr", "n"}  # no formula; n is an empty cell


def test_structured_data_parses_and_cannot_end_its_block(full: Camp, client: Client) -> None:
    text = client.get(SITE + "plan/").text
    start = text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    data = json.loads(text[start : text.index("</script>", start)])
    assert len(data["subEvent"]) == 4
    assert data["offers"]["price"] == 0


def test_api_describes_itself_and_answers(full: Camp, client: Client) -> None:
    schema = client.get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.")
    plan = client.get("/api/editions/politoscope-2026/plan").json()
    sessions = [session for day in plan["days"] for block in day["blocks"] for session in block["sessions"]]
    assert (plan["revision"], len(sessions)) == (1, 4)
    for nowhere in ("nirgends/plan", "null,null/plan", "politoscope-2026/sessions/eins", "politoscope-2026/sessions/0"):
        response = client.get(f"/api/editions/{nowhere}")
        assert (response.status_code, list(response.json())) == (404, ["detail"])
    assert client.get("/api/editions/politoscope-2026/sessions/2").json()[0]["hosts"] == ["Ben Behörde"]
    assert client.post("/api/editions/politoscope-2026/plan").status_code == 405


def test_api_answers_as_it_describes(full: Camp, client: Client) -> None:
    """E-14: every operation, with values that exist and with values that make no sense."""
    described = client.get("/api/openapi.json").json()
    wanted = {"slug": ["politoscope-2026", "nirgends", "%00", "a,b"], "number": ["2", "99", "-1", "eins", "9" * 30]}
    answers = []
    for path, operations in described["paths"].items():
        names = re.findall(r"{(\w+)}", path)
        for values in itertools.product(*(wanted[name] for name in names)):
            response = client.get(path.format(**dict(zip(names, values, strict=True))))
            known = operations["get"]["responses"].get(str(response.status_code))
            assert known, f"{path} {values} answered {response.status_code}"
            schema = known["content"]["application/json"]["schema"] | {"components": described["components"]}
            jsonschema.Draft202012Validator(schema).validate(response.json())
            answers.append(response.status_code)
    assert set(answers) == {200, 404}
