"""What happens after the answer: change notices by mail."""

from __future__ import annotations

from collections import defaultdict
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from politoscope.mail.services import queue_mail
from politoscope.planning.models import Publication
from politoscope.planning.queries.spots import differences_of


@task
def mail_change_notices(publication_id: int) -> int:
    """Queue one mail per person with all their changed sessions; return how many. Run twice, it sends once."""
    publication = Publication.objects.select_related("plan__edition").get(pk=publication_id)
    edition = publication.plan.edition
    earlier = publication.plan.publications.filter(number__lt=publication.number).order_by("-number").first()
    row = [earlier, publication] if earlier else [publication]
    changes = defaultdict(list)
    for one in differences_of(row)[publication.number]:
        changes[one.spot.proposal].append(one)
    concerned = defaultdict(list)
    for notice in publication.notices.select_related("person").order_by("pk"):
        concerned[notice.person].extend(changes[notice.proposal_id])
    with timezone.override(ZoneInfo(edition.time_zone)):
        for person, mine in concerned.items():
            queue_mail(
                template="planning/mail/changes",
                to=person,
                edition=edition,
                context={
                    "changes": mine,
                    "number": publication.number,
                    "plan_url": settings.SITE_ORIGIN + reverse("planning:plan", args=[edition.slug]),
                },
                key=f"plan-change:{publication.pk}:{person.pk}",
                now=timezone.now(),
            )
    return len(concerned)
