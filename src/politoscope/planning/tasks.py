"""What happens after the answer: change notices by mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from politoscope.mail.services import queue_mail
from politoscope.people.models import Person
from politoscope.planning.differences import Difference
from politoscope.planning.models import ChangeNotice, Publication
from politoscope.planning.queries.batches import batch_of
from politoscope.planning.queries.spots import differences_of


@task
def mail_change_notices(publication_id: int) -> int:
    """Queue one mail per person with all their changed sessions; return how many. Run twice, it sends once.

    Revisions of one batch are told together, as what changed from before the first to the last of them: who was moved
    and moved back gets no mail at all.
    """
    publication = Publication.objects.select_related("plan__edition").get(pk=publication_id)
    edition = publication.plan.edition
    batch = batch_of(publication)
    first, last = batch[0], batch[-1]
    earlier = publication.plan.publications.filter(number__lt=first.number).order_by("-number").first()
    concerned = _concerned(batch, differences_of([earlier, last] if earlier else [last])[last.number])
    with timezone.override(ZoneInfo(edition.time_zone)):
        for person, mine in concerned.items():
            queue_mail(
                template="planning/mail/changes",
                to=person,
                edition=edition,
                context={
                    "changes": mine,
                    "number": last.number,
                    "plan_url": settings.SITE_ORIGIN + reverse("planning:plan", args=[edition.slug]),
                },
                key=f"plan-change:{first.pk}:{person.pk}",
                now=timezone.now(),
            )
    return len(concerned)


def _concerned(batch: Sequence[Publication], changes: Sequence[Difference]) -> Mapping[Person, Sequence[Difference]]:
    """Return who has a notice in a batch, with what the whole of it changed for their sessions."""
    changed: dict[UUID, list[Difference]] = defaultdict(list)
    for one in changes:
        changed[one.spot.proposal].append(one)
    notices = ChangeNotice.objects.filter(publication__in=batch, proposal__in=list(changed)).select_related("person")
    sessions: dict[Person, dict[UUID, None]] = defaultdict(dict)
    for notice in notices.order_by("pk"):
        sessions[notice.person][notice.proposal_id] = None
    return {person: [one for proposal in mine for one in changed[proposal]] for person, mine in sessions.items()}
