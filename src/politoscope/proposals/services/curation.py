"""What organisers do around the proposals: the list of synonyms, and the digest mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.mail.services import queue_mail
from politoscope.people.models import Person
from politoscope.proposals.errors import DigestSent
from politoscope.proposals.links import opt_out_url
from politoscope.proposals.models import Digest, DigestOptOut, Proposal, SynonymGroup
from politoscope.proposals.queries import digest_recipients, next_digest
from politoscope.proposals.tasks import write_digest


@transaction.atomic
def replace_synonyms(*, edition: Edition, groups: Sequence[Sequence[str]], actor: Person, now: datetime) -> None:
    """Put another list of synonyms in place; an empty one brings the usual list back."""
    before = edition.synonym_groups.count()
    edition.synonym_groups.all().delete()
    SynonymGroup.objects.bulk_create(SynonymGroup(edition=edition, words=list(words)) for words in groups)
    record_entry(
        edition=edition,
        actor=actor,
        action="proposals.replace_synonyms",
        before={"groups": before},
        after={"groups": len(groups)},
        now=now,
    )


def send_digest(*, edition: Edition, number: int, actor: Person, now: datetime) -> Digest:
    """Mail what is new to everybody registered. Raises ``DigestSent`` when this digest is out, or nothing is new."""
    plan = next_digest(edition)
    if plan.number != number or not plan.proposals:
        raise DigestSent
    try:
        with transaction.atomic():
            digest = Digest.objects.create(edition=edition, number=number, sent_at=now)
            record_entry(
                edition=edition,
                actor=actor,
                action="proposals.send_digest",
                target=digest,
                after={"proposals": len(plan.proposals), "recipients": plan.recipients},
                now=now,
            )
            numbers = [proposal.number for proposal in plan.proposals]
            transaction.on_commit(partial(write_digest.enqueue, digest.pk, numbers))
    except IntegrityError as error:
        raise DigestSent from error
    return digest


def queue_digest(*, digest: Digest, numbers: Sequence[int], now: datetime) -> int:
    """Put the mails of a digest into the outbox, one a person however often this runs; returns how many there are."""
    edition = digest.edition
    proposals = list(Proposal.objects.public().filter(edition=edition, number__in=numbers).order_by("number"))
    recipients = list(digest_recipients(edition).select_related("person"))
    for registration in recipients:
        queue_mail(
            template="proposals/mail/digest",
            to=registration.person,
            edition=edition,
            context={
                "name": registration.name,
                "proposals": proposals,
                "address": settings.SITE_ORIGIN + reverse("proposals:list", args=[edition.slug]),
                "opt_out_url": opt_out_url(edition, registration.person),
            },
            key=f"digest:{digest.pk}:{registration.pk}",
            unsubscribe_url=opt_out_url(edition, registration.person),
            now=now,
        )
    return len(recipients)


def opt_out_of_digest(*, edition: Edition, person: Person) -> None:
    """Send this person no more digests of the edition. Twice is the same as once."""
    DigestOptOut.objects.get_or_create(edition=edition, person=person)
