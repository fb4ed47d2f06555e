"""The edition itself: create it, change what it says about itself, move through its phases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.editions.enums import Phase, Role
from politoscope.editions.errors import NotReadyForThePublic
from politoscope.editions.models import Edition, PhaseStart, RoleGrant, Series
from politoscope.editions.publishing import missing_for_publication
from politoscope.people.models import Person
from politoscope.realtime.publish import publish


@transaction.atomic
def create_edition(*, series: str, slug: str, title: str, actor: Person, now: datetime) -> Edition:
    """Create an edition of a series, which is made when there is none of that name; the creator organises it."""
    family, _is_new = Series.objects.get_or_create(name=series)
    edition = Edition.objects.create(series=family, slug=slug, title=title)
    RoleGrant.objects.create(edition=edition, person=actor, role=Role.ORGANISER)
    record_entry(
        edition=edition,
        actor=actor,
        action="editions.create_edition",
        target=edition,
        after={"slug": slug, "title": title},
        now=now,
    )
    return edition


@transaction.atomic
def change_edition(*, edition: Edition, actor: Person, values: Mapping[str, Any], now: datetime) -> None:
    """Change what an edition says about itself; only fields that differ are written and logged.

    Raises:
        NotReadyForThePublic: it would become public without what the law wants there to be.
    """
    before = {field: getattr(edition, field) for field, value in values.items() if getattr(edition, field) != value}
    if not before:
        return
    if before.get("is_published") is False and (missing := missing_for_publication(edition)):
        raise NotReadyForThePublic(*missing)
    for field in before:
        setattr(edition, field, values[field])
    edition.save(update_fields=list(before))
    record_entry(
        edition=edition,
        actor=actor,
        action="editions.change_edition",
        target=edition,
        before=before,
        after={field: values[field] for field in before},
        now=now,
    )
    publish(edition, "phase")


@transaction.atomic
def switch_phase(*, edition: Edition, phase: Phase | str, actor: Person | None, now: datetime) -> None:
    """Set the phase by hand; an empty word hands it back to the dates."""
    before, edition.phase_by_hand = edition.phase_by_hand, str(phase)
    if before == edition.phase_by_hand:
        return
    edition.save(update_fields=["phase_by_hand"])
    record_entry(
        edition=edition,
        actor=actor,
        action="editions.switch_phase",
        target=edition,
        before={"phase_by_hand": before},
        after={"phase_by_hand": edition.phase_by_hand},
        now=now,
    )
    publish(edition, "phase")


@transaction.atomic
def set_phase_starts(
    *, edition: Edition, starts: Mapping[Phase, datetime | None], actor: Person, now: datetime
) -> None:
    """Set when the phases begin by themselves; None takes the date away, phases not named stay."""
    rows = PhaseStart.objects.filter(edition=edition)
    before = dict(rows.filter(phase__in=starts).values_list("phase", "starts_at"))
    after = {str(phase): at for phase, at in starts.items() if at is not None}
    if before == after:
        return
    rows.filter(phase__in=set(before) - set(after)).delete()
    for phase, starts_at in after.items():
        PhaseStart.objects.update_or_create(edition=edition, phase=phase, defaults={"starts_at": starts_at})
    record_entry(
        edition=edition,
        actor=actor,
        action="editions.set_phase_starts",
        target=edition,
        before=before,
        after=after,
        now=now,
    )
    publish(edition, "phase")
