"""The three hashtags somebody is introduced with."""

from __future__ import annotations

import re
from collections.abc import Sequence

HASHTAGS_AT_MOST = 3
LONGEST_HASHTAG = 30
HASHTAG = re.compile(r"#*[\w-]+")
"""A hashtag as it may be typed."""


def clean_hashtags(typed: Sequence[str]) -> list[str]:
    """Return up to three hashtags without ``#``, space and repetition, in the order they were typed."""
    words = (re.sub(r"[^\w-]", "", word)[:LONGEST_HASHTAG] for word in typed)
    return list({word.lower(): word for word in words if word}.values())[:HASHTAGS_AT_MOST]
