"""Past editions: their programme and a published, archived session plan."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from politoscope.demo.crowd import invented_names
from politoscope.demo.frames import build_frame, cast_person
from politoscope.demo.story import edition_story, topic_label
from politoscope.demo.today import fixed_days
from politoscope.editions.enums import Phase
from politoscope.editions.models import Edition
from politoscope.notices.holds import place_hold
from politoscope.planning.services.board import place_session
from politoscope.planning.services.publication import publish_plan
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.services.life import propose_session, set_status

HOLD = "Die Demo zeigt diese Ausgabe, wie sie war."
"""Else the past editions would lose their team with the years."""


def build_past(name: str, *, seed: int) -> Edition:
    """Create one past edition through the commands it would have been run with, at the times of its day."""
    story = edition_story(name)
    clock = fixed_days(story)
    morning = clock(min(story.slots, key=lambda span: (span.day, span.starts)))[0] - timedelta(hours=1)
    organiser = cast_person("organiser", now=morning)
    edition = build_frame(
        story, dates=story.dates, clock=clock, phase=Phase.ARCHIVE, actor=organiser, now=morning - timedelta(days=90)
    )
    names = invented_names(Random(f"{name}/{seed}"))
    slots, rooms = list(edition.slots.order_by("starts_at")), list(edition.rooms.order_by("position"))
    cells = [(slot, room) for slot in slots for room in rooms]
    for (topic, title), (slot, room) in zip(story.titles(), cells, strict=False):
        proposal = propose_session(
            edition=edition, person=None, host_name=next(names), title=title, tags=[topic_label(topic)], now=morning
        )
        set_status(proposal=proposal, status=ProposalStatus.ACCEPTED, actor=organiser, now=morning)
        place_session(edition=edition, actor=organiser, proposal=proposal, slot=slot, room=room, now=morning)
    publish_plan(edition=edition, actor=organiser, now=morning)
    place_hold(edition=edition, reason=HOLD, actor=organiser, now=morning)
    return edition
