"""The paper twin: accessible PDFs that say which revision they show, whatever people write."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from django.test import Client

from politoscope.people.models import Person
from politoscope.planning import services
from politoscope.planning.exports.press import largest_that_fits
from politoscope.planning.queries import published_plan
from politoscope.planning.queries.paper import paper_list
from politoscope.planning.views.paper import CREW_SHEETS
from politoscope.proposals.enums import ProposalStatus
from tests.factories.editions import DayFactory, RoomFactory, SlotFactory
from tests.factories.planning import accepted
from tests.factories.proposals import ProposalFactory
from tests.planning.conftest import Camp

SHARED = Path(__file__).resolve().parents[3] / "shared"
SITE = "/politoscope-2026/"


@pytest.fixture
def full(camp: Camp) -> Camp:
    nasty = accepted(camp.edition, "<b>&amp; „Zitat“: Ümläut 🎈", number=9, host_name="Gast: „Ohne Konto“")
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    camp.place(proposal=nasty, slot=camp.slots[0], room=camp.rooms.studio)
    services.repeat_session(edition=camp.edition, actor=camp.cem, proposal=camp.podcast, now=camp.now)
    camp.publish()
    return camp


@pytest.mark.slow
@pytest.mark.parametrize("path", ["plan/print/plan.pdf", "plan/print/days.pdf"])
def test_public_sheets_are_accessible_pdfs(full: Camp, client: Client, path: str, tmp_path: Path) -> None:
    assert_pdfua(client.get(SITE + path), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["doors", "cards", "blank", "offline"])
def test_crew_sheets_are_accessible_pdfs(full: Camp, client: Client, name: str, tmp_path: Path) -> None:
    client.force_login(full.cem)
    assert_pdfua(client.get(f"{SITE}organise/plan/paper/{name}.pdf"), tmp_path)


def pages_of(response) -> int:
    with pikepdf.open(io.BytesIO(response.content)) as document:
        return len(document.pages)


@pytest.mark.slow
def test_cards_are_four_on_a_page_however_long_their_titles(full: Camp, client: Client) -> None:
    long = "Kommunikationsstrategieentwicklungsprozesse in obersten Bundesbehörden und nachgeordneten Behörden " * 2
    for number in range(20, 25):
        accepted(full.edition, f"{long[:138]}{number}", number=number)
    client.force_login(full.cem)
    pages = {name: pages_of(client.get(f"{SITE}organise/plan/paper/{name}.pdf")) for name in ("cards", "blank")}
    assert pages == {"cards": 3, "blank": 1}, "nine cards, and four empty ones"


@pytest.mark.slow
def test_a_crowded_day_keeps_to_one_page_and_a_second_day_has_its_own(camp: Camp, client: Client) -> None:
    night = DayFactory(edition=camp.edition, date=camp.edition.days.get().date + timedelta(days=1))
    for number in range(4):
        RoomFactory(edition=camp.edition, name=f"Vortragsraum {number} im Untergeschoss", position=10 + number)
    rooms = list(camp.edition.rooms.all())
    times = [camp.slots[2].starts_at + timedelta(hours=hours) for hours in (1, 2, 3, 24)]
    for start in times:
        day = night if start == times[-1] else camp.slots[0].day
        SlotFactory(edition=camp.edition, day=day, starts_at=start, ends_at=start + timedelta(minutes=45))
    cells = [(slot, room) for slot in camp.edition.slots.order_by("starts_at") for room in rooms]
    for number, (slot, room) in enumerate(cells, start=20):
        title = f"Vom Amtsblatt zum Newsletter: Wie aus vierzehn Seiten eine Mail wurde, die jemand liest ({number})"
        camp.place(proposal=accepted(camp.edition, title, number=number), slot=slot, room=room)
    camp.publish()
    assert [pages_of(client.get(f"{SITE}plan/print/{name}.pdf")) for name in ("plan", "days")] == [2, 2]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({"8": 1, "10": 1, "12": 1, "14": 2}, "12"),
        ({"8": 1, "10": 2, "12": 2, "14": 3}, "8"),
        ({"8": 1, "10": 1, "12": 1, "14": 1}, "14"),
        ({"8": 2, "10": 2, "12": 3, "14": 3}, "10"),  # one page is out of reach: two, and as large as they allow
    ],
)
def test_the_largest_type_that_fits_is_taken(pages: dict[str, int], expected: str) -> None:
    def lay_out(size: str) -> SimpleNamespace:
        return SimpleNamespace(size=size, pages=range(pages[size]))

    assert largest_that_fits(lay_out, list(pages), 1).size == expected


def assert_pdfua(response, folder: Path) -> None:
    assert response.status_code == 200, response.content.decode(errors="replace")  # names the library that is missing
    assert response.content.startswith(b"%PDF-")
    checker = SHARED / "tools" / "pdfua.py"
    if not checker.exists():
        pytest.skip("the PDF/UA checker is not beside the repository (../shared/tools)")
    (folder / "sheet.pdf").write_bytes(response.content)
    done = subprocess.run([sys.executable, checker, folder / "sheet.pdf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_list_for_a_day_without_network_has_what_can_be_voted_on_and_where_it_stands(full: Camp) -> None:
    ProposalFactory(edition=full.edition, number=50, status=ProposalStatus.WITHDRAWN)
    ProposalFactory(edition=full.edition, number=51, status=ProposalStatus.PROPOSED, host_name="Ohne Konto")
    lines = paper_list(full.edition, published_plan(full.edition))
    assert [(one.number, hosts, len(places)) for one, hosts, places in lines] == [
        (1, ["Ada Amt"], 1),
        (2, ["Ben Behörde"], 2),
        (3, ["Ada Amt"], 0),
        (9, ["Gast: „Ohne Konto“"], 1),
        (51, ["Ohne Konto"], 0),
    ]


def test_door_signs_go_room_by_room_and_say_what_follows(full: Camp) -> None:
    signs = CREW_SHEETS["doors"].more(full.edition, published_plan(full.edition))["signs"]
    rooms = [entry.room_name for entry, _following in signs]
    assert rooms == sorted(rooms, key=["Saal", "Salon", "Studio"].index)
    assert len(signs) == 4
    for (entry, following), (later, _its_own) in pairwise(signs):
        assert following is (later if later.room_name == entry.room_name else None)
    assert signs[-1][1] is None


def test_crew_sheets_are_for_planners(full: Camp, client: Client, ben: Person) -> None:
    client.force_login(ben)
    assert client.get(SITE + "organise/plan/paper/doors.pdf").status_code == 403
