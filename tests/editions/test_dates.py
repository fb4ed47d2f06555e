from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from politoscope.editions.dates import spell_dates


@pytest.mark.parametrize(
    ("days", "english", "german"),
    [
        ([(2023, 10, 19)], "19 October 2023", "19. Oktober 2023"),
        ([(2025, 11, 20), (2025, 11, 21)], "20 and 21 November 2025", "20. und 21. November 2025"),
        ([(2025, 11, 30), (2025, 12, 1)], "30 November and 1 December 2025", "30. November und 1. Dezember 2025"),
        ([(2026, 5, 4), (2026, 5, 5), (2026, 5, 6)], "4 to 6 May 2026", "4. bis 6. Mai 2026"),
        ([(2026, 12, 31), (2027, 1, 2)], "31 December 2026 to 2 January 2027", "31. Dezember 2026 bis 2. Januar 2027"),
        ([], "Date to be announced", "Termin folgt"),
    ],
)
def test_dates_are_spelled_as_people_say_them(days, english, german):
    dates = [date(*day) for day in days]
    with translation.override("en"):
        assert spell_dates(dates) == english
    with translation.override("de"):
        assert spell_dates(dates) == german
