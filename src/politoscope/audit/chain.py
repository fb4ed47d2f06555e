"""The chain of digests: each entry seals itself and the one before, so that a change shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from politoscope.audit.models import AuditChain, AuditCut, AuditEntry


@dataclass(frozen=True)
class Verdict:
    """What the verification of one chain found: ``broken_at`` is the first place that does not fit, or None."""

    chain: UUID
    entries: int
    broken_at: int | None

    @property
    def is_intact(self) -> bool:
        return self.broken_at is None


def digest_of(entry: AuditEntry) -> str:
    """Return the SHA-256 digest of everything the entry says, the digest before it included."""
    content = {
        "chain": str(entry.chain),
        "sequence": entry.sequence,
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": None if entry.actor is None else str(entry.actor),
        "via": entry.via,
        "action": entry.action,
        "target": [entry.target_type, entry.target_id],
        "before": entry.before,
        "after": entry.after,
        "personal_fields": entry.personal_fields,
        "previous": entry.previous_digest,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def verify_chain(chain: UUID) -> Verdict:
    """Recompute every digest of a chain, from the last cut on, and compare its end with the recorded length."""
    cut = AuditCut.objects.filter(chain=chain).order_by("-sequence").first()
    place, previous = (cut.sequence, cut.digest) if cut else (0, "")
    start = place
    for entry in AuditEntry.objects.filter(chain=chain).order_by("sequence").iterator():
        if entry.sequence != place + 1 or entry.previous_digest != previous or entry.digest != digest_of(entry):
            return Verdict(chain, place - start, broken_at=place + 1)
        place, previous = entry.sequence, entry.digest
    end = AuditChain.objects.filter(id=chain).values_list("length", flat=True).first() or 0
    return Verdict(chain, place - start, broken_at=None if end == place else place + 1)


def verify_all() -> list[Verdict]:
    """Verify every chain of the database."""
    return [verify_chain(chain) for chain in AuditChain.objects.order_by("id").values_list("id", flat=True)]
