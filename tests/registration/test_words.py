from __future__ import annotations

import pytest

from politoscope.registration.hashtags import clean_hashtags
from politoscope.registration.searching import fold


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["#podcast", "Klima"], ["podcast", "Klima"]),
        (["##a", "A", "b", "c", "d"], ["A", "b", "c"]),
        (["", "#", "  "], []),
        (["Bürger:innen"], ["Bürgerinnen"]),
        (["<script>"], ["script"]),
    ],
)
def test_hashtags_are_three_words_without_signs(typed, kept):
    assert clean_hashtags(typed) == kept


@pytest.mark.parametrize("spelling", ["Müller", "Mueller", "MULLER", "Mu\u0308ller"])
def test_fold_knows_german_spellings(spelling):
    assert fold(spelling) == "muller"
