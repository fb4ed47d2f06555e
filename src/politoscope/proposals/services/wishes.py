"""Topics that look for a host, and the tap that adopts one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.errors import AlreadyAdopted
from politoscope.proposals.models import Proposal, ProposalHost
from politoscope.proposals.services.life import next_number
from politoscope.realtime.publish import publish


@transaction.atomic
def wish_topic(*, edition: Edition, person: Person, title: str, now: datetime, abstract: str = "") -> Proposal:
    """Say what one would like to hear, and look for somebody who offers it."""
    wish = Proposal.objects.create(
        edition=edition,
        number=next_number(edition),
        title=title,
        abstract=abstract,
        status=ProposalStatus.WISH,
        entered_by=person,
        submitted_at=now,
    )
    record_entry(edition=edition, actor=person, action="proposals.wish", target=wish, after={"title": title}, now=now)
    publish(edition, "proposals")
    return wish


@transaction.atomic
def adopt_wish(*, wish: Proposal, person: Person, now: datetime) -> Proposal:
    """Become the host of a wished topic: row, number and address stay. Raises ``AlreadyAdopted`` for the second."""
    adopted = Proposal.objects.filter(pk=wish.pk, status=ProposalStatus.WISH).update(
        status=ProposalStatus.PROPOSED, submitted_at=now
    )
    if not adopted:
        raise AlreadyAdopted
    ProposalHost.objects.create(proposal=wish, person=person, is_lead=True, agreed_at=now)
    wish.status = ProposalStatus.PROPOSED
    wish.submitted_at = now
    record_entry(
        edition=wish.edition,
        actor=person,
        action="proposals.adopt_wish",
        target=wish,
        before={"status": ProposalStatus.WISH},
        after={"status": ProposalStatus.PROPOSED},
        now=now,
    )
    publish(wish.edition, "proposals")
    return wish
