"""What pages can follow, and who may.

A topic is a word for a part of an edition's state. Apps restrict theirs in ``AppConfig.ready()``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

Policy = Callable[[Any, Any], bool]


class UnknownTopic(LookupError):
    """Nobody declared this topic: a slip in a name."""


@dataclass(frozen=True)
class Topic:
    """A part of the state that pages follow.

    ``policy`` is a predicate (person, edition); None admits whoever sees the edition. ``pause_seconds`` is the least
    time between two events. Of a ``secret`` topic the instant of the last change is not stored: with ballots it would
    say when the last one came in (R-03).
    """

    name: str
    policy: Policy | None = None
    pause_seconds: float = 0.2
    secret: bool = False


def nobody(person: Any, edition: Any) -> bool:
    """Refuse everybody: the policy of a topic whose app has not spoken yet."""
    return False


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic("phase"),
        Topic("proposals"),
        Topic("rounds"),
        Topic("ballots", pause_seconds=2.0, secret=True),
        Topic("plan"),
        Topic("draft-plan", policy=nobody),
        Topic("questions"),
    )
}


def declare(topic: Topic) -> None:
    """Add a topic."""
    TOPICS[topic.name] = topic


def restrict(name: str, policy: Policy) -> None:
    """Say who may follow a topic."""
    TOPICS[name] = replace(topic_named(name), policy=policy)


def topic_named(name: str) -> Topic:
    """Return a topic; raises ``UnknownTopic``."""
    try:
        return TOPICS[name]
    except KeyError:
        raise UnknownTopic(name) from None


def may_follow(topics: Iterable[Topic], person: Any, edition: Any) -> bool:
    """Tell whether somebody may follow all of these topics."""
    return all(topic.policy is None or topic.policy(person, edition) for topic in topics)
