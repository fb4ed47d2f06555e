"""What the page of the log shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator

from politoscope.audit.models import AuditEntry
from politoscope.audit.values import value_words
from politoscope.audit.words import Words, action_name, field_name, type_name

ENTRIES_ON_A_PAGE = 50
PROPOSAL = "proposals.proposal"


@dataclass(frozen=True)
class Change:
    """One field before and after; a personal one shows only that it was there."""

    field: Words
    before: Words | None
    after: Words | None
    is_personal: bool


@dataclass(frozen=True)
class Line:
    """One entry in words."""

    sequence: int
    recorded_at: datetime
    actor: str
    via: str
    action: Words
    target: Words
    target_id: str
    title: str
    changes: list[Change]


def log_page(edition: Any, *, number: str | None) -> tuple[Page, list[Line]]:
    """Return one page of an edition's log, newest first, in three queries, four where it is about proposals."""
    page = Paginator(AuditEntry.objects.of(edition).newest_first(), ENTRIES_ON_A_PAGE).get_page(number)
    entries = list(page.object_list)
    names = names_of(entry.actor for entry in entries)
    titles = titles_of(entries)
    return page, [line_of(entry, names, titles) for entry in entries]


def names_of(actors: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of those who are still here."""
    people = get_user_model()._default_manager.filter(pk__in={actor for actor in actors if actor})
    return {person.pk: str(person) for person in people}


def titles_of(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return what the proposals of these entries are called today, with their numbers."""
    known = {entry.target_id for entry in entries if entry.target_type == PROPOSAL}
    if not known:
        return {}
    rows = apps.get_model(PROPOSAL)._default_manager.filter(pk__in=known)
    return {str(pk): f"{number}: {title}" for pk, number, title in rows.values_list("pk", "number", "title")}


def line_of(entry: AuditEntry, names: dict[UUID, str], titles: dict[str, str]) -> Line:
    return Line(
        sequence=entry.sequence,
        recorded_at=entry.recorded_at,
        actor=names.get(entry.actor, str(entry.actor)[:8]) if entry.actor else "",
        via=entry.via,
        action=action_name(entry.action),
        target=type_name(entry.target_type),
        target_id=entry.target_id,
        title=titles.get(entry.target_id, ""),
        changes=list(changes_of(entry)),
    )


def changes_of(entry: AuditEntry) -> Iterator[Change]:
    before, after = entry.before or {}, entry.after or {}
    for field in dict.fromkeys([*before, *after]):
        if before.get(field) != after.get(field) or not before or not after:
            was, became = (value_words(entry.target_type, field, side.get(field)) for side in (before, after))
            yield Change(field_name(entry.target_type, field), was, became, is_personal=False)
    for field in entry.personal_fields:
        yield Change(field_name(entry.target_type, field), None, None, is_personal=True)


def export_lines(edition: Any) -> Iterator[dict[str, Any]]:
    """Return every entry of an edition with its digests, oldest first, for a review elsewhere."""
    for entry in AuditEntry.objects.of(edition).order_by("sequence").iterator():
        yield {field.name: getattr(entry, field.name) for field in AuditEntry._meta.fields if field.name != "id"}
