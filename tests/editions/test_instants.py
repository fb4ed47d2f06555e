from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from politoscope.editions.instants import instant_of, span_of

BERLIN = ZoneInfo("Europe/Berlin")


def test_instant_follows_summer_time():
    assert instant_of(date(2026, 10, 24), time(9, 0), BERLIN) == datetime(2026, 10, 24, 7, 0, tzinfo=UTC)
    assert instant_of(date(2026, 10, 25), time(9, 0), BERLIN) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_skipped_and_double_hour_are_refused(day):
    with pytest.raises(ValidationError):
        instant_of(day, time(2, 30), BERLIN)


def test_span_over_the_change_has_its_true_length():
    start, end = span_of(date(2026, 10, 25), time(1, 0), time(4, 0), BERLIN)
    assert (end - start).total_seconds() == 4 * 3600


@pytest.mark.parametrize(("start", "end"), [(time(10), time(10)), (time(10), time(9))])
def test_span_needs_an_end_after_its_start(start, end):
    with pytest.raises(ValidationError):
        span_of(date(2026, 10, 15), start, end, BERLIN)
