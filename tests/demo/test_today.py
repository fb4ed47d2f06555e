from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from politoscope.demo.story import edition_story
from politoscope.demo.today import LEAD, ZONE, day_of

HOURS = ["00:05", "07:00", "10:44", "10:46", "13:00", "15:30", "18:00", "19:59", "21:00", "23:58"]
DAYS = ["2026-11-23", "2026-03-29", "2026-10-25", "2028-02-29"]
"""An ordinary day, both changes of the clock, a leap day."""


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("hour", HOURS)
def test_day_keeps_its_order_and_lies_ahead(day: str, hour: str) -> None:
    story = edition_story("today")
    now = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZONE)
    date, clock = day_of(story, now)
    slots = [clock(span) for span in story.slots]
    assert slots[0][0] >= now + LEAD
    assert all(starts < ends for starts, ends in slots)
    assert all(before[1] <= after[0] for before, after in pairwise(slots))
    assert {starts.astimezone(ZONE).date() for starts, _ends in slots} == {date}
    assert date - now.date() in {timedelta(0), timedelta(days=1)}


def test_morning_keeps_the_times_of_the_story() -> None:
    story = edition_story("today")
    date, clock = day_of(story, datetime(2026, 11, 23, 8, 0, tzinfo=ZONE))
    assert date.isoformat() == "2026-11-23"
    assert [f"{clock(span)[0]:%H:%M}" for span in story.slots] == ["11:15", "12:15", "14:30", "15:30", "16:30"]


def test_night_takes_the_next_day() -> None:
    date, _clock = day_of(edition_story("today"), datetime(2026, 11, 23, 22, 0, tzinfo=ZONE))
    assert date.isoformat() == "2026-11-24"
