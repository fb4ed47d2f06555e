"""Links that are shared: their picture, their words, and what they never give away (E-03, E-06)."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from PIL import Image

from politoscope.people.models import Person
from politoscope.planning.exports.cards import Card, draw_card
from politoscope.planning.memory import parts
from politoscope.planning.sharing import session_card
from politoscope.planning.shelf import shelf
from politoscope.proposals.enums import ProposalStatus
from tests.planning.conftest import Camp

SITE = "/politoscope-2026/"


@pytest.fixture
def published(camp: Camp) -> Camp:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.publish()
    return camp


class Head(HTMLParser):
    """Collects what a page says about itself, and where its links go."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "meta" and (name := values.get("property") or values.get("name")):
            self.meta[name] = values.get("content") or ""
        if tag == "a":
            self.links.append(values.get("href") or "")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "Politoscope 2026"),
        ("plan/", "Politoscope 2026"),
        ("sessions/1/", "Mastodon für Behörden. Ada Amt. 15 October 2026, 11:00 · Saal"),
    ],
)
def test_page_names_its_picture_with_size_and_words(published: Camp, client: Client, path: str, words: str) -> None:
    head = Head(client.get(SITE + path, headers={"accept-language": "en"}).text)
    assert words in head.meta["og:image:alt"]
    answer = client.get(head.meta["og:image"].removeprefix("http://testserver"))
    picture = Image.open(io.BytesIO(answer.content))
    assert (answer["Content-Type"], picture.format) == ("image/png", "PNG")
    assert picture.size == (int(head.meta["og:image:width"]), int(head.meta["og:image:height"])) == (1200, 630)
    assert len(answer.content) < 60_000


def test_picture_of_a_session_says_nothing_that_is_not_published(published: Camp) -> None:
    published.place(proposal=published.podcast, slot=published.slots[1], room=published.rooms.studio)
    card = session_card(published.edition, published.podcast, [])
    assert card.lines == ("Ben Behörde",)


@pytest.mark.parametrize("status", [ProposalStatus.DRAFT, ProposalStatus.WITHDRAWN])
def test_picture_of_a_session_that_is_not_public_is_not_there(published: Camp, client: Client, status: str) -> None:
    path = f"{SITE}sessions/1/card.png"
    assert client.get(path).status_code == 200
    published.mastodon.status = status
    published.mastodon.save(update_fields=["status"])
    parts.clear()
    shelf.clear()
    assert client.get(path).status_code == 404
    assert client.get(f"{SITE}sessions/1/share/").status_code == 404


def test_picture_of_a_hidden_edition_is_not_there(published: Camp, client: Client) -> None:
    from politoscope.editions.services.edition import change_edition

    paths = ("card.png", "sessions/1/card.png", "plan/share/", "sessions/1/share/")
    assert {client.get(SITE + path).status_code for path in paths} == {200}
    change_edition(edition=published.edition, actor=published.cem, values={"is_published": False}, now=published.now)
    assert {client.get(SITE + path).status_code for path in paths} == {404}


def test_picture_is_kept_ready_and_drawn_anew_with_a_revision(published: Camp, client: Client) -> None:
    path = f"{SITE}sessions/1/card.png"
    first = client.get(path)
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    published.place(proposal=published.mastodon, slot=published.slots[2], room=published.rooms.studio)
    published.publish()
    assert client.get(path).content != first.content


@pytest.mark.parametrize(
    "title",
    [
        "x",
        "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung" * 2,
        "Łódź, Škoda, Ğ: größer " * 6,
        "Emoji 🎉 und العربية und Кириллица",
        "🎉",
        "",
        "lang " * 40,
    ],
)
def test_picture_is_drawn_whatever_people_write(title: str) -> None:
    picture = Image.open(io.BytesIO(draw_card(Card("Camp", title, (title, title)))))
    assert picture.size == (1200, 630)
    margin = picture.convert("L").crop((1200 - 70, 0, 1200, 630))
    assert len(margin.getcolors() or ()) == 1  # nothing runs over the edge


def test_share_row_is_plain_links(published: Camp, client: Client) -> None:
    links = Head(client.get(f"{SITE}sessions/1/").text).links
    away = {link.partition("?")[0] for link in links if not link.startswith(("/", "#"))}
    assert away == {"mailto:", "mailto:camp@example.org", "https://www.linkedin.com/sharing/share-offsite/"}
    [mail] = [link for link in links if link.startswith("mailto:?")]
    assert "http%3A%2F%2Ftestserver%2Fpolitoscope-2026%2Fsessions%2F1%2F" in mail
    assert "Mastodon%20f%C3%BCr%20Beh%C3%B6rden" in mail


@pytest.mark.parametrize(
    ("typed", "server"),
    [
        ("social.bund.de", "social.bund.de"),
        (" https://Social.Bund.de/@amt ", "social.bund.de"),
        ("@amt@bawü.social", "xn--baw-joa.social"),
        ("@amt@xn--baw-joa.social", "xn--baw-joa.social"),
        ("evil.example/share?text=", "evil.example"),
        ("javascript:alert(1)", None),
        ("localhost", None),
        ('a.de"onclick=x', None),
    ],
)
def test_server_of_mastodon_is_typed_and_checked(
    published: Camp, client: Client, typed: str, server: str | None
) -> None:
    text = client.get(f"{SITE}sessions/1/share/", {"server": typed}).text
    found = re.findall(r'href="https://([^/"]+)/share\?text=([^"]+)"', text)
    assert [name for name, _text in found] == ([server] if server else [])


def test_sharing_needs_no_account_and_sets_no_cookie(published: Camp, client: Client, ben: Person) -> None:
    for path in ("plan/share/", "sessions/1/share/", "card.png"):
        assert not client.get(SITE + path).cookies
