"""What has to be there before an edition is public. Later apps add their condition in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from politoscope.editions.models import Edition

Condition = Callable[["Edition"], str]
"""Returns the sentence that says what is missing and where to find it, or nothing."""
CONDITIONS: list[Condition] = []


def register(condition: Condition) -> None:
    """Add a condition."""
    if condition not in CONDITIONS:
        CONDITIONS.append(condition)


def missing_for_publication(edition: Edition) -> list[str]:
    """Return what stands in the way of publishing an edition."""
    return [sentence for condition in CONDITIONS if (sentence := condition(edition))]
