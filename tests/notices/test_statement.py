"""The accessibility statement of an edition (A-01), its privacy page (P-01) and its imprint."""

from __future__ import annotations

from datetime import date, timedelta

import lxml.html
import pytest
import time_machine
from django.test import Client

from politoscope.editions.errors import NotReadyForThePublic
from politoscope.editions.models import Controller, Edition
from politoscope.editions.services import change_edition
from politoscope.notices.enums import Conformity, Method, TextKind
from politoscope.notices.models import OwnText, Statement
from politoscope.notices.presets import PRESETS, USUAL_ANSWER_DAYS, Enforcement, Preset, answer_days, presets_of
from politoscope.notices.services import write_statement

pytestmark = pytest.mark.django_db
PAGE = "/politoscope-2026/accessibility/"
OFFICE = "/politoscope-2026/organise/notices/"
VALUES = {
    "presets": ["bw", "nrw"],
    "are_bodies_checked": True,
    "conformity": Conformity.PARTIAL,
    "gaps_de": "Kein Video in Gebärdensprache.",
    "gaps_en": "",
    "method": Method.SELF,
    "tested_on": date(2026, 10, 1),
}


@pytest.fixture
def organiser(client: Client, edition: Edition, cem) -> Client:
    client.force_login(cem)
    return client


@pytest.fixture
def statement(edition: Edition, cem, now) -> Statement:
    return write_statement(edition=edition, values=VALUES, actor=cem, now=now)


def links(page: lxml.html.HtmlElement) -> set[str]:
    return set(page.xpath("//main//a/@href"))


def test_joint_edition_names_the_bodies_of_all_its_presets(statement: Statement) -> None:
    page = lxml.html.fromstring(Client().get(f"{PAGE}?lang=de").content)
    text = page.text_content()
    assert "LZ-BARR" in text
    assert "Ombudsstelle" in text
    assert "Schlichtungsstelle nach dem BGG" not in text
    assert {PRESETS["bw"].enforcement.url, PRESETS["nrw"].enforcement.url} <= links(page)
    assert "/politoscope-2026/accessibility/report/" in links(page)


def test_bodies_nobody_has_checked_are_named_without_a_link(edition: Edition, organiser: Client, cem, now) -> None:
    write_statement(edition=edition, values=VALUES | {"are_bodies_checked": False}, actor=cem, now=now)
    page = lxml.html.fromstring(Client().get(f"{PAGE}?lang=en").content)
    assert "Ombudsstelle" in page.text_content()
    assert "have not checked yet whether they are the right ones" in page.text_content()
    assert not {PRESETS["bw"].enforcement.url, PRESETS["nrw"].enforcement.url} & links(page)
    tasks = organiser.get("/politoscope-2026/organise/").context["page"].tasks
    assert [task.url_name for _url, task in tasks] == ["notices:statement"]


def test_statement_says_status_gaps_method_and_dates(statement: Statement) -> None:
    page = Client().get(f"{PAGE}?lang=en").text
    assert "These pages meet the requirements in part." in page
    assert "Kein Video in Gebärdensprache." in page  # the other language, where one is empty
    assert "We tested the pages ourselves." in page
    for day in ("1 October 2026", "15 October 2026"):
        assert day in page
    assert f"within {USUAL_ANSWER_DAYS} days" in page


def test_page_without_a_statement_says_so_and_takes_reports(edition: Edition) -> None:
    page = lxml.html.fromstring(Client().get(f"{PAGE}?lang=en").content)
    assert "have not finished this statement yet" in page.text_content()
    assert "/politoscope-2026/accessibility/report/" in links(page)


def test_every_page_of_the_edition_leads_to_it(edition: Edition) -> None:
    for path in ("", "proposals/", "plan/", "imprint/", "accessibility/report/"):
        page = lxml.html.fromstring(Client().get(f"/politoscope-2026/{path}").content)
        assert PAGE in page.xpath("//footer//a/@href"), path


def test_strictest_preset_sets_the_answer_period() -> None:
    strict = Preset("x", "X", (), Enforcement("X", "https://x.example/"), answer_days=10)
    assert answer_days([]) == answer_days(["unknown"]) == USUAL_ANSWER_DAYS
    assert min(preset.answer_days for preset in (*presets_of(["bw", "federal"]), strict)) == 10
    assert [preset.code for preset in presets_of(["federal", "bw"])] == ["bw", "federal"]


def test_edition_without_a_statement_is_not_published(organiser: Client, edition: Edition, cem, now) -> None:
    Edition.objects.update(is_published=False)
    edition.refresh_from_db()
    with pytest.raises(NotReadyForThePublic):
        change_edition(edition=edition, actor=cem, values={"is_published": True}, now=now)
    values = {"title": "Camp", "address_form": "sie", "time_zone": "Europe/Berlin", "is_published": "on"}
    answer = organiser.post("/politoscope-2026/organise/edition/?lang=en", values)
    assert list(answer.context["form"].errors) == ["is_published"]
    write_statement(edition=edition, values=VALUES, actor=cem, now=now)
    assert organiser.post("/politoscope-2026/organise/edition/", values).status_code == 302
    edition.refresh_from_db()
    assert edition.is_published


def test_organiser_writes_the_statement_and_is_reminded_after_a_year(organiser: Client, edition: Edition) -> None:
    def tasks() -> list[str]:
        page = organiser.get("/politoscope-2026/organise/").context["page"]
        return [task.url_name for _url, task in page.tasks if task.url_name.startswith("notices:")]

    assert tasks() == ["notices:statement"]
    assert organiser.post(f"{OFFICE}accessibility/", VALUES).status_code == 302
    assert tasks() == []
    written = Statement.objects.get().reviewed_on
    with time_machine.travel(written + timedelta(days=365), tick=False):
        organiser.force_login(edition.role_grants.get().person)
        assert tasks() == ["notices:statement"]
        organiser.post(f"{OFFICE}accessibility/", VALUES)
        assert tasks() == []
    again = Statement.objects.get()
    assert (again.written_on, again.reviewed_on) == (written, written + timedelta(days=365))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"presets": []}, "presets"),
        ({"presets": ["atlantis"]}, "presets"),
        ({"conformity": ""}, "conformity"),
        ({"conformity": "perfect"}, "conformity"),
        ({"gaps_de": ""}, "gaps_de"),
        ({"gaps_de": "x" * 4001}, "gaps_de"),
        ({"tested_on": "gestern"}, "tested_on"),
    ],
)
def test_wrong_statement_is_explained_and_not_saved(organiser: Client, edition: Edition, changes, field) -> None:
    answer = organiser.post(f"{OFFICE}accessibility/", VALUES | {"tested_on": ""} | changes)
    assert list(answer.context["form"].errors) == [field]
    assert not Statement.objects.exists()


def test_privacy_page_names_every_controller(edition: Edition) -> None:
    assert "Staatskanzlei Nordrhein-Westfalen" in Client().get("/politoscope-2026/privacy/").text
    for name in ("Land A", "Land B"):
        Controller.objects.create(edition=edition, name=name, officer=f"dsb-{name[-1]}@example.org", address="Am Amt 1")
    page = lxml.html.fromstring(Client().get("/politoscope-2026/privacy/?lang=en").content)
    assert page.xpath("//main//h3/text()") == ["Land A", "Land B"]
    text = page.xpath("//main")[0].text_content()
    assert "dsb-A@example.org" in text
    assert "responsible together" in text
    assert "Staatskanzlei Nordrhein-Westfalen" not in text


@pytest.mark.parametrize("kind", TextKind.values)
def test_own_text_stands_on_its_page_and_is_harmless(organiser: Client, edition: Edition, kind: str) -> None:
    typed = {"text_de": "**Herausgeber:** Land A <script>alert(1)</script>", "text_en": ""}
    assert organiser.post(f"{OFFICE}text/{kind}/", typed).status_code == 302
    page = Client().get(f"/politoscope-2026/{kind}/").text
    assert "<strong>Herausgeber:</strong>" in page
    assert "<script>alert" not in page
    assert OwnText.objects.get().kind == kind


def test_unknown_page_has_no_text(organiser: Client, edition: Edition) -> None:
    assert organiser.get(f"{OFFICE}text/cookies/").status_code == 404


@pytest.mark.parametrize("path", ["", "accessibility/", "barriers/", "text/imprint/"])
def test_office_is_for_organisers(client: Client, edition: Edition, ben, dora, path: str) -> None:
    assert client.get(OFFICE + path)["Location"].startswith("/account/sign-in/")
    for person in (ben, dora):
        client.force_login(person)
        assert client.get(OFFICE + path).status_code == 403
