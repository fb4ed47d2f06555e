"""What tells answers to readers apart, how they travel, and what leaves when there is no more room."""

from __future__ import annotations

import gzip
import io
from typing import Any
from uuid import uuid4

import brotli
import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory

from politoscope.planning.shelf import Asked, KeptPage, Shelf, asked_by, asked_in, best_encoding
from politoscope.realtime.stamps import Stamps

STAMPS: Stamps = {"plan": "1", "phase": "2"}
WORDS = b"<p>Mastodon in the Saal</p>" * 40


def page(body: bytes = WORDS, kind: str = "text/html; charset=utf-8") -> KeptPage:
    return KeptPage(uuid4(), STAMPS, ((b"content-type", kind.encode()), (b"vary", b"Accept-Encoding")), body)


def asked(path: str = "/camp/plan/", **fields: str) -> Asked | None:
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    return asked_in({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers})


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=0.8, BR;q=0.1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip; q=0.000", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_browser_gets_the_best_encoding_that_it_takes(accepted: str, best: str) -> None:
    assert best_encoding(accepted) == best


def test_both_ways_of_asking_are_the_same_question(rf: RequestFactory) -> None:
    fields = {"host": "camp.example", "accept-language": "en-GB", "hx-request": "true", "x-forwarded-proto": "https"}
    headers = [(name.encode(), value.encode()) for name, value in fields.items()]
    scope = {"type": "http", "method": "GET", "path": "/camp/plan/", "query_string": b"q=B%C3%BCro", "headers": headers}
    here = asked_in(scope)
    assert here == Asked("camp.example", "https", "/camp/plan/", "q=B%C3%BCro", "true", "en")
    assert here == asked_by(ASGIRequest(scope, io.BytesIO()))
    assert here == asked_by(rf.get("/camp/plan/?q=B%C3%BCro", headers=fields))


def test_questions_differ_by_what_changes_the_answer() -> None:
    different = [
        asked(),
        asked("/camp/plan/mine/"),
        asked(host="other.example"),
        asked(x_forwarded_proto="https"),
        asked(hx_request="true"),
        asked(accept_language="en"),
    ]
    assert None not in different
    assert len(set(different)) == len(different)
    assert asked() == asked(accept_language="de-AT") == asked(accept_encoding="br") == asked(user_agent="x")


def test_a_chosen_language_makes_nobody_somebody() -> None:
    assert asked(cookie="language=en", accept_language="de") == asked(accept_language="en")
    assert asked(cookie="session=x") is asked(cookie="language=en; session=x") is asked(cookie="language=xx") is None


def test_what_is_no_reading_is_not_shared(rf: RequestFactory) -> None:
    assert asked_by(rf.post("/camp/plan/")) is asked_by(rf.head("/camp/plan/")) is None
    assert asked_by(rf.get("/camp/plan/?q=" + "x" * 300)) is None
    assert asked_in({"type": "lifespan"}) is None


def test_words_travel_packed_and_say_how() -> None:
    kept = page()
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        form = kept.form(encoding)
        fields = dict(form.headers)
        assert unpack(form.body) == WORDS
        assert (fields[b"content-encoding"], fields[b"content-length"]) == (encoding.encode(), b"%d" % len(form.body))
    plain = kept.form("")
    assert (plain.body, b"content-encoding" in dict(plain.headers)) == (WORDS, False)
    assert len({kept.form(encoding).etag for encoding in ("br", "gzip", "")}) == 3


@pytest.mark.parametrize("kept", [page(b"\x89PNG" * 100, "image/png"), page(b"short"), page(kind="application/pdf")])
def test_what_does_not_shrink_stays_as_it_is(kept: KeptPage) -> None:
    assert kept.form("br").body == kept.body
    assert b"content-encoding" not in dict(kept.form("br").headers)


@pytest.mark.parametrize("kind", ["application/json", "application/atom+xml", "application/xml", "text/calendar"])
def test_feeds_are_packed_too(kind: str) -> None:
    assert len(page(kind=kind).form("gzip").body) < len(WORDS) / 5


def test_browser_that_has_the_page_gets_only_word_of_it() -> None:
    form = page().form("br")
    for known in (form.etag, f"W/{form.etag}", f'"other", {form.etag}'):
        status, headers, body = form.answer(known)
        assert (status, dict(headers).keys(), body) == (304, {b"vary", b"etag"}, b"")
    assert form.answer('"other"') == (200, form.headers, form.body)


def test_page_ends_with_a_version_and_with_its_minute(time_machine: Any) -> None:
    time_machine.move_to("2026-10-05T10:00:30Z", tick=False)
    kept = page()
    assert kept.is_made_of(dict(STAMPS))
    assert not kept.is_made_of(STAMPS | {"plan": "2"})
    time_machine.move_to("2026-10-05T10:01:00Z", tick=False)
    assert not kept.is_made_of(STAMPS)


def test_page_that_nobody_asks_for_makes_room() -> None:
    shelf = Shelf(places=2)
    questions = [asked(f"/{number}/") for number in range(3)]
    for question in questions[:2]:
        assert question is not None
        shelf.put(question, page())
    assert shelf.find(questions[0])  # type: ignore[arg-type]
    shelf.put(questions[2], page())  # type: ignore[arg-type]
    assert [shelf.find(question) is not None for question in questions] == [True, False, True]  # type: ignore[arg-type]
