"""Remarks on proposals and offers to help; the moderation can take them off the page."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.people.models import Person
from politoscope.proposals.enums import CommentKind
from politoscope.proposals.models import Comment, Proposal
from politoscope.realtime.publish import publish


@transaction.atomic
def write_comment(
    *, proposal: Proposal, author: Person, text: str, kind: str = CommentKind.REMARK, now: datetime
) -> Comment:
    """Add a remark or an offer. The same words by the same person again are one comment (a double tap)."""
    comment, is_new = Comment.objects.get_or_create(
        proposal=proposal, author=author, text=text, kind=kind, defaults={"written_at": now}
    )
    if is_new:
        record_entry(edition=proposal.edition, actor=author, action="proposals.comment", target=comment, now=now)
        publish(proposal.edition, "proposals")
    return comment


@transaction.atomic
def hide_comment(*, comment: Comment, actor: Person, reason: str, now: datetime) -> Comment:
    """Take a comment off the page. Its author can read why. Twice is the same as once."""
    hidden = Comment.objects.filter(pk=comment.pk, hidden_at=None).update(
        hidden_at=now, hidden_by=actor, hidden_reason=reason
    )
    if hidden:
        edition = comment.proposal.edition
        record_entry(
            edition=edition,
            actor=actor,
            action="proposals.hide_comment",
            target=comment,
            after={"reason": reason},
            now=now,
        )
        publish(edition, "proposals")
    comment.refresh_from_db()
    return comment
