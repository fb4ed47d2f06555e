"""The whole demo at once: past editions, today's edition and the people one can step into."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from politoscope.demo.crowd import cast_members
from politoscope.demo.frames import build_frame, retime
from politoscope.demo.models import Telling
from politoscope.demo.past import build_past
from politoscope.demo.stages import advance
from politoscope.demo.story import PAST, edition_story
from politoscope.demo.today import day_of
from politoscope.editions.enums import Phase, Role
from politoscope.editions.models import Edition, RoleGrant
from politoscope.mail.enums import MailState
from politoscope.mail.models import OutboxMail
from politoscope.people.services import find_or_create_person

SEED = 2026
PHASE = Phase.VOTING
"""Where a visitor joins: proposals are in, the vote is open, everything else is still to come."""


def build_demo(*, seed: int, phase: Phase, now: datetime) -> Edition:
    """Build all editions in one transaction and return today's, in the wanted phase."""
    with transaction.atomic():
        for name in PAST:
            build_past(name, seed=seed)
        edition = build_today(seed=seed, now=now)
        go_to(edition, phase, now=now)
        settle_mails(now)
    DBTaskResult.objects.all().delete()  # the commit has queued a delivery for each mail settled above
    return edition


def build_today(*, seed: int, now: datetime) -> Edition:
    """Create today's edition before anybody has registered, and its crew."""
    story = edition_story("today")
    day, clock = day_of(story, now)
    edition = build_frame(story, dates=[day], clock=clock, capacity=180, phase_by_hand=Phase.PREPARATION)
    Telling.objects.create(edition=edition, seed=seed)
    for key, member in cast_members().items():
        person = find_or_create_person(
            email=member["email"], name=member["name"], organisation=member["organisation"], now=now
        )
        if key in Role.values:
            RoleGrant.objects.create(edition=edition, person=person, role=key)
    return edition


def go_to(edition: Edition, phase: Phase, *, now: datetime) -> None:
    """Take the edition forward to a phase, stage by stage. Back is not possible: what has happened has happened."""
    order = list(Phase)
    while order.index(Phase(edition.phase_by_hand)) < order.index(phase):
        advance(edition, now=now)


def keep_today(edition: Edition, *, now: datetime) -> bool:
    """Move today's edition to today when its day is over; tell whether it was moved."""
    last = edition.slots.order_by("-ends_at").first()
    if last is None or last.ends_at > now:
        return False
    story = edition_story("today")
    day, clock = day_of(story, now)
    with transaction.atomic():
        retime(edition, story, day=day, clock=clock)
    return True


def settle_mails(now: datetime) -> None:
    """Count the mails to invented people as sent: nobody reads them, and the console would be full of them."""
    OutboxMail.objects.filter(state=MailState.WAITING).update(state=MailState.SENT, sent_at=now)
