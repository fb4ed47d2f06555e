"""What the organisers' outbox shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from politoscope.mail.enums import MailState
from politoscope.mail.models import OutboxMail

MAILS_ON_A_PAGE = 50


@dataclass(frozen=True)
class StateCount:
    """How many mails are in a state."""

    state: MailState
    count: int


def outbox_page(edition: Any, *, state: str | None, number: str | None) -> Page:
    """Return one page of an edition's mails, newest first, without their texts."""
    mails = OutboxMail.objects.of(edition).newest_first().defer("text", "html", "headers")
    if state in MailState.values:
        mails = mails.filter(state=state)
    return Paginator(mails, MAILS_ON_A_PAGE).get_page(number)


def counts_by_state(edition: Any) -> list[StateCount]:
    """Return how many mails are where, in the order of their way, without empty states."""
    rows = OutboxMail.objects.of(edition).order_by().values_list("state").annotate(Count("id"))
    counts = dict(rows)
    return [StateCount(state, counts[state]) for state in MailState if counts.get(state)]
