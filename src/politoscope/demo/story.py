"""The editions as they are told in ``story/*.toml``, read into plain data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "story"
PAST = ("2022", "2023", "2025")


@dataclass(frozen=True)
class Span:
    """A stretch of a day, by the clock on the wall. ``day`` counts from the edition's first day."""

    starts: time
    ends: time
    day: int = 0


@dataclass(frozen=True)
class RoomStory:
    name: str
    capacity: int
    features: tuple[str, ...] = ("beamer", "step_free")
    directions: str = ""


@dataclass(frozen=True)
class ItemStory:
    """A programme item with the people in it: (name, part)."""

    kind: str
    title: str
    span: Span
    room: str = ""
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class EditionStory:
    """Everything about an edition that is decided before anybody registers."""

    slug: str
    fields: dict[str, Any]
    institutions: tuple[str, ...]
    dates: tuple[date, ...]
    rooms: tuple[RoomStory, ...]
    slots: tuple[Span, ...]
    items: tuple[ItemStory, ...]
    links: tuple[tuple[str, str], ...]
    """(label, address)."""
    topics: dict[str, tuple[str, ...]]
    """Titles of sessions by topic; empty for the edition whose proposals come from its participants."""

    def titles(self) -> list[tuple[str, str]]:
        """Return (topic, title) of all sessions, one of each topic in turn, so that neighbours differ."""
        rows = [[(topic, title) for title in titles] for topic, titles in self.topics.items()]
        longest = max(map(len, rows), default=0)
        return [row[place] for place in range(longest) for row in rows if place < len(row)]


@dataclass(frozen=True)
class ProposalStory:
    """One proposal of today's edition. ``topics`` say whom it attracts."""

    title: str
    topics: tuple[str, ...]
    format: str
    abstract: str = ""
    needs: tuple[str, ...] = ()
    length_slots: int = 1
    is_confidential: bool = False


FIELDS = (
    "title",
    "tagline_de",
    "tagline_en",
    "description_de",
    "description_en",
    "venue",
    "contact_email",
)


def edition_story(name: str) -> EditionStory:
    """Read one edition."""
    told = _read(name)
    return EditionStory(
        slug=told["slug"],
        fields={field: told[field].strip() for field in FIELDS},
        institutions=tuple(told["institutions"]),
        dates=tuple(told.get("dates", ())),
        rooms=tuple(_room(room) for room in told["rooms"]),
        slots=tuple(_span(slot) for slot in told["slots"]),
        items=tuple(_item(item) for item in told["items"]),
        links=tuple((label, url) for label, url in told.get("links", ())),
        topics={topic: tuple(titles) for topic, titles in told.get("topics", {}).items()},
    )


def proposal_stories() -> tuple[ProposalStory, ...]:
    """Read the proposals of today's edition."""
    return tuple(
        ProposalStory(**{**told, "topics": tuple(told["topics"]), "needs": tuple(told.get("needs", ()))})
        for told in _read("proposals")["proposals"]
    )


def people_story() -> dict[str, Any]:
    """Read what invented people are made of."""
    return _read("people")


def topic_label(topic: str) -> str:
    """Return how a topic is written on the screen."""
    return str(_read("topics")[topic])


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _span(told: list[Any]) -> Span:
    day = told[2] if len(told) > 2 else 0
    return Span(starts=time.fromisoformat(told[0]), ends=time.fromisoformat(told[1]), day=day)


def _room(told: list[Any] | dict[str, Any]) -> RoomStory:
    if isinstance(told, list):
        return RoomStory(name=told[0], capacity=told[1])
    return RoomStory(told["name"], told["capacity"], tuple(told["features"]), told["directions"])


def _item(told: dict[str, Any]) -> ItemStory:
    return ItemStory(
        kind=told["kind"],
        title=told["title"],
        span=_span([*told["time"], told.get("day", 0)]),
        room=told.get("room", ""),
        people=tuple((name, part) for name, part in told.get("people", ())),
    )
