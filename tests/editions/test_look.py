"""How an edition looks: colours from a list, and up to two logos that are drawn anew (S-07, R-15)."""

from __future__ import annotations

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from politoscope.audit.models import AuditEntry
from politoscope.editions.enums import Accent
from politoscope.editions.errors import LogosTaken
from politoscope.editions.models import Edition, LogoPicture
from politoscope.editions.pictures import FITS, MOST_BYTES, read_logo
from politoscope.editions.services import add_logo
from politoscope.ui.context import THEMES

pytestmark = pytest.mark.django_db
LOOK = "/politoscope-2026/organise/look/"
NEW = f"{LOOK}logos/new/"
SECRET = b"52.5200 N 13.4050 E"


def picture(kind: str = "PNG", size: tuple[int, int] = (800, 200), colour: str = "navy", **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, kind, **options)
    return written.getvalue()


def with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    return picture(pnginfo=text)


def with_position() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # stored lying on its side
    return picture("JPEG", (200, 100), exif=exif)


def bomb() -> bytes:
    """Return a file of a few kilobytes that unpacks to 36 million pixels."""
    written = io.BytesIO()
    Image.new("1", (6_000, 6_000)).save(written, "PNG")
    assert written.tell() < 20_000
    return written.getvalue()


@pytest.fixture
def organiser(client: Client, edition: Edition, cem) -> Client:
    client.force_login(cem)
    return client


def upload(client: Client, content: bytes, name: str = "Staatskanzlei", file: str = "logo.png"):
    return client.post(NEW, {"name": name, "picture": SimpleUploadedFile(file, content, "image/png")})


def test_every_accent_has_a_tested_theme() -> None:
    assert tuple(Accent.values) == THEMES


def test_accent_colours_every_page_of_the_edition(organiser: Client, edition: Edition) -> None:
    organiser.post(LOOK, {"accent": "green"})
    assert "ui/themes/theme-green" in Client().get("/politoscope-2026/").content.decode()
    organiser.post(LOOK, {"accent": ""})
    assert "ui/themes/" not in Client().get("/politoscope-2026/").content.decode()


def test_unknown_accent_is_refused(organiser: Client, edition: Edition) -> None:
    answer = organiser.post(LOOK, {"accent": "#ffff00"})
    assert list(answer.context["form"].errors) == ["accent"]
    edition.refresh_from_db()
    assert edition.accent == ""


@pytest.mark.parametrize("content", [with_text(), with_position(), picture("WEBP")], ids=["png", "jpeg", "webp"])
def test_picture_is_drawn_anew_and_keeps_nothing_of_the_file(content: bytes) -> None:
    logo = read_logo(io.BytesIO(content + b"<script>alert(1)</script>"))
    assert logo.png.startswith(b"\x89PNG")
    assert b"script" not in logo.png
    assert SECRET not in logo.png
    with Image.open(io.BytesIO(logo.png)) as drawn:
        assert drawn.size == (logo.width, logo.height)
        assert not drawn.getexif()
        assert drawn.info == {}


def test_picture_is_scaled_down_in_proportion_and_turned_upright() -> None:
    large = read_logo(io.BytesIO(picture(size=(3200, 400))))
    assert (large.width, large.height) == (FITS[0], 80)
    turned = read_logo(io.BytesIO(with_position()))
    assert (turned.width, turned.height) == (80, 160)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_picture"),
        (b"GIF89a is what it says", "no_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "no_picture"),
        (b"<!doctype html><script>alert(1)</script>", "no_picture"),
        (picture("GIF"), "no_picture"),
        (picture()[:60], "no_picture"),
        (bomb(), "too_large"),
        (b"\x89PNG" + b"\0" * MOST_BYTES, "too_heavy"),
    ],
    ids=["empty", "no gif", "svg", "html", "gif", "cut off", "bomb", "heavy"],
)
def test_anything_else_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_logo(io.BytesIO(content))
    assert refused.value.code == code


def test_refused_file_is_explained_next_to_the_field_and_the_name_stays(organiser: Client, edition: Edition) -> None:
    answer = upload(organiser, b"<svg/>", name="Staatskanzlei", file="logo.svg")
    assert list(answer.context["form"].errors) == ["picture"]
    assert answer.context["form"]["name"].value() == "Staatskanzlei"
    assert not LogoPicture.objects.exists()


def test_logo_stands_in_the_header_with_its_name(organiser: Client, edition: Edition) -> None:
    upload(organiser, with_text())
    page = Client().get("/politoscope-2026/").content.decode()
    image = re.search(r'<img class="bc-logo" src="([^"]+)" alt="Staatskanzlei" width="640" height="160">', page)
    assert image, page
    answer = Client().get(image[1])
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'inline; filename="logo.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert answer.content.startswith(b"\x89PNG")


def test_header_has_room_for_two(organiser: Client, edition: Edition, cem, now) -> None:
    for colour in ("navy", "green"):
        upload(organiser, picture(colour=colour))
    upload(organiser, picture(colour="red"))
    edition.refresh_from_db()
    assert len(edition.logos) == 2
    with pytest.raises(LogosTaken):
        add_logo(edition=edition, name="x", logo=read_logo(io.BytesIO(picture(colour="red"))), actor=cem, now=now)
    assert LogoPicture.objects.count() == 2


def test_logo_taken_away_is_gone_from_every_address(organiser: Client, edition: Edition) -> None:
    upload(organiser, picture())
    digest = LogoPicture.objects.get().digest
    organiser.post(f"{LOOK}logos/{digest}/remove/")
    assert Client().get(f"/politoscope-2026/logos/{digest}.png").status_code == 404
    assert "bc-logo" not in Client().get("/politoscope-2026/").content.decode()
    actions = AuditEntry.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["editions.add_logo", "editions.remove_logo"]


def test_logos_cost_no_query(client: Client, edition: Edition, organiser: Client, django_assert_num_queries) -> None:
    reader = Client()
    reader.get("/politoscope-2026/imprint/")
    with django_assert_num_queries(6):
        reader.get("/politoscope-2026/imprint/")
    upload(organiser, picture())
    upload(organiser, picture(colour="red"))
    with django_assert_num_queries(6):
        reader.get("/politoscope-2026/imprint/")
