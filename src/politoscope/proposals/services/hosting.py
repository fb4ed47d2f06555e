"""Who offers a proposal: the main host invites, a co-host counts after agreeing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.mail.services import queue_mail
from politoscope.people.models import Person
from politoscope.proposals.errors import NotInvited, StatusChanged
from politoscope.proposals.models import Proposal, ProposalHost
from politoscope.realtime.publish import publish


@transaction.atomic
def invite_cohost(*, proposal: Proposal, person: Person, actor: Person, now: datetime) -> ProposalHost:
    """Ask somebody to offer the session too; a mail tells them. Asking twice is the same as once."""
    host, is_new = ProposalHost.objects.get_or_create(proposal=proposal, person=person)
    if is_new:
        record_entry(edition=proposal.edition, actor=actor, action="proposals.invite_cohost", target=proposal, now=now)
        queue_mail(
            template="proposals/mail/cohost",
            to=person,
            edition=proposal.edition,
            context={"title": proposal.title, "host": actor.name, "path": f"/{proposal.edition.slug}/proposals/mine/"},
            key=f"cohost:{host.pk}",
            now=now,
        )
    return host


@transaction.atomic
def accept_invitation(*, proposal: Proposal, person: Person, now: datetime) -> None:
    """Agree to be a co-host. Raises ``NotInvited`` without an open invitation."""
    agreed = ProposalHost.objects.filter(proposal=proposal, person=person, agreed_at=None).update(agreed_at=now)
    if not agreed:
        raise NotInvited
    record_entry(edition=proposal.edition, actor=person, action="proposals.accept_invitation", target=proposal, now=now)
    publish(proposal.edition, "proposals")


@transaction.atomic
def leave_proposal(*, proposal: Proposal, person: Person, now: datetime) -> None:
    """Decline an invitation or stop being a co-host. Raises ``StatusChanged`` for the main host, who withdraws."""
    left, _ = ProposalHost.objects.filter(proposal=proposal, person=person, is_lead=False).delete()
    if not left:
        raise StatusChanged
    record_entry(edition=proposal.edition, actor=person, action="proposals.leave", target=proposal, now=now)
    publish(proposal.edition, "proposals")
