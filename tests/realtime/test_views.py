from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from politoscope.editions.models import Edition
from politoscope.editions.policies import is_planner
from politoscope.people.models import Person
from politoscope.realtime import topics
from politoscope.realtime.publish import publish
from politoscope.realtime.stamps import stamps_of, to_text
from tests.factories.editions import EditionFactory


@pytest.fixture(autouse=True)
def draft_for_planners() -> Iterator[None]:
    """Restrict the draft as the planning app does, whether it is there or not."""
    before = dict(topics.TOPICS)
    topics.restrict("draft-plan", is_planner)
    yield
    topics.TOPICS.clear()
    topics.TOPICS.update(before)


PAGES = ["events", "versions"]


def address(edition: Edition, page: str, names: str) -> str:
    return f"/{edition.slug}/{page}/?topics={names}"


def test_events_begin_with_the_state(client: Client, edition: Edition) -> None:
    publish(edition, "plan")
    stamps = stamps_of(edition.pk, ["plan", "ballots"])

    answer = client.get(address(edition, "events", "plan,ballots"))

    retry, *event = answer.content.decode().strip().splitlines()
    assert retry.startswith("retry: ")
    assert event == [f"id: {to_text(stamps)}", "event: versions", f"data: {json.dumps(stamps, separators=(',', ':'))}"]
    assert answer["Content-Type"] == "text/event-stream; charset=utf-8"
    assert answer["Cache-Control"] == "no-store, no-transform"
    assert answer["X-Accel-Buffering"] == "no"


def test_who_returns_with_the_newest_state_is_told_nothing(client: Client, edition: Edition) -> None:
    seen = to_text(stamps_of(edition.pk, ["plan"]))
    unchanged = client.get(address(edition, "events", "plan"), headers={"Last-Event-ID": seen})
    publish(edition, "plan")
    changed = client.get(address(edition, "events", "plan"), headers={"Last-Event-ID": seen})

    assert b"event:" not in unchanged.content
    assert b"event: versions" in changed.content


@pytest.mark.parametrize("garbage", ["", "plan", "plan=1&plan=2", "ü=1", "a" * 5000, "%00=%0a"])
def test_a_strange_last_event_id_is_as_good_as_none(client: Client, edition: Edition, garbage: str) -> None:
    answer = client.get(address(edition, "events", "plan"), headers={"Last-Event-ID": garbage})
    assert b"event: versions" in answer.content


def test_versions_answer_304_until_something_changes(client: Client, edition: Edition) -> None:
    first = client.get(address(edition, "versions", "plan,phase"))
    again = client.get(address(edition, "versions", "phase,plan"), headers={"If-None-Match": first["ETag"]})
    publish(edition, "phase")
    changed = client.get(address(edition, "versions", "plan,phase"), headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again["ETag"] == first["ETag"] != changed["ETag"]
    assert changed.json() == stamps_of(edition.pk, ["plan", "phase"])


def test_state_in_events_equals_state_in_versions(client: Client, edition: Edition) -> None:
    publish(edition, "plan", "questions")
    event = client.get(address(edition, "events", "plan,questions")).content.decode()
    assert json.loads(event.partition("data: ")[2]) == client.get(address(edition, "versions", "plan,questions")).json()


@pytest.mark.parametrize("page", PAGES)
def test_the_public_follows_without_a_cookie(client: Client, edition: Edition, page: str) -> None:
    answer = client.get(address(edition, page, "plan"))
    assert (answer.status_code, dict(answer.cookies)) == (200, {})


@pytest.mark.parametrize("page", PAGES)
def test_only_planners_follow_the_draft(
    client: Client, edition: Edition, cem: Person, ben: Person, dora: Person, page: str
) -> None:
    def status(person: Person | None) -> int:
        client.logout()
        if person:
            client.force_login(person)
        return client.get(address(edition, page, "plan,draft-plan")).status_code

    assert [status(person) for person in (None, ben, dora, cem)] == [403, 403, 403, 200]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_there_is_not_found(client: Client, edition: Edition, page: str) -> None:
    hidden = EditionFactory(is_published=False)
    assert client.get(address(edition, page, "plan,nonsense")).status_code == 404
    assert client.get(f"/no-such-edition/{page}/?topics=plan").status_code == 404
    assert client.get(address(hidden, page, "plan")).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_without_topics_there_is_nothing_to_follow(client: Client, edition: Edition, page: str) -> None:
    assert client.get(f"/{edition.slug}/{page}/").status_code == 400
    assert client.post(address(edition, page, "plan")).status_code == 405


def test_a_full_server_sends_pages_to_polling(client: Client, edition: Edition, settings: Any) -> None:
    settings.REALTIME_MAX_STREAMS = 0
    answer = client.get(address(edition, "events", "plan"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert client.get(address(edition, "versions", "plan")).status_code == 200
