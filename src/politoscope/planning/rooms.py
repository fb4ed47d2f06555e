"""How addresses name a room."""

from __future__ import annotations

from django.http import Http404
from django.utils.text import slugify

from politoscope.editions.models import Edition, Room


def find_room(edition: Edition, name: str) -> Room:
    """Return a room by the name in its address. Raises: Http404."""
    for room in edition.rooms.order_by("position", "name"):
        if room_slug(room) == name:
            return room
    raise Http404(f"no room {name}")


def room_slug(room: Room) -> str:
    """Return how an address names a room; one whose name has no letters goes by its id."""
    return slugify(room.name) or str(room.pk)
