"""How the state of topics is told to the outside: by stamps that only say "the same" or "another"."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.conf import settings

from politoscope.realtime.models import TopicVersion

Key = tuple[UUID, str]
"""A topic of an edition."""
Stamps = dict[str, str]
"""Topic to stamp."""


def stamp_of(edition_id: UUID, topic: str, version: int) -> str:
    """Return the stamp of one version.

    It is no number: the versions of ``ballots`` would tell how many came in before five have (R-03, R-04).
    """
    source = f"{edition_id}:{topic}:{version}".encode()
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(source, digest_size=6, key=key, person=b"topic-stamp").hexdigest()


def read_stamps(keys: Iterable[Key]) -> dict[Key, str]:
    """Read the stamps of topics, whatever their editions, in one query."""
    wanted = set(keys)
    rows = TopicVersion.objects.filter(
        edition_id__in={edition_id for edition_id, _ in wanted}, topic__in={topic for _, topic in wanted}
    ).values_list("edition_id", "topic", "version")
    versions = {(edition_id, topic): version for edition_id, topic, version in rows}
    return {(edition_id, topic): stamp_of(edition_id, topic, versions.get((edition_id, topic), 0))
            for edition_id, topic in wanted}  # fmt: skip


def stamps_of(edition_id: UUID, topics: Iterable[str]) -> Stamps:
    """Read the stamps of some topics of one edition, in the order of their names."""
    found = read_stamps((edition_id, topic) for topic in topics)
    return {topic: found[edition_id, topic] for topic in sorted(topics)}


def to_text(stamps: Mapping[str, str]) -> str:
    """Write stamps as one word: the id of an event, the ETag of an answer, an attribute of an element."""
    return urlencode(sorted(stamps.items()))


def from_text(text: str) -> Stamps:
    """Read what :func:`to_text` wrote; what is no such text gives nothing."""
    return dict(parse_qsl(text[:1000], max_num_fields=20)) if text.isascii() else {}
