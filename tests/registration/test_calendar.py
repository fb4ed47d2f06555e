from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest

from politoscope.registration.calendar import calendar_file
from politoscope.registration.models import Registration
from tests.factories.editions import DayFactory, ProgrammeItemFactory


@pytest.fixture
def entries(edition, ben, now):
    def read():
        body = calendar_file(Registration.objects.get(person=ben), now=now)
        assert icalendar.Calendar.from_ical(body).to_ical() == body
        assert max(map(len, body.split(b"\r\n"))) <= 75
        return icalendar.Calendar.from_ical(body).walk("VEVENT")

    return read


def test_entry_spans_the_day_from_the_first_to_the_last_thing(edition, entries, now):
    ProgrammeItemFactory(edition=edition, starts_at=now - timedelta(minutes=30), ends_at=now)
    (entry,) = entries()
    assert entry.start.isoformat() == "2026-10-15T09:30:00+02:00"
    assert entry.end.isoformat() == "2026-10-15T13:45:00+02:00"
    assert entry["dtstart"].params["TZID"] == "Europe/Berlin"
    assert entry["summary"] == "Politoscope 2026"


def test_day_without_anything_on_it_is_a_whole_day(edition, entries):
    DayFactory(edition=edition, date=edition.days.get().date + timedelta(days=1))
    whole = entries()[1]
    assert (whole.start.isoformat(), whole.end.isoformat()) == ("2026-10-16", "2026-10-17")


def test_uid_stays_when_the_entry_moves(edition, entries):
    before = [entry["uid"] for entry in entries()]
    edition.slots.update(ends_at=edition.slots.latest("ends_at").ends_at + timedelta(hours=1))
    assert [entry["uid"] for entry in entries()] == before
