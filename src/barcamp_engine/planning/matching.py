"""Matching items to places one after the other, with augmenting paths (Kuhn 1955), without recursion."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

Place = TypeVar("Place", bound=Hashable)


class Matching(Generic[Place]):
    """Who holds which place. Items are numbers; an item may hold several places if it is added several times."""

    def __init__(self, places: Mapping[int, Iterable[Place]]) -> None:
        self.places = {item: list(those) for item, those in places.items()}
        self.owner: dict[Place, int] = {}
        self.reached: list[Place] = []

    def add(self, item: int) -> bool:
        """Give the item a place, moving others to theirs where need be; False changes nothing.

        Afterwards `reached` holds the places looked at: after a failure, all that the item and those in its way want.
        """
        came_from: dict[Place, Place | None] = {}
        queue: deque[Place] = deque()
        self.reached = []
        self._look(item, None, came_from, queue)
        while queue:
            place = queue.popleft()
            holder = self.owner.get(place)
            if holder is not None:
                self._look(holder, place, came_from, queue)
                continue
            before = came_from[place]
            while before is not None:
                self.owner[place] = self.owner[before]
                place, before = before, came_from[before]
            self.owner[place] = item
            return True
        return False

    def _look(self, item: int, origin: Place | None, came_from: dict[Place, Place | None], queue: deque[Place]) -> None:
        for place in self.places[item]:
            if place not in came_from:
                came_from[place] = origin
                self.reached.append(place)
                queue.append(place)
