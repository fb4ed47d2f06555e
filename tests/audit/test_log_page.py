from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from politoscope.audit.chain import digest_of
from politoscope.audit.models import AuditEntry
from politoscope.audit.queries import log_page
from politoscope.audit.services import record_entry
from politoscope.audit.values import value_words
from politoscope.audit.words import TYPES, action_name, field_name, type_name
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.services import propose_session


@pytest.fixture
def page(edition: Edition) -> str:
    return f"/{edition.slug}/organise/log/"


def record(edition: Edition, actor: Person | None, now: datetime, count: int = 1) -> None:
    for number in range(count):
        room = edition.rooms.first()
        record_entry(
            edition=edition,
            actor=actor,
            action="editions.change_room",
            target=room,
            before={"capacity": 20, "name": "Saal", "position": 1},
            after={"capacity": 40 + number, "name": "Salon", "position": 1},
            now=now + timedelta(seconds=number),
        )


def test_the_log_says_who_did_what_with_before_and_after(
    client: Client, edition: Edition, cem: Person, now: datetime, page: str
) -> None:
    record(edition, cem, now)
    client.force_login(cem)
    answer = client.get(page, headers={"Accept-Language": "en"})
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Cem Campleitung", "<del>20</del> → 40", "personal, not recorded", "10:00:00"):
        assert words in text, words
    assert "Saal" not in text.partition('<ol class="bc-rows"')[2]


def test_a_field_that_did_not_change_is_not_listed(edition: Edition, cem: Person, now: datetime) -> None:
    record(edition, cem, now)
    _page, (line,) = log_page(edition, number=None)
    assert [(change.before, change.after, change.is_personal) for change in line.changes] == [
        ("20", "40", False),
        (None, None, True),
    ]


def test_who_is_gone_has_no_name(edition: Edition, ben: Person, now: datetime) -> None:
    record(edition, ben, now)
    known = str(ben.pk)
    ben.delete()
    _page, (line,) = log_page(edition, number=None)
    assert line.actor == known[:8]


def test_another_edition_is_not_in_it(edition: Edition, other_edition: Edition, cem: Person, now: datetime) -> None:
    record_entry(edition=other_edition, actor=cem, action="editions.switch_phase", now=now)
    assert log_page(edition, number=None)[1] == []
    assert len(log_page(other_edition, number=None)[1]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_the_log_takes_three_queries(
    edition: Edition, cem: Person, now: datetime, django_assert_num_queries: Any, count: int
) -> None:
    record(edition, cem, now, count)
    with django_assert_num_queries(3):
        assert len(log_page(edition, number=None)[1]) == count


def test_the_newest_entry_comes_first_and_pages_follow(
    client: Client, edition: Edition, cem: Person, now: datetime, page: str
) -> None:
    record(edition, cem, now, 60)
    first, lines = log_page(edition, number="1")
    assert (len(lines), lines[0].sequence, first.paginator.num_pages) == (50, 60, 2)
    assert [line.sequence for line in log_page(edition, number="2")[1]] == list(range(10, 0, -1))
    client.force_login(cem)
    assert client.get(page + "?page=2").status_code == 200
    assert client.get(page + "?page=nonsense").status_code == 200


def test_an_empty_log_says_so(client: Client, edition: Edition, cem: Person, page: str) -> None:
    client.force_login(cem)
    with translation.override("en"):
        assert "Nothing has been changed yet." in client.get(page, headers={"Accept-Language": "en"}).content.decode()


def test_the_export_can_be_verified_elsewhere(client: Client, edition: Edition, cem: Person, now: datetime) -> None:
    record(edition, cem, now, 3)
    client.force_login(cem)
    answer = client.get(f"/{edition.slug}/organise/log.jsonl")
    lines = [json.loads(line) for line in answer.content.decode().splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2, 3]
    assert [line["previous_digest"] for line in lines[1:]] == [line["digest"] for line in lines[:-1]]
    assert [digest_of(entry) for entry in AuditEntry.objects.order_by("sequence")] == [line["digest"] for line in lines]


def test_words_are_found_for_actions_fields_and_things() -> None:
    with translation.override("de"):
        assert str(action_name("proposals.withdraw")) == "zurückgezogen"
        assert str(action_name("editions.change_room")) == "geändert"
        assert action_name("strange.unheard_of") == "strange.unheard_of"
        assert field_name("editions.room", "nonsense") == "nonsense"
        assert field_name("no.model", "x") == "x"
        assert type_name("") == type_name("no.model") == ""
        assert type_name("proposals.proposal") == "Sessionvorschlag"


@pytest.mark.parametrize(
    ("target", "field", "value", "words"),
    [
        ("proposals.proposal", "status", "accepted", "Angenommen"),
        ("people.person", "role", "desk", "Empfang"),
        ("voting.round", "is_hands_only", False, "nein"),
        ("voting.round", "closes_at", "2026-11-23T14:35:00+00:00", "23.11.2026 15:35"),
        ("editions.day", "date", "2026-11-23", "23.11.2026"),
        ("editions.room", "features", [], "–"),
        ("editions.room", "features", ["beamer", "quiet"], "beamer, quiet"),
        ("editions.edition", "phase_starts", {"voting": None, "live": "2026-11-23"}, "voting: –, live: 23.11.2026"),
        ("no.model", "x", 7, "7"),
        ("no.model", "x", None, None),
    ],
)
def test_values_are_spelled_in_the_language_of_the_page(target: str, field: str, value: Any, words: str | None) -> None:
    with translation.override("de"):
        said = value_words(target, field, value)
    assert (said if said is None else str(said)) == words


def test_a_value_without_a_name_of_its_own_has_one_in_the_log() -> None:
    with translation.override("de"):
        assert str(field_name("planning.publication", "version")) == "Fassung des Entwurfs"
        assert str(field_name("editions.programmeitem", "room")) == "Raum"


def test_the_log_says_which_proposal(edition: Edition, cem: Person, now: datetime) -> None:
    proposal = propose_session(edition=edition, person=cem, title="Podcasts im Amt", now=now)
    _page, lines = log_page(edition, number=None)
    assert [line.title for line in lines if line.target_id == str(proposal.pk)] == ["1: Podcasts im Amt"]


def test_every_thing_with_a_name_is_a_model() -> None:
    assert [label for label in TYPES if apps.get_model(label)._meta.label_lower != label] == []
