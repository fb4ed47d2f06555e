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
from politoscope.planning.services.history import redo_step, restore_version, undo_step
from politoscope.planning.services.publication import publish_plan
from politoscope.planning.services.repair import (
    cancel_session,
    lose_room,
    merge_sessions,
    miss_host,
    move_item,
    open_room,
    repeat_session,
    resize_session,
    shift_programme,
    shorten_slot,
    split_session,
)
from politoscope.planning.services.stars import renew_calendar_key

__all__ = [
    "cancel_session",
    "draft_plan",
    "lose_room",
    "merge_sessions",
    "miss_host",
    "move_item",
    "open_room",
    "park_session",
    "pin_session",
    "place_session",
    "publish_plan",
    "redo_step",
    "renew_calendar_key",
    "repeat_session",
    "resize_session",
    "restore_version",
    "shift_programme",
    "shorten_slot",
    "split_session",
    "swap_sessions",
    "undo_step",
    "unpark_session",
    "unpin_session",
]
