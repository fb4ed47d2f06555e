"""What can be done to the session plan. Keyword-only, ``now`` passed in, one transaction each."""

from politoscope.planning.services.board import (
    park_session,
    pin_session,
    place_session,
    swap_sessions,
    unpark_session,
    unpin_session,
)
from politoscope.planning.services.drafting import draft_plan
from politoscope.planning.services.publication import publish_plan

__all__ = [
    "draft_plan",
    "park_session",
    "pin_session",
    "place_session",
    "publish_plan",
    "swap_sessions",
    "unpark_session",
    "unpin_session",
]
