"""Look-alikes, synonyms and the digest."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from politoscope.editions.models import Edition
from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from politoscope.proposals import bridge
from politoscope.proposals.errors import DigestSent
from politoscope.proposals.links import opt_out_url
from politoscope.proposals.models import Digest
from politoscope.proposals.queries import similar_to
from politoscope.proposals.services import propose_session, send_digest, wish_topic
from politoscope.proposals.services.curation import queue_digest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "voting" / "duplicates_de.json"
URL = "/politoscope-2026"


@pytest.fixture
def edition_with_topics(edition: Edition, ada: Person, now: datetime) -> Edition:
    titles = (
        "Mastodon für Behörden",
        "Krisenkommunikation bei Hochwasser",
        "Bessere Besprechungen",
        "Barrierefreie PDF",
    )
    for title in titles:
        propose_session(edition=edition, person=ada, title=title, now=now)
    return edition


def test_a_title_that_is_typed_finds_its_look_alike(client: Client, edition_with_topics: Edition, ben: Person) -> None:
    client.force_login(ben)
    page = client.get(f"{URL}/proposals/similar/", {"title": "Behörden auf Mastodon"}).text
    assert "Mastodon für Behörden" in page
    assert "Barrierefreie PDF" not in page
    assert client.get(f"{URL}/proposals/similar/", {"title": "Yoga"}).text.strip() == ""


def test_synonyms_of_the_edition_find_what_shares_no_letters(
    client: Client, edition_with_topics: Edition, cem: Person
) -> None:
    assert [match.proposal.number for match in similar_to(edition_with_topics, "Jour fixe, aber gut")] == []
    client.force_login(cem)
    client.post(f"{URL}/organise/proposals/synonyms/", {"groups": "Besprechung = Jour fixe\nPDF = Dokument"})
    assert [match.proposal.number for match in similar_to(edition_with_topics, "Jour fixe, aber gut")] == [3]
    response = client.post(f"{URL}/organise/proposals/synonyms/", {"groups": "Besprechung"})
    assert "groups" in response.context["form"].errors


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/voting/duplicates_de.json beside the repository")
def test_look_alikes_reach_the_bar_on_german_titles() -> None:
    """VOTING.md 10.10: at least 90 % of near and paraphrased duplicates among the first three."""
    data = json.loads(SHARED.read_text())
    titles = [title for pair in data["pairs"] for title in (pair["a"], pair["b"])] + data["negatives"]
    numbers = dict(enumerate(titles))
    pairs = [pair for pair in data["pairs"] if pair["kind"] in {"near", "para"}]
    found = 0
    for pair in pairs:
        others = {number: title for number, title in numbers.items() if title != pair["a"]}
        matches = bridge.lookalikes(pair["a"], others, bridge.default_synonyms())
        found += pair["b"] in {numbers[match.number] for match in matches}
    assert len(pairs) >= 10
    assert found / len(pairs) >= 0.9


def test_a_digest_goes_once_to_everybody_but_those_who_want_none(
    client: Client, edition_with_topics: Edition, ada: Person, ben: Person, cem: Person, now: datetime
) -> None:
    assert client.get(opt_out_url(edition_with_topics, ben)).status_code == 200
    digest = send_digest(edition=edition_with_topics, number=1, actor=cem, now=now)
    for _ in range(2):
        queue_digest(digest=digest, numbers=[1, 2], now=now)
    mails = OutboxMail.objects.filter(template="proposals/mail/digest")
    assert {mail.to_address for mail in mails} == {ada.email, ben.email}
    assert "Mastodon für Behörden" in mails[0].text
    assert "Barrierefreie PDF" not in mails[0].text
    with pytest.raises(DigestSent):
        send_digest(edition=edition_with_topics, number=1, actor=cem, now=now)
    with pytest.raises(DigestSent):
        send_digest(edition=edition_with_topics, number=2, actor=cem, now=now)
    assert client.post(opt_out_url(edition_with_topics, ben)).status_code == 200
    later = now + timedelta(days=1)
    propose_session(edition=edition_with_topics, person=ada, title="Neu", now=later)
    second = send_digest(edition=edition_with_topics, number=2, actor=cem, now=later)
    queue_digest(digest=second, numbers=[5], now=later)
    assert {mail.to_address for mail in mails.filter(key__startswith=f"digest:{second.pk}:")} == {ada.email}
    assert Digest.objects.count() == 2


def test_a_wrong_signature_is_not_found(client: Client, edition: Edition) -> None:
    assert client.post(f"{URL}/proposals/digest/off/abc/").status_code == 404


def test_overview_says_what_is_offered_wished_and_not_told_yet(
    client: Client, edition_with_topics: Edition, ben: Person, cem: Person, now: datetime
) -> None:
    def said() -> str:
        return " ".join(client.get(f"{URL}/organise/?lang=en").text.split())

    client.force_login(cem)
    assert "4 sessions are offered. 4 are not in a digest yet." in said()
    send_digest(edition=edition_with_topics, number=1, actor=cem, now=now + timedelta(minutes=1))
    wish_topic(edition=edition_with_topics, person=ben, title="Ich suche: Recht", now=now + timedelta(minutes=2))
    assert "4 sessions are offered, one topic looks for a host. One is not in a digest yet." in said()


def test_overview_without_proposals_says_so(client: Client, edition: Edition, cem: Person) -> None:
    client.force_login(cem)
    assert "Nobody has offered a session yet." in client.get(f"{URL}/organise/?lang=en").text
