"""What was done, by whom, when: rows that are only ever added (triggers hold it, see :mod:`.triggers`).

No relation points anywhere: an entry outlives what it tells about, and erasing a person leaves an id behind that means
nothing any more.
"""

from __future__ import annotations

from django.db import models

from politoscope.audit.querysets import AuditEntryQuerySet


class AuditChain(models.Model):
    """The end of one chain of entries: one chain per edition, and one for the site (the nil UUID)."""

    id = models.UUIDField(primary_key=True)
    length = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.id}: {self.length}"


class AuditEntry(models.Model):
    """One command: who, what, when, before and after. Personal fields are named, never copied."""

    chain = models.UUIDField()
    sequence = models.PositiveBigIntegerField()
    recorded_at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    via = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    personal_fields = models.JSONField(default=list)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_entry_once_per_place"),
        ]
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="audit_entry_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class AuditCut(models.Model):
    """The end of retention: entries up to ``sequence`` are gone, ``digest`` is where the rest hangs on."""

    chain = models.UUIDField()
    sequence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    cut_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_cut_once_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} up to {self.sequence}"
