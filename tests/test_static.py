"""Static files through the ASGI application, as a browser gets them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.http import HttpResponse
from django.test import RequestFactory

from politoscope.static import StaticFilesMiddleware


@pytest.fixture
def middleware(settings: Any, tmp_path: Path) -> StaticFilesMiddleware:
    """Return the middleware over one collected file."""
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = False
    settings.WHITENOISE_AUTOREFRESH = False
    (tmp_path / "site.css").write_bytes(b"body { color: CanvasText }\n")
    return StaticFilesMiddleware(lambda request: HttpResponse("page"), settings)


def test_a_file_comes_in_one_piece_with_its_length(middleware: StaticFilesMiddleware, rf: RequestFactory) -> None:
    answer = middleware(rf.get("/static/site.css"))
    assert (answer.status_code, answer.streaming) == (200, False)
    assert answer.content == b"body { color: CanvasText }\n"
    assert answer["Content-Length"] == "27"
    assert answer["Content-Type"] == 'text/css; charset="utf-8"'


def test_head_range_and_not_modified_are_answered(middleware: StaticFilesMiddleware, rf: RequestFactory) -> None:
    full = middleware(rf.get("/static/site.css"))
    head = middleware(rf.head("/static/site.css"))
    part = middleware(rf.get("/static/site.css", HTTP_RANGE="bytes=0-3"))
    same = middleware(rf.get("/static/site.css", HTTP_IF_NONE_MATCH=full["ETag"]))
    assert (head.status_code, head.content) == (200, b"")
    assert (part.status_code, part.content) == (206, b"body")
    assert (same.status_code, same.content) == (304, b"")


def test_everything_else_goes_on(middleware: StaticFilesMiddleware, rf: RequestFactory) -> None:
    assert middleware(rf.get("/static/other.css")).content == b"page"
    assert middleware(rf.get("/")).content == b"page"


def test_the_site_uses_it() -> None:
    assert "politoscope.static.StaticFilesMiddleware" in site_settings.MIDDLEWARE
