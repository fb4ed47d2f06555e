"""Who is told about a revision: hosts, and people who starred a session. Nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from politoscope.planning.differences import Difference, Kind
from politoscope.planning.models import ChangeNotice, Publication, Star
from politoscope.proposals.models import ProposalHost


def write_notices(publication: Publication, changes: Iterable[Difference]) -> int:
    """Store a notice per person and changed session; return how many. The caller holds the transaction.

    Hosts hear of every change of their sessions, their first place included; stars mean changes only.
    """
    kinds: dict[UUID, set[Kind]] = defaultdict(set)
    for one in changes:
        kinds[one.spot.proposal].add(one.kind)
    changed = [proposal for proposal, seen in kinds.items() if seen - {Kind.NEW}]
    hosts = ProposalHost.objects.filter(proposal__in=list(kinds), agreed_at__isnull=False)
    stars = Star.objects.filter(proposal__in=changed)
    concerned = dict.fromkeys(stars.values_list("person", "proposal"), False)
    concerned |= dict.fromkeys(hosts.values_list("person", "proposal"), True)
    notices = [
        ChangeNotice(publication=publication, person_id=person, proposal_id=proposal, is_host=is_host)
        for (person, proposal), is_host in concerned.items()
    ]
    ChangeNotice.objects.bulk_create(notices)
    return len(notices)
