"""When today's edition happens: today, with its first slot still to come, whatever the hour of the visit.

The story's day begins in the morning. Called later, the day is moved so that the slots begin half an hour from now;
called so late that the day would end after midnight, it is squeezed; called at night, it is the next day's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from politoscope.demo.story import EditionStory, Span

ZONE = ZoneInfo("Europe/Berlin")
LEAD = timedelta(minutes=30)
"""From now to the first slot: what starts within 15 minutes is frozen, and there is a vote to hold before."""
SHORTEST = 0.4
"""A day squeezed further than this is no day; the next one takes over."""
GRID = timedelta(minutes=5)

Clock = Callable[[Span], tuple[datetime, datetime]]


def day_of(story: EditionStory, now: datetime) -> tuple[date, Clock]:
    """Return the date of today's edition and the function from the story's times to instants."""
    local = now.astimezone(ZONE)
    first = min(span.starts for span in story.slots)
    last = max(item.span.ends for item in story.items)
    planned = datetime.combine(local.date(), first, ZONE)
    start = max(planned, _up_to_grid(local + LEAD))
    length = datetime.combine(local.date(), last, ZONE) - planned
    midnight = datetime.combine(local.date(), time(23, 55), ZONE)
    pace = min(1.0, (midnight - start) / length)
    if pace < SHORTEST:
        planned = start = planned + timedelta(days=1)
        pace = 1.0

    def instant(clock: time) -> datetime:
        return start + _to_grid((datetime.combine(planned.date(), clock, ZONE) - planned) * pace)

    return planned.date(), lambda span: (instant(span.starts), instant(span.ends))


def fixed_days(story: EditionStory) -> Clock:
    """Return the function from the times of an edition with dates of its own to instants."""

    def instants(span: Span) -> tuple[datetime, datetime]:
        day = story.dates[span.day]
        return datetime.combine(day, span.starts, ZONE), datetime.combine(day, span.ends, ZONE)

    return instants


def _to_grid(length: timedelta) -> timedelta:
    return round(length / GRID) * GRID


def _up_to_grid(instant: datetime) -> datetime:
    midnight = instant.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -((midnight - instant) // GRID) * GRID
