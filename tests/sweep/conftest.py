from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext

from tests.architecture.addresses import addresses_by_name
from tests.architecture.matrix import MATRIX
from tests.browser import DESKTOP, browser  # noqa: F401 - a fixture
from tests.site import Site, running_site
from tests.sweep.pages import SweptPage

FACTS = """
import json
from politoscope.editions.models import Edition
from politoscope.mail.models import OutboxMail
from politoscope.proposals.links import opt_out_url
from django.utils import timezone
from politoscope.registration.invitations import invite
from politoscope.registration.links import cancel_url
today = Edition.objects.get(slug="heute")
row = today.registrations.get(person__email="jana.lindner@example.org")
invitation = invite(edition=today, label="Presseamt", actor=row.person, now=timezone.now())
parts = {
    "institution": today.institutions, "controller": today.controllers, "link": today.links, "day": today.days,
    "room": today.rooms, "slot": today.slots, "programme_item": today.programme_items,
}
print(json.dumps({
    "registration": str(row.pk),
    "unused_registration": str(today.registrations.confirmed().filter(checked_in_at=None).first().pk),
    "invitation_token": invitation.token,
    "ticket": row.ticket,
    "cancel_token": cancel_url(row).split("/")[-2],
    "digest_token": opt_out_url(today, row.person).split("/")[-2],
    "mail_id": str(OutboxMail.objects.filter(edition_id=today.pk).latest("created_at").pk),
    **{name: str(rows.order_by("pk").first().pk) for name, rows in parts.items()},
}))
"""
FIXED = {"number": 2, "accepted_number": 2, "code": "2", "proposal": 2, "counted_round": 1, "open_round": 1} | {
    "room_slug": "saal",
    "repeat": "repeat",
    "text_kind": "imprint",
    "room_lost": "room-lost",
}
"""The second proposal is Tarek Demir's, whom one can step into as host, and has a place in the plan."""


@pytest.fixture(scope="session")
def sites() -> Iterator[Callable[[str], Site]]:
    """Return a function that gives the running site of a phase, started when it is first asked for."""
    running: dict[str, Site] = {}
    with ExitStack() as stack:

        def site_of(phase: str) -> Site:
            if phase not in running:
                running[phase] = stack.enter_context(running_site(phase=phase))
            return running[phase]

        yield site_of


@pytest.fixture(scope="session")
def facts(sites: Callable[[str], Site]) -> Callable[[str], dict[str, Any]]:
    """Return a function that gives what addresses of a site need and its seed does not fix."""
    known: dict[str, dict[str, Any]] = {}

    def facts_of(phase: str) -> dict[str, Any]:
        if phase not in known:
            known[phase] = FIXED | json.loads(sites(phase).command("manage", "shell", "-v0", "-c", FACTS))
        return known[phase]

    return facts_of


@pytest.fixture(scope="session")
def contexts(browser: Browser, sites: Callable[[str], Site]) -> Iterator[Callable[[str, str], BrowserContext]]:  # noqa: F811
    """Return a function that gives the browser of a role at the site of a phase, stepped into through the banner."""
    opened: dict[tuple[str, str], BrowserContext] = {}

    def context_of(phase: str, role: str) -> BrowserContext:
        if (phase, role) not in opened:
            context = browser.new_context(locale="de-DE", **DESKTOP)
            if role != "nobody":
                answer = context.request.post(sites(phase).url(f"/demo/role/{role}/"), max_redirects=0)
                assert answer.status == 302
            opened[phase, role] = context
        return opened[phase, role]

    yield context_of
    for context in opened.values():
        context.close()


@pytest.fixture
def address(facts: Callable[[str], dict[str, Any]]) -> Callable[[SweptPage], str]:
    """Return a function that writes the path of a page."""

    def path_of(page: SweptPage) -> str:
        if page.name.startswith("/"):
            return page.name + page.query
        known = facts(page.phase) | {"edition": page.edition}
        row = MATRIX[page.name]
        arguments = addresses_by_name()[page.name].arguments
        values = {argument: known[row.args.get(argument, argument)] for argument in arguments}
        return reverse(page.name, kwargs=values) + page.query

    return path_of
