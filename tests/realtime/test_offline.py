"""What lets a device keep pages: the worker's address, and who may be kept. What it does is in tests/planning."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, override_settings

from politoscope.editions.models import Edition
from politoscope.people.models import Person


def test_worker_rules_the_whole_site_and_is_looked_for_anew_each_time(db: None, client: Client) -> None:
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert (answer["Cache-Control"], answer["Service-Worker-Allowed"]) == ("no-cache", "/")
    assert not answer.cookies
    [script] = re.findall(r'importScripts\("/static/(.+)"\)', answer.text)
    assert finders.find(script)


def test_worker_changes_with_every_release(db: None, client: Client, tmp_path) -> None:
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "politoscope.ui.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        script = client.get("/service-worker.js").text
    [release] = re.findall(r'"version": "(\w{12})"', script)
    assert f'"hash": "{release}"' in (tmp_path / "staticfiles.json").read_text()
    assert re.search(r'importScripts\("/static/realtime/worker\.\w{12}\.js"\)', script)


@pytest.mark.parametrize(
    ("path", "may_be_kept"), [("plan/", True), ("plan/mine/", True), ("", False), ("plan/formats/", False)]
)
def test_only_pages_that_say_so_are_kept(edition: Edition, client: Client, path: str, may_be_kept: bool) -> None:
    answer = client.get(f"/politoscope-2026/{path}")
    assert answer.status_code == 200
    assert (answer.headers.get("Offline-Copy") == "keep") is may_be_kept
    assert ("/service-worker.js" in answer.text) is may_be_kept


def test_no_page_of_organisers_is_kept(edition: Edition, client: Client, cem: Person) -> None:
    client.force_login(cem)
    for path in ("organise/", "organise/plan/", "vote/kiosk/"):
        assert "Offline-Copy" not in client.get(f"/politoscope-2026/{path}").headers


@pytest.mark.parametrize(("code", "words"), [("de", "Kein Netz"), ("en", "No network")])
def test_page_in_place_of_one_that_is_not_kept_speaks_the_language_of_the_reader(
    db: None, client: Client, code: str, words: str
) -> None:
    assert f">{words}</h1>" in client.get(f"/offline/?lang={code}").text
