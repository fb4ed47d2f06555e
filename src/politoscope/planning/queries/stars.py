from __future__ import annotations

from uuid import UUID

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning.models import ChangeNotice, Star
from politoscope.proposals.models import ProposalHost


def starred_by(person: Person | None, edition: Edition) -> set[UUID]:
    """Return the proposals somebody starred; nobody signed in has none. One query at most."""
    if person is None:
        return set()
    return set(Star.objects.filter(person=person, proposal__edition=edition).values_list("proposal", flat=True))


def hosted_by(person: Person | None, edition: Edition) -> set[UUID]:
    """Return the proposals somebody offers. One query at most."""
    if person is None:
        return set()
    own = ProposalHost.objects.filter(person=person, agreed_at__isnull=False, proposal__edition=edition)
    return set(own.values_list("proposal", flat=True))


def unread_notices(person: Person | None, edition: Edition) -> list[ChangeNotice]:
    """Return what somebody has not been told yet on screen, newest first, one per session. One query at most."""
    if person is None:
        return []
    rows = ChangeNotice.objects.filter(person=person, publication__plan__edition=edition, read_at__isnull=True)
    found: dict[UUID, ChangeNotice] = {}
    for row in rows.select_related("proposal", "publication").order_by("-publication__number"):
        found.setdefault(row.proposal_id, row)
    return list(found.values())
