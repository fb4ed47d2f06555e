"""Writing to the log. The caller holds the transaction of the command that is being logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F

from politoscope.audit.chain import digest_of
from politoscope.audit.models import AuditChain, AuditCut, AuditEntry
from politoscope.audit.personal import split_values
from politoscope.audit.querysets import chain_of

KEPT = timedelta(days=365)
"""How long the log remembers (P-07)."""


@transaction.atomic
def record_entry(
    *,
    edition: Any | None,
    actor: Any | None,
    action: str,
    target: models.Model | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    via: str = "web",
    now: datetime,
) -> AuditEntry:
    """Add one entry to the edition's chain (or to the site's, without an edition).

    ``via`` says how the command came in: ``web``, ``api:<token>``, ``device:<name>``, ``command``, ``worker``.
    Raising the length first takes the chain's row until the commit, so that two commands never share a place.
    """
    chain = chain_of(edition)
    sequence, previous = next_place(chain)
    old, personal_before = split_values(before)
    new, personal_after = split_values(after)
    entry = AuditEntry(
        chain=chain,
        sequence=sequence,
        recorded_at=now,
        actor=None if actor is None else actor.pk,
        via=via,
        action=action,
        target_type="" if target is None else target._meta.label_lower,
        target_id="" if target is None else str(target.pk),
        before=old,
        after=new,
        personal_fields=sorted(personal_before | personal_after),
        previous_digest=previous,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def next_place(chain: UUID) -> tuple[int, str]:
    """Take the next place of a chain: its number, and the digest of the entry (or cut) before it."""
    raised = AuditChain.objects.filter(id=chain).update(length=F("length") + 1)
    if not raised:
        AuditChain.objects.bulk_create([AuditChain(id=chain)], ignore_conflicts=True)
        AuditChain.objects.filter(id=chain).update(length=F("length") + 1)
    sequence = AuditChain.objects.values_list("length", flat=True).get(id=chain)
    before = {"chain": chain, "sequence": sequence - 1}
    for rows in (AuditEntry.objects, AuditCut.objects):
        if previous := rows.filter(**before).values_list("digest", flat=True).first():
            return sequence, previous
    return sequence, ""


@transaction.atomic
def cut_before(*, chain: UUID, instant: datetime, now: datetime) -> int:
    """End the retention of a chain: remove its oldest stretch, everything before ``instant``, and keep the link.

    Returns how many entries went. The triggers let only entries go that a cut covers.
    """
    kept = AuditEntry.objects.filter(chain=chain, recorded_at__gte=instant).order_by("sequence").first()
    old = AuditEntry.objects.filter(chain=chain)
    if kept is not None:
        old = old.filter(sequence__lt=kept.sequence)
    last = old.order_by("-sequence").first()
    if last is None:
        return 0
    AuditCut.objects.create(chain=chain, sequence=last.sequence, digest=last.digest, cut_at=now)
    removed, _ = AuditEntry.objects.filter(chain=chain, sequence__lte=last.sequence).delete()
    return removed


def forget_old_entries(*, before: datetime, now: datetime, held: Collection[UUID] = ()) -> int:
    """Cut every chain but those held at an instant; returns how many entries went."""
    chains = list(AuditChain.objects.exclude(id__in=held).values_list("id", flat=True))
    return sum(cut_before(chain=chain, instant=before, now=now) for chain in chains)
