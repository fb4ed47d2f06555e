"""The pages of those who make an edition, as everybody may try them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from politoscope.editions.dates import spell_date
from politoscope.editions.enums import ItemKind, Phase, Role
from politoscope.editions.models import (
    Controller,
    Day,
    Edition,
    Institution,
    Link,
    ProgrammeItem,
    RoleGrant,
    Room,
    Slot,
)
from politoscope.editions.phases import phase_of
from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
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

pytestmark = pytest.mark.django_db
BASE = "/politoscope-2026/organise/"
PARTS = ["institutions", "controllers", "links", "days", "rooms", "slots", "programme"]
PAGES = ["", "edition/", "phases/", "team/", *(f"{part}/" for part in PARTS), *(f"{part}/new/" for part in PARTS)]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def organiser(cem) -> Client:
    return signed_in(cem)


@pytest.mark.parametrize("page", PAGES)
def test_page_is_for_organisers_of_this_edition(client, edition, ben, cem, dora, page):
    assert client.get(BASE + page)["Location"].startswith("/account/sign-in/")
    assert [signed_in(who).get(BASE + page).status_code for who in (ben, dora, cem)] == [403, 403, 200]


@pytest.mark.parametrize(
    "page", ["slots/{slot}/", "slots/{slot}/remove/", "slots/", "days/{day}/", "days/{day}/remove/"]
)
def test_days_and_slots_are_called_by_when_they_are(organiser, edition, page):
    slot, day = edition.slots.order_by("starts_at").first(), edition.days.first()
    edition.slots.update(name="")
    text = organiser.get(BASE + page.format(slot=slot.pk, day=day.pk) + "?lang=en").content.decode()
    heading = text.partition("<h1")[2].partition("</h1>")[0]
    with translation.override("en"):
        assert spell_date(day.date) in text.partition("<main")[2]
    assert not re.search(r"\d{4}-\d\d-\d\d", heading + "".join(re.findall(r'aria-label="([^"]*)"', text)))


def test_desk_sees_the_overview_with_its_own_card_only(edition):
    desk = signed_in(RoleGrantFactory(edition=edition, role=Role.DESK).person)
    page = desk.get(BASE).context["page"]
    assert [shown.card.url_name for shown in page.cards] == ["registration:registrations"]
    assert (page.tasks, page.parts) == ([], [])
    assert desk.get(f"{BASE}rooms/").status_code == 403


def test_staff_page_with_a_mailed_code_alone_leads_to_the_second_factor(edition, cem, settings):
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    response = signed_in(cem).get(f"{BASE}rooms/")
    assert response["Location"] == "/account/second-factor/?next=%2Fpolitoscope-2026%2Forganise%2Frooms%2F"


def test_overview_counts_parts_and_names_what_is_missing(organiser, edition):
    page = organiser.get(BASE).context["page"]
    counts = {url.rstrip("/").rpartition("/")[2]: count for url, _title, count in page.parts}
    assert counts == {
        "institutions": 2,
        "controllers": 0,
        "links": 0,
        "days": 1,
        "rooms": 3,
        "slots": 3,
        "programme": 0,
    }
    assert [task.url_name for _url, task in page.tasks] == ["notices:statement"]


def test_overview_of_an_empty_edition_lists_the_tasks(cem):
    empty = EditionFactory(is_published=False, venue="", contact_email="", phase_by_hand="")
    RoleGrantFactory(edition=empty, person=cem)
    page = signed_in(cem).get(f"/{empty.slug}/organise/").context["page"]
    frame_tasks = [task.url_name for _url, task in page.tasks if task.url_name.startswith("editions:")]
    assert frame_tasks == [
        "editions:day_new",
        "editions:change",
        "editions:change",
        "editions:institution_new",
        "editions:phases",
        "editions:room_new",
        "editions:slot_new",
        "editions:change",
    ]


VALID = {
    "institutions": {"name": "Land Berlin", "url": "example.org"},
    "controllers": {"name": "Land Berlin", "email": "datenschutz@example.org"},
    "links": {"label": "Anfahrt", "url": "https://example.org/weg"},
    "days": {"date": "2026-10-16"},
    "rooms": {"name": "Garten", "capacity": "30", "features": ["outdoor", "step_free"], "directions": "hinten"},
    "slots": {"day": "DAY", "start": "16:00", "end": "16:45", "name": "Runde 4"},
    "programme": {
        "kind": "panel",
        "title": "Podium",
        "day": "DAY",
        "start": "17:30",
        "end": "18:30",
        "people": "Pia Rede, Podium\nUte Leitung",
    },
}
MODELS = dict(zip(PARTS, (Institution, Controller, Link, Day, Room, Slot, ProgrammeItem), strict=True))


def filled(edition: Edition, part: str, **changes: object) -> dict[str, object]:
    values = {**VALID[part], **changes}
    return {name: edition.days.get().pk if value == "DAY" else value for name, value in values.items()}


@pytest.mark.parametrize("part", PARTS)
def test_part_is_added_changed_and_removed(organiser, edition, part):
    rows = MODELS[part].objects.filter(edition=edition)
    before = set(rows.values_list("pk", flat=True))
    values = filled(edition, part)
    assert organiser.post(f"{BASE}{part}/new/", values).status_code == 302
    (new,) = rows.exclude(pk__in=before)
    page = f"{BASE}{part}/{new.pk}/"
    assert organiser.get(page).status_code == 200
    assert organiser.post(page, values).status_code == 302
    assert organiser.get(f"{page}remove/").status_code == 200
    assert organiser.post(f"{page}remove/").status_code == 302
    assert set(rows.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("count", [1, 3])
def test_part_list_costs_the_same_queries_however_long(organiser, edition, part, count, django_assert_num_queries):
    maker = {
        "institutions": InstitutionFactory,
        "controllers": lambda edition: Controller.objects.create(edition=edition, name="Land"),
        "links": LinkFactory,
        "rooms": RoomFactory,
        "programme": lambda edition: ProgrammePersonFactory(item=ProgrammeItemFactory(edition=edition)),
    }.get(part)
    for _row in range(count):
        if maker:
            maker(edition=edition)
    organiser.get(f"{BASE}{part}/")
    extra = {"slots": 1, "programme": 1}.get(part, 0)
    with django_assert_num_queries(9 + extra):
        organiser.get(f"{BASE}{part}/")


@pytest.mark.parametrize(
    ("part", "changes", "field"),
    [
        ("rooms", {"name": "SAAL"}, "name"),
        ("rooms", {"name": " Saal "}, "name"),
        ("rooms", {"name": ""}, "name"),
        ("rooms", {"name": "x" * 61}, "name"),
        ("rooms", {"capacity": "0"}, "capacity"),
        ("rooms", {"features": ["jacuzzi"]}, "features"),
        ("days", {"date": "2026-10-15"}, "date"),
        ("days", {"date": "soon"}, "date"),
        ("links", {"url": "javascript:alert(1)"}, "url"),
        ("institutions", {"name": "Staatsministerium Baden-Württemberg"}, "name"),
        ("slots", {"start": "11:30", "end": "11:50"}, "start"),
        ("slots", {"start": "10:00", "end": "18:00"}, "start"),
        ("slots", {"start": "16:45", "end": "16:00"}, "end"),
        ("slots", {"start": "16:00", "end": "16:00"}, "end"),
        ("slots", {"start": "25:00"}, "start"),
        ("slots", {"day": "999999"}, "day"),
        ("programme", {"kind": "circus"}, "kind"),
        ("programme", {"people": "x" * 121}, "people"),
    ],
)
def test_wrong_part_is_explained_next_to_the_field_and_not_saved(organiser, edition, part, changes, field):
    before = MODELS[part].objects.count()
    response = organiser.post(f"{BASE}{part}/new/", filled(edition, part, **changes))
    assert list(response.context["form"].errors) == [field]
    assert MODELS[part].objects.count() == before


def test_slots_may_touch_but_not_overlap(organiser, edition):
    values = filled(edition, "slots", start="11:45", end="12:00", name="")
    assert organiser.post(f"{BASE}slots/new/", values).status_code == 302
    response = organiser.post(f"{BASE}slots/new/?lang=en", filled(edition, "slots", start="11:50", end="11:55"))
    assert "This overlaps with" in response.context["form"].errors["start"][0]


def test_slot_is_kept_in_utc_and_shown_as_the_clock_on_the_wall(organiser, edition):
    organiser.post(f"{BASE}slots/new/", filled(edition, "slots"))
    slot = Slot.objects.get(name="Runde 4")
    assert slot.starts_at == datetime(2026, 10, 15, 14, 0, tzinfo=UTC)
    form = organiser.get(f"{BASE}slots/{slot.pk}/").context["form"]
    assert (form["start"].value().hour, form["end"].value().minute) == (16, 45)


def test_end_at_midnight_is_the_end_of_the_day(organiser, edition):
    organiser.post(f"{BASE}programme/new/", filled(edition, "programme", start="22:00", end="00:00"))
    assert ProgrammeItem.objects.get().ends_at == datetime(2026, 10, 15, 22, 0, tzinfo=UTC)


def test_two_items_do_not_share_a_room_at_a_time(organiser, edition):
    room = edition.rooms.get(name="Saal").pk
    organiser.post(f"{BASE}programme/new/", filled(edition, "programme", room=room))
    again = organiser.post(f"{BASE}programme/new/", filled(edition, "programme", room=room, start="18:00"))
    assert list(again.context["form"].errors) == ["start"]
    elsewhere = filled(edition, "programme", room=edition.rooms.get(name="Salon").pk)
    assert organiser.post(f"{BASE}programme/new/", elsewhere).status_code == 302


def test_people_of_an_item_are_lines_with_what_they_do(organiser, edition):
    organiser.post(f"{BASE}programme/new/", filled(edition, "programme"))
    item = ProgrammeItem.objects.get()
    assert item.kind == ItemKind.PANEL
    people = [(row.name, row.part) for row in item.people.order_by("position")]
    assert people == [("Pia Rede", "Podium"), ("Ute Leitung", "")]
    page = f"{BASE}programme/{item.pk}/"
    assert organiser.get(page).context["form"]["people"].value() == "Pia Rede, Podium\nUte Leitung"
    organiser.post(page, filled(edition, "programme", people="Nur Eine"))
    assert [row.name for row in item.people.all()] == ["Nur Eine"]


def test_part_of_another_edition_is_not_found(organiser, other_edition):
    foreign = RoomFactory(edition=other_edition)
    for page in ("", "remove/"):
        assert organiser.get(f"{BASE}rooms/{foreign.pk}/{page}").status_code == 404
    assert organiser.post(f"{BASE}rooms/{foreign.pk}/up/").status_code == 404


def test_room_moves_up_one_by_one(organiser, edition):
    studio = edition.rooms.get(name="Studio")
    for expected in (["Saal", "Studio", "Salon"], ["Studio", "Saal", "Salon"], ["Studio", "Saal", "Salon"]):
        organiser.post(f"{BASE}rooms/{studio.pk}/up/")
        assert list(edition.rooms.order_by("position").values_list("name", flat=True)) == expected


def test_day_with_slots_is_not_removed(organiser, edition):
    day = edition.days.get()
    page = organiser.post(f"{BASE}days/{day.pk}/remove/?lang=en", follow=True)
    assert "Remove them first, or move the day" in page.content.decode()
    assert edition.days.count() == 1


def test_day_takes_its_slots_and_items_along_across_the_end_of_summer_time(organiser, edition):
    ProgrammeItemFactory(edition=edition, starts_at=datetime(2026, 10, 15, 8, 0, tzinfo=UTC))
    organiser.post(f"{BASE}days/{edition.days.get().pk}/", {"date": "2026-10-26"})
    first = edition.slots.order_by("starts_at").first()
    assert first.starts_at == datetime(2026, 10, 26, 10, 0, tzinfo=UTC)
    assert edition.programme_items.get().starts_at == datetime(2026, 10, 26, 9, 0, tzinfo=UTC)


def test_slot_without_a_day_leads_to_the_day_first(cem):
    empty = EditionFactory()
    RoleGrantFactory(edition=empty, person=cem)
    for part in ("slots", "programme"):
        response = signed_in(cem).get(f"/{empty.slug}/organise/{part}/new/")
        assert response["Location"] == f"/{empty.slug}/organise/days/new/"


def about(edition: Edition, **changes: str) -> dict[str, str]:
    fields = ("title", "venue", "venue_address", "contact_email", "address_form", "time_zone")
    return {**{name: getattr(edition, name) for name in fields}, "is_published": "on", **changes}


def test_edition_is_changed(organiser, edition):
    response = organiser.post(f"{BASE}edition/", about(edition, title="Neu", address_form="du", tagline_de="Hallo"))
    assert response["Location"] == BASE
    edition.refresh_from_db()
    assert (edition.title, edition.address_form, edition.tagline_de) == ("Neu", "du", "Hallo")


@pytest.mark.parametrize(
    ("field", "value"), [("title", ""), ("time_zone", "Mars/Base"), ("contact_email", "x"), ("address_form", "ihr")]
)
def test_wrong_edition_data_is_explained_and_not_saved(organiser, edition, field, value):
    form = organiser.post(f"{BASE}edition/", about(edition, title="Neu") | {field: value}).context["form"]
    assert list(form.errors) == [field]
    edition.refresh_from_db()
    assert edition.title == "Politoscope 2026"


def test_phase_is_switched_by_hand_and_handed_back(organiser, edition, now):
    organiser.post(f"{BASE}phases/", {"form": "switch", "phase": "live"})
    edition.refresh_from_db()
    assert phase_of(edition, now=now) == Phase.LIVE
    organiser.post(f"{BASE}phases/", {"form": "switch", "phase": "dates"})
    edition.refresh_from_db()
    assert edition.phase_by_hand == ""
    assert phase_of(edition, now=now) == Phase.PREPARATION


def test_phase_dates_are_local_and_may_be_taken_away(organiser, edition):
    organiser.post(f"{BASE}phases/", {"form": "starts", "registration": "2026-07-01T09:00", "live": "2026-10-15T08:00"})
    starts = dict(edition.phase_starts.values_list("phase", "starts_at"))
    assert starts == {
        "registration": datetime(2026, 7, 1, 7, 0, tzinfo=UTC),
        "live": datetime(2026, 10, 15, 6, 0, tzinfo=UTC),
    }
    organiser.post(f"{BASE}phases/", {"form": "starts", "registration": "2026-07-01T09:00"})
    assert list(edition.phase_starts.values_list("phase", flat=True)) == ["registration"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"voting": "2026-10-15T09:00", "planning": "2026-10-15T08:00"}, "planning"),
        ({"live": "2026-03-29T02:30"}, "live"),
        ({"live": "2026-10-25T02:30"}, "live"),
        ({"live": "tomorrow"}, "live"),
    ],
)
def test_wrong_phase_dates_are_explained(organiser, edition, values, field):
    response = organiser.post(f"{BASE}phases/", {"form": "starts", **values})
    assert list(response.context["starts"].errors) == [field]
    assert not edition.phase_starts.exists()


def test_role_is_granted_by_address_and_mailed_once(organiser, edition):
    for _click in range(2):
        organiser.post(f"{BASE}team/", {"email": "Neu@example.org", "role": "desk"})
    grant = edition.role_grants.get(role=Role.DESK)
    assert grant.person.email == "neu@example.org"
    mail = OutboxMail.objects.get()
    assert (mail.to_address, mail.template) == ("neu@example.org", "editions/mail/role")


def test_revoked_role_ends_with_the_next_request(organiser, edition):
    planner = PersonFactory()
    grant = RoleGrantFactory(edition=edition, person=planner, role=Role.PLANNER)
    browser = signed_in(planner)
    assert browser.get(BASE).status_code == 200
    organiser.post(f"{BASE}team/{grant.pk}/revoke/")
    assert browser.get(BASE).status_code == 403


def test_last_organiser_stays(organiser, edition, cem):
    grant = edition.role_grants.get()
    page = organiser.post(f"{BASE}team/{grant.pk}/revoke/?lang=en", follow=True)
    assert "Take in another organiser first" in page.content.decode()
    RoleGrantFactory(edition=edition)
    organiser.post(f"{BASE}team/{grant.pk}/revoke/")
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


def test_role_of_another_edition_is_not_revoked(organiser, dora):
    grant = dora.role_grants.get()
    assert organiser.post(f"{BASE}team/{grant.pk}/revoke/").status_code == 404


CREATE = "/organise/new/"


def test_edition_is_created_by_operators_and_organisers_only(client, ben, cem):
    assert client.get(CREATE)["Location"].startswith("/account/sign-in/")
    operator = PersonFactory(is_staff=True)
    assert [signed_in(who).get(CREATE).status_code for who in (ben, cem, operator)] == [403, 200, 200]


def test_created_edition_is_organised_by_its_creator_and_hidden(client, organiser, cem):
    response = organiser.post(
        CREATE, {"series": "Politoscope", "title": "Politoscope 2027", "slug": "politoscope-2027"}
    )
    assert response["Location"] == "/politoscope-2027/organise/"
    assert client.get("/politoscope-2027/").status_code == 404
    assert organiser.get(response["Location"]).status_code == 200
    assert RoleGrant.objects.filter(edition__slug="politoscope-2027", person=cem, role=Role.ORGANISER).exists()


@pytest.mark.parametrize("slug", ["", "organise", "account", "with space", "politoscope-2026", "x" * 41])
def test_wrong_address_of_a_new_edition_is_refused(organiser, slug):
    form = organiser.post(CREATE, {"series": "P", "title": "T", "slug": slug}).context["form"]
    assert list(form.errors) == ["slug"]


def test_every_part_page_is_named_after_its_part():
    for part, single in (("rooms", "room"), ("slots", "slot"), ("programme", "programme_item")):
        assert reverse(f"editions:{part}", args=["a"]) == f"/a/organise/{part}/"
        assert reverse(f"editions:{single}_new", args=["a"]) == f"/a/organise/{part}/new/"
