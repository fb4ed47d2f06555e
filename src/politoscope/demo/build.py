"""The whole demo at once: past editions, today's edition and the people one can step into."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from politoscope.demo.crowd import cast_members
from politoscope.demo.frames import build_frame, cast_person, retime
from politoscope.demo.models import Telling
from politoscope.demo.past import build_past
from politoscope.demo.stages import advance, organiser_of
from politoscope.demo.story import PAST, edition_story
from politoscope.demo.today import day_of
from politoscope.editions.enums import Phase, Role
from politoscope.editions.models import Edition
from politoscope.editions.phases import phase_of
from politoscope.editions.services.team import grant_role
from politoscope.mail.enums import MailState
from politoscope.mail.models import OutboxMail
from politoscope.registration.services import set_places

SEED = 2026
PLACES = 180
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
    organiser = cast_person("organiser", now=now)
    edition = build_frame(story, dates=[day], clock=clock, phase=Phase.PREPARATION, actor=organiser, now=now)
    set_places(edition=edition, places=PLACES, actor=organiser, now=now)
    Telling.objects.create(edition=edition, seed=seed)
    for key, member in cast_members().items():
        cast_person(key, now=now)
        if key in Role.values:
            grant_role(edition=edition, email=member["email"], role=key, actor=organiser, now=now)
    return edition


def go_to(edition: Edition, phase: Phase, *, now: datetime) -> None:
    """Take the edition forward to a phase, stage by stage. Back is not possible: what has happened has happened."""
    order = list(Phase)
    while order.index(phase_of(edition, now=now)) < order.index(phase):
        advance(edition, now=now)


def keep_today(edition: Edition, *, now: datetime) -> bool:
    """Move today's edition to today when its day is over; tell whether it was moved."""
    last = edition.slots.order_by("-ends_at").first()
    if last is None or last.ends_at > now:
        return False
    story = edition_story("today")
    day, clock = day_of(story, now)
    with transaction.atomic():
        retime(edition, story, day=day, clock=clock, actor=organiser_of(edition), now=now)
    return True


def settle_mails(now: datetime) -> None:
    """Count the mails to invented people as sent: nobody reads them, and the console would be full of them."""
    OutboxMail.objects.filter(state=MailState.WAITING).update(state=MailState.SENT, sent_at=now)
