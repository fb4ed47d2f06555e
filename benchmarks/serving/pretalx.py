"""The peer: pretalx from the package index with as many sessions, rooms and slots, in an environment of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serving.site import ROOT, free_port

PEER = ROOT / ".venv-pretalx"
PEER_VERSION = "2025.2.2"
STARTS_WITHIN_SECONDS = 120

PEER_DATA = """
import datetime as dt
from django.utils.timezone import now
from django_scopes import scope, scopes_disabled
from pretalx.event.models import Event, Organiser
from pretalx.person.models import SpeakerProfile, User
from pretalx.schedule.models import Room
from pretalx.submission.models import Submission
with scopes_disabled():
    organiser = Organiser.objects.create(name="Bench", slug="benchorg")
    event = Event.objects.create(name="Bench", slug="bench", organiser=organiser, is_public=True, email="a@example.org",
        date_from=now().date(), date_to=now().date(), timezone="Europe/Berlin", locale="de", locale_array="de,en")
with scope(event=event):
    event.build_initial_data()
    rooms = [Room.objects.create(event=event, name=f"Raum {n}", position=n) for n in range(6)]
    start = now().replace(hour=9, minute=0, second=0, microsecond=0)
    for n in range(30):
        user = User.objects.create_user(name=f"Person {n}", email=f"p{n}@example.org", locale="de")
        SpeakerProfile.objects.create(user=user, event=event, biography="")
        talk = Submission.objects.create(event=event, title=f"Was wir aus Sitzung {n} gelernt haben",
            content_locale="de", submission_type=event.cfp.default_type,
            abstract="Ein Abstract von normaler Laenge. " * 4)
        talk.speakers.add(user)
        talk.accept(force=True)
        talk.confirm(force=True)
        slot = talk.slots.first()
        slot.room, slot.start = rooms[n % 6], start + dt.timedelta(hours=n // 6)
        slot.end = slot.start + dt.timedelta(minutes=45)
        slot.save()
    event.feature_flags["show_schedule"] = True
    event.save()
    event.release_schedule("1")
"""


@contextmanager
def pretalx(folder: Path) -> Iterator[tuple[str, int]]:
    """Install the peer if need be, give it as many sessions, and start it."""
    if not (PEER / "bin" / "python").exists():
        print(f"installing pretalx {PEER_VERSION} into {PEER.name} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        words = ["install", "--quiet", f"pretalx=={PEER_VERSION}", "gunicorn"]
        subprocess.run([PEER / "bin" / "python", "-m", "pip", *words], check=True)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "PRETALX_DATA_DIR": str(folder),
        "PRETALX_DEBUG": "False",
        "PRETALX_SITE_URL": origin,
        "DJANGO_SETTINGS_MODULE": "pretalx.settings",
    }
    python = str(PEER / "bin" / "python")
    for words in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([python, "-m", "pretalx", *words], env=environment, cwd=folder, check=True)
    setup = "import django; django.setup()\n" + PEER_DATA
    subprocess.run([python, "-c", setup], env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    gunicorn = [str(PEER / "bin" / "gunicorn"), "pretalx.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    with running(gunicorn, environment, f"{origin}/bench/schedule/nojs", folder) as process:
        yield origin, process


@contextmanager
def running(command: list[str], environment: dict[str, str], url: str, folder: Path) -> Iterator[int]:
    """Run a server until the block ends; yield its process id."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while True:
            try:
                with urllib.request.urlopen(url, timeout=10):
                    break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise SystemExit(f"the server did not start\n{(folder / 'log').read_text()[-2000:]}") from None
                time.sleep(0.2)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
