"""The streams of this process."""

from __future__ import annotations

from uuid import UUID


class Hub:
    """Knows who follows what in this process."""

    def announce(self, edition_id: UUID, topic: str) -> None:
        """Say that a topic changed."""


hub = Hub()
