from __future__ import annotations

from django.db import models


class TopicVersion(models.Model):
    """How often a topic of an edition has changed: the number that tells a page whether it is up to date.

    ``edition_id`` is no relation: the ground knows no editions.
    """

    edition_id = models.UUIDField()
    topic = models.CharField(max_length=40)
    version = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition_id", "topic"], name="topic_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.version}"
