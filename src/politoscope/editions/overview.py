"""What the overview of an edition shows to one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from politoscope.editions.enums import Phase
from politoscope.editions.models import Edition
from politoscope.editions.organise import Card, Task, cards_for
from politoscope.editions.parts import PARTS
from politoscope.editions.phases import phase_of
from politoscope.editions.policies import is_organiser
from politoscope.people.models import Person


@dataclass(frozen=True)
class ShownCard:
    """A card with its address and what its template needs."""

    card: Card
    url: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Overview:
    """The page: the phase, the cards, what is open, and the parts with their numbers."""

    phase: Phase
    cards: list[ShownCard]
    tasks: list[tuple[str, Task]]
    parts: list[tuple[str, Any, int]]


def overview_of(edition: Edition, *, person: Person, now: datetime) -> Overview:
    """Gather the overview. One query for all numbers of parts, and what the cards of later stages ask."""
    cards = cards_for(person, edition)
    organises = is_organiser(person, edition)
    counts = _part_counts(edition) if organises else {}
    tasks = [*(frame_tasks(edition, counts) if organises else []), *_card_tasks(cards, edition)]
    return Overview(
        phase=phase_of(edition, now=now),
        cards=[_shown(card, edition) for card in cards],
        tasks=[(reverse(task.url_name, args=[edition.slug]), task) for task in tasks],
        parts=[
            (reverse(f"editions:{part.plural}", args=[edition.slug]), part.title, counts[part.plural])
            for part in PARTS
            if organises
        ],
    )


def frame_tasks(edition: Edition, counts: dict[str, int]) -> list[Task]:
    """Return what the frame of an edition still lacks, the most urgent first."""
    open_tasks = [
        (not counts["days"], Task(_("Say when it is"), "editions:day_new")),
        (not edition.venue, Task(_("Say where it is"), "editions:change")),
        (not edition.contact_email, Task(_("Name an address for questions"), "editions:change")),
        (not counts["institutions"], Task(_("Name the hosting institutions"), "editions:institution_new")),
        (not edition.phase_by_hand and not edition.phase_starts.all(), Task(_("Set the phases"), "editions:phases")),
        (not counts["rooms"], Task(_("Enter the rooms"), "editions:room_new")),
        (not counts["slots"], Task(_("Enter the slots"), "editions:slot_new")),
        (not edition.is_published, Task(_("Publish the edition"), "editions:change")),
    ]
    return [task for is_open, task in open_tasks if is_open]


def _part_counts(edition: Edition) -> dict[str, int]:
    """Count all parts in one query, each kind apart: joins would multiply them."""
    counts = [
        Subquery(
            part.model._default_manager.filter(edition=OuterRef("pk"))
            .order_by()
            .values("edition")
            .annotate(count=Count("pk"))
            .values("count")
        )
        for part in PARTS
    ]
    row = Edition.objects.filter(pk=edition.pk).values_list(*counts).get()
    return {part.plural: count or 0 for part, count in zip(PARTS, row, strict=True)}


def _card_tasks(cards: Iterable[Card], edition: Edition) -> list[Task]:
    return [task for card in cards if card.tasks for task in card.tasks(edition)]


def _shown(card: Card, edition: Edition) -> ShownCard:
    context = card.context(edition) if card.context else {}
    return ShownCard(card, reverse(card.url_name, args=[edition.slug]), context)
