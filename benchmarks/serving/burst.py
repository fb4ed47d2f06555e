"""Ballots on their way to a site: sent until they are answered, and held against what the database has in the end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from dataclasses import dataclass
from random import random

from serving.line import Line, open_line, open_lines
from serving.site import Site

PROPOSALS = 40
PATH = "/burst/vote/1/cast/"
TOKEN = "burst" + "0" * 27
PATIENCE_SECONDS = 900
AGAIN_AFTER_SECONDS = 0.2

SETUP = """
import json, sys
from datetime import timedelta
from uuid import uuid4
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from politoscope.editions.models import Edition, Series
from politoscope.people.models import Person
from politoscope.proposals.services import propose_session
from politoscope.registration.models import Registration
from politoscope.voting.services import open_round

voters, proposals = int(sys.argv[1]), int(sys.argv[2])
now = timezone.now()
edition = Edition.objects.create(
    series=Series.objects.create(name="Burst"), slug="burst", title="Burst", is_published=True, phase_by_hand="voting"
)
people = Person.objects.bulk_create(Person(email=f"p{n}@example.org", name=f"P {n}") for n in range(voters))
Registration.objects.bulk_create(
    Registration(edition=edition, person=person, status="confirmed", name=person.name, registered_at=now,
                 checked_in_at=now, place=uuid4()) for person in people
)
for number in range(proposals):
    propose_session(edition=edition, person=people[number], title=f"Proposal {number}", now=now)
open_round(edition=edition, actor=people[0], seats=20, quorum=0, now=now)
rows = []
for person in people:
    store = SessionStore()
    data = {"_auth_user_id": str(person.pk), "_auth_user_hash": person.get_session_auth_hash(),
            "_auth_user_backend": "allauth.account.auth_backends.AuthenticationBackend"}
    rows.append(Session(session_key=store._get_new_session_key(), session_data=store.encode(data),
                        expire_date=now + timedelta(days=1)))
Session.objects.bulk_create(rows)
print(json.dumps([row.session_key for row in rows]))
"""

COUNT = """
import json
from politoscope.voting.models import Ballot, Participation
print(json.dumps({"ballots": [[b.nonce, b.choices] for b in Ballot.objects.all()],
                  "markers": Participation.objects.count()}))
"""


@dataclass
class Delivery:
    """One voter's ballot on its way: sent again with the same nonce until it is answered."""

    cookie: str
    nonce: str
    marks: list[int]
    line: Line | None = None
    answered_after: float | None = None

    def request(self, port: int) -> bytes:
        """Return the bytes of the request, as the page's script sends it."""
        body = "&".join([f"nonce={self.nonce}", *(f"marks={mark}" for mark in self.marks)]).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n"
            f"Cookie: session={self.cookie}; csrf={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@dataclass(frozen=True)
class Faults:
    """What went wrong with ballots; all of it must be nothing."""

    lost: int
    doubled: int
    changed: int


def deliveries_for(site: Site, voters: int, marks: int) -> list[Delivery]:
    """Sign so many voters in and fill their ballots in."""
    cookies = json.loads(site.script(SETUP, str(voters), str(PROPOSALS)))
    return [
        Delivery(cookie, os.urandom(16).hex(), sorted({1 + (n * 7 + k * 3) % PROPOSALS for k in range(marks)}))
        for n, cookie in enumerate(cookies)
    ]


async def burst(deliveries: list[Delivery], site: Site, *, spread: float) -> float:
    """Send everything at once, or evenly over ``spread`` seconds; return the seconds until the last answer.

    The connections are open before, as the phones have them that show the ballot.
    """
    for delivery, line in zip(deliveries, await open_lines(site.port, len(deliveries)), strict=True):
        delivery.line = line
    began, pause = time.monotonic(), spread / len(deliveries)
    sent = (deliver(delivery, site.port, place * pause) for place, delivery in enumerate(deliveries))
    await asyncio.wait_for(asyncio.gather(*sent), PATIENCE_SECONDS)
    return time.monotonic() - began


async def burst_with_kills(deliveries: list[Delivery], site: Site, *, kills: int) -> int:
    """Send in as many waves; each is cut off by SIGKILL shortly after its first answer, while others are on their way.

    They are sent again until they are answered. Returns how many kills hit ballots on their way.
    """
    hits = 0
    waves = [deliveries[start :: kills + 1] for start in range(kills + 1)]
    tasks: list[asyncio.Task[None]] = []
    for wave in waves[:-1]:
        tasks += [asyncio.create_task(deliver(delivery, site.port)) for delivery in wave]
        while all(delivery.answered_after is None for delivery in wave):
            await asyncio.sleep(0.001)
        await asyncio.sleep(random() * 0.02)
        hits += any(not task.done() for task in tasks)
        await asyncio.to_thread(site.stop, signal.SIGKILL)
        await asyncio.to_thread(site.start)
    tasks += [asyncio.create_task(deliver(delivery, site.port)) for delivery in waves[-1]]
    await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE_SECONDS)
    return hits


async def deliver(delivery: Delivery, port: int, wait: float = 0.0) -> None:
    """Send until there is an answer: no answer means that nobody knows whether it arrived."""
    if wait:
        await asyncio.sleep(wait)
    began, request = time.monotonic(), delivery.request(port)
    while delivery.answered_after is None:
        try:
            delivery.line = delivery.line or await open_line(port)
            answer = await delivery.line.ask(request)
        except OSError:
            delivery.line = None
            await asyncio.sleep(AGAIN_AFTER_SECONDS)
            continue
        if answer.status >= 500:
            await asyncio.sleep(AGAIN_AFTER_SECONDS)
        elif answer.status == 200:
            delivery.answered_after = time.monotonic() - began
        else:
            raise SystemExit(f"{answer.status} {answer.body[:300]!r}")


def compare(deliveries: list[Delivery], site: Site) -> Faults:
    """Hold what was acknowledged against what is in the database."""
    stored = json.loads(site.script(COUNT))
    found = dict(stored["ballots"])
    sent = {delivery.nonce for delivery in deliveries}
    surplus = len(stored["ballots"]) - len(found) + len(set(found) - sent)
    return Faults(
        lost=sum(delivery.nonce not in found for delivery in deliveries),
        doubled=surplus + abs(stored["markers"] - len(stored["ballots"])),
        changed=sum(found.get(delivery.nonce, delivery.marks) != delivery.marks for delivery in deliveries),
    )
