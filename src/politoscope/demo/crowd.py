"""Invented people, and what they like. Everything follows from the seed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from politoscope.demo.story import ProposalStory, people_story

WEIGHTS = {"ministry": 34, "authority": 26, "municipality": 20, "science": 9, "ngo": 8, "other": 3}
"""Of a hundred people, how many come from which kind of organisation."""


@dataclass(frozen=True)
class Invented:
    """Somebody who takes part in today's edition. ``key`` names those whom one can step into."""

    name: str
    email: str
    organisation: str
    organisation_type: str
    hashtags: tuple[str, ...]
    interests: tuple[str, ...]
    key: str = ""


def mail_address(name: str) -> str:
    """Return an address under example.org for a name."""
    plain = name.lower()
    for letter, plainly in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i"}.items():
        plain = plain.replace(letter, plainly)
    ascii_name = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return ".".join(ascii_name.replace(".", "").split()) + "@example.org"


def invented_names(random: Random) -> Iterator[str]:
    """Yield names, none of them twice."""
    told = people_story()
    used = {member["name"] for member in told["cast"]}
    while True:
        name = f"{random.choice(told['given'])} {random.choice(told['family'])}"
        if name not in used:
            used.add(name)
            yield name


def cast_members() -> dict[str, dict[str, str]]:
    """Return those one can step into, by key."""
    return {member["key"]: {**member, "email": mail_address(member["name"])} for member in people_story()["cast"]}


def invented_people(random: Random, count: int, proposals: Sequence[ProposalStory]) -> list[Invented]:
    """Return ``count`` participants, the two of the cast who take part among them, first."""
    told = people_story()
    topics = [topic for proposal in proposals for topic in proposal.topics]
    names = invented_names(random)
    members = [member for member in cast_members().values() if "organisation_type" in member]
    people = []
    for place in range(count):
        member = members[place] if place < len(members) else None
        kind = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        organisation = random.choice(told["organisations"][kind])
        hashtags = tuple(random.sample(told["hashtags"], 3))
        interests = tuple(dict.fromkeys(random.choices(topics, k=3)))
        name = member["name"] if member else next(names)
        people.append(
            Invented(
                name=name,
                email=mail_address(name),
                organisation=member["organisation"] if member else organisation,
                organisation_type=member["organisation_type"] if member else kind,
                hashtags=hashtags,
                interests=interests,
                key=member["key"] if member else "",
            )
        )
    return people


def marks_of(person: Invented, proposals: Sequence[ProposalStory], random: Random) -> list[int]:
    """Return the places of the proposals somebody would attend: mostly what they like, sometimes anything."""
    marks = []
    for place, proposal in enumerate(proposals):
        likes = len(set(proposal.topics) & set(person.interests))
        chance = {0: 0.07, 1: 0.55}.get(likes, 0.85)
        if random.random() < chance:
            marks.append(place)
    return marks
