"""Which revisions are told in one mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from politoscope.planning.models import Publication

BATCH = timedelta(minutes=2)
"""Revisions within this time are one batch: on the day a planner publishes, sees a slip, and publishes again."""


def batch_of(publication: Publication) -> list[Publication]:
    """Return the revisions told together with this one, in their order. One query.

    A batch begins with the first revision after the one before has ended, so it never lasts longer than ``BATCH``,
    however many revisions follow each other.
    """
    batch: list[Publication] = []
    for one in publication.plan.publications.order_by("number"):
        if batch and one.published_at - batch[0].published_at > BATCH:
            if publication in batch:
                break
            batch = []
        batch.append(one)
    return batch


def batch_ends_at(publication: Publication) -> datetime:
    """Return when no further revision joins the batch."""
    return batch_of(publication)[0].published_at + BATCH
